/** The screens that the side bar leads to. */
export const PAGES = ['tokens', 'history', 'audit', 'scopes', 'gate', 'settings'] as const;

export type PageId = (typeof PAGES)[number];

/** The parts of 설정, in their order. */
export const SECTIONS = [
  'protection',
  'lock',
  'clipboard',
  'reminders',
  'backups',
  'audit',
  'display',
  'folders',
  'about',
] as const;

export type SectionId = (typeof SECTIONS)[number];
