import { bulk as en } from './en/bulk';
import type { Words } from './ko';
import { bulk as ko } from './ko/bulk';
import type { Both } from './words';

export type { BulkKind } from './ko/bulk';
export const bulkWords: Both<Words['bulk']> = { ko, en };
