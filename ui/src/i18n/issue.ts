import { issue as en } from './en/issue';
import type { Words } from './ko';
import { issue as ko } from './ko/issue';
import type { Both } from './words';

export const issueWords: Both<Words['issue']> = { ko, en };
