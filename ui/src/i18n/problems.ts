import { problems as en } from './en/problems';
import type { Words } from './ko';
import { problems as ko } from './ko/problems';
import type { Both } from './words';

export const problemsWords: Both<Words['problems']> = { ko, en };
