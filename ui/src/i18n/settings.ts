import { settings as en } from './en/settings';
import type { Words } from './ko';
import { settings as ko } from './ko/settings';
import type { Both } from './words';

export const settingsWords: Both<Words['settings']> = { ko, en };
