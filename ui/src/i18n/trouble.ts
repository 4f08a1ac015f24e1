import { trouble as en } from './en/trouble';
import type { Words } from './ko';
import { trouble as ko } from './ko/trouble';
import type { Both } from './words';

export const troubleWords: Both<Words['trouble']> = { ko, en };
