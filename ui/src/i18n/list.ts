import { list as en } from './en/list';
import type { Words } from './ko';
import { list as ko } from './ko/list';
import type { Both } from './words';

export const listWords: Both<Words['list']> = { ko, en };
