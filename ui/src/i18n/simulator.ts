import { simulator as en } from './en/simulator';
import type { Words } from './ko';
import { simulator as ko } from './ko/simulator';
import type { Both } from './words';

export const simulatorWords: Both<Words['simulator']> = { ko, en };
