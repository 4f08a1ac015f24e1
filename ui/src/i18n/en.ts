/** English: a key that Korean has and this lacks does not compile. */
import { backups } from './en/backups';
import { common } from './en/common';
import { errors } from './en/errors';
import { issue } from './en/issue';
import { lock } from './en/lock';
import { problems } from './en/problems';
import { protection } from './en/protection';
import { settings } from './en/settings';
import { tokens } from './en/tokens';
import { trouble } from './en/trouble';
import type { Words } from './ko';

export const en = {
  backups,
  common,
  errors,
  issue,
  lock,
  problems,
  protection,
  settings,
  tokens,
  trouble,
} satisfies Words;
