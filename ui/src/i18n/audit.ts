import { audit as en } from './en/audit';
import type { Words } from './ko';
import { audit as ko } from './ko/audit';
import type { Both } from './words';

export const auditWords: Both<Words['audit']> = { ko, en };
