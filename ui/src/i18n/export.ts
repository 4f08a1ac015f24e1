import { exporting as en } from './en/export';
import type { Words } from './ko';
import { exporting as ko } from './ko/export';
import type { Both } from './words';

export const exportWords: Both<Words['exporting']> = { ko, en };
