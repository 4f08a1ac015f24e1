/** The words of the first picture, in both languages. Those of a screen that comes later come with it. */
import { common as commonEn } from './en/common';
import { errors as errorsEn } from './en/errors';
import { tokens as tokensEn } from './en/tokens';
import type { Words } from './ko';
import { common } from './ko/common';
import { errors } from './ko/errors';
import { tokens } from './ko/tokens';
import type { Both } from './words';

export const first: Both<Pick<Words, 'common' | 'errors' | 'tokens'>> = {
  ko: { common, errors, tokens },
  en: { common: commonEn, errors: errorsEn, tokens: tokensEn },
};
