import { backups as en } from './en/backups';
import type { Words } from './ko';
import { backups as ko } from './ko/backups';
import type { Both } from './words';

export const backupsWords: Both<Words['backups']> = { ko, en };
