/** Korean, the source: the shape of every other language is derived from here. */
import { common } from './ko/common';
import { errors } from './ko/errors';
import { issue } from './ko/issue';
import { problems } from './ko/problems';
import { settings } from './ko/settings';
import { tokens } from './ko/tokens';
import { trouble } from './ko/trouble';

export const ko = { common, errors, issue, problems, settings, tokens, trouble };

/** The same keys and parameters, any words. */
type Widen<Text> = Text extends string
  ? string
  : Text extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Text]: Widen<Text[Key]> };

export type Words = Widen<typeof ko>;
