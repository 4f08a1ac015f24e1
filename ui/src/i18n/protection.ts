import { protection as en } from './en/protection';
import type { Words } from './ko';
import { protection as ko } from './ko/protection';
import type { Both } from './words';

export const protectionWords: Both<Words['protection']> = { ko, en };
