/** English: a key that Korean has and this lacks does not compile. */
import { audit } from './en/audit';
import { backups } from './en/backups';
import { bulk } from './en/bulk';
import { common } from './en/common';
import { decisions } from './en/decisions';
import { errors } from './en/errors';
import { exporting } from './en/export';
import { gate } from './en/gate';
import { history } from './en/history';
import { importing } from './en/import';
import { issue } from './en/issue';
import { life } from './en/life';
import { list } from './en/list';
import { lock } from './en/lock';
import { palette } from './en/palette';
import { problems } from './en/problems';
import { protection } from './en/protection';
import { scopes } from './en/scopes';
import { settings } from './en/settings';
import { simulator } from './en/simulator';
import { tokens } from './en/tokens';
import { trouble } from './en/trouble';
import type { Words } from './ko';

export const en = {
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
} satisfies Words;
