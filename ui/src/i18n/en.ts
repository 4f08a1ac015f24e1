/** English: a key that Korean has and this lacks does not compile. */
import { common } from './en/common';
import { errors } from './en/errors';
import { issue } from './en/issue';
import { problems } from './en/problems';
import { settings } from './en/settings';
import { tokens } from './en/tokens';
import { trouble } from './en/trouble';
import type { Words } from './ko';

export const en = { common, errors, issue, problems, settings, tokens, trouble } satisfies Words;
