/** Korean, the source: the shape of every other language is derived from here. */
import { audit } from './ko/audit';
import { backups } from './ko/backups';
import { bulk } from './ko/bulk';
import { common } from './ko/common';
import { decisions } from './ko/decisions';
import { errors } from './ko/errors';
import { exporting } from './ko/export';
import { gate } from './ko/gate';
import { history } from './ko/history';
import { importing } from './ko/import';
import { issue } from './ko/issue';
import { life } from './ko/life';
import { list } from './ko/list';
import { lock } from './ko/lock';
import { palette } from './ko/palette';
import { problems } from './ko/problems';
import { protection } from './ko/protection';
import { scopes } from './ko/scopes';
import { settings } from './ko/settings';
import { simulator } from './ko/simulator';
import { tokens } from './ko/tokens';
import { trouble } from './ko/trouble';
import type { Widen } from './words';

/** Whole for tests and types; a screen takes its own part (`settings.ts` ...), so that no other comes along. */
export const ko = {
  audit,
  backups,
  bulk,
  common,
  decisions,
  errors,
  exporting,
  gate,
  history,
  importing,
  issue,
  life,
  list,
  lock,
  palette,
  problems,
  protection,
  scopes,
  settings,
  simulator,
  tokens,
  trouble,
};

export type Words = Widen<typeof ko>;
