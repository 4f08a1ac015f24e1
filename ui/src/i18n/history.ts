import { history as en } from './en/history';
import type { Words } from './ko';
import { history as ko } from './ko/history';
import type { Both } from './words';

export const historyWords: Both<Words['history']> = { ko, en };
