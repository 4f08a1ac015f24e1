import { life as en } from './en/life';
import type { Words } from './ko';
import { life as ko } from './ko/life';
import type { Both } from './words';

export const lifeWords: Both<Words['life']> = { ko, en };
