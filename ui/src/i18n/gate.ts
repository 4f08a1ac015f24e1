import { gate as en } from './en/gate';
import type { Words } from './ko';
import { gate as ko } from './ko/gate';
import type { Both } from './words';

export const gateWords: Both<Words['gate']> = { ko, en };
