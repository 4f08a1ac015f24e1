import { importing as en } from './en/import';
import type { Words } from './ko';
import { importing as ko } from './ko/import';
import type { Both } from './words';

export const importWords: Both<Words['importing']> = { ko, en };
