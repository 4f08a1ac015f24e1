/** What the parts of 설정 are called: two have dictionaries of their own. */
import type { SectionId } from '../frame/pages';
import type { Words } from '../i18n/ko';

export function sectionTitles(
  words: Words['settings'],
  protection: Words['protection'],
  backups: Words['backups'],
): Record<SectionId, string> {
  return {
    protection: protection.title,
    lock: words.lock,
    clipboard: words.clipboard,
    reminders: words.reminders,
    backups: backups.title,
    audit: words.audit,
    display: words.display,
    folders: words.folders,
    about: words.about,
  };
}
