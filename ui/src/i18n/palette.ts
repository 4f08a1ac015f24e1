import { palette as en } from './en/palette';
import type { Words } from './ko';
import { palette as ko } from './ko/palette';
import type { Both } from './words';

export const paletteWords: Both<Words['palette']> = { ko, en };
