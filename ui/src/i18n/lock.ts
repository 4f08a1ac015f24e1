import { lock as en } from './en/lock';
import type { Words } from './ko';
import { lock as ko } from './ko/lock';
import type { Both } from './words';

export const lockWords: Both<Words['lock']> = { ko, en };
