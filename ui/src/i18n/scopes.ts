import { scopes as en } from './en/scopes';
import type { Words } from './ko';
import { scopes as ko } from './ko/scopes';
import type { Both } from './words';

export const scopesWords: Both<Words['scopes']> = { ko, en };
