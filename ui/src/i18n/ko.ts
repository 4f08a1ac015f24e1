/** Korean, the source: the shape of every other language is derived from here. */
import { backups } from './ko/backups';
import { common } from './ko/common';
import { errors } from './ko/errors';
import { issue } from './ko/issue';
import { lock } from './ko/lock';
import { problems } from './ko/problems';
import { protection } from './ko/protection';
import { settings } from './ko/settings';
import { tokens } from './ko/tokens';
import { trouble } from './ko/trouble';
import type { Widen } from './words';

/** Whole for tests and types; a screen takes its own part (`settings.ts` ...), so that no other comes along. */
export const ko = {
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
};

export type Words = Widen<typeof ko>;
