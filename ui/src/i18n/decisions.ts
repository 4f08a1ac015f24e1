import { decisions as en } from './en/decisions';
import type { Words } from './ko';
import { decisions as ko } from './ko/decisions';
import type { Both } from './words';

export const decisionsWords: Both<Words['decisions']> = { ko, en };
