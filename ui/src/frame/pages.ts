/** The screens that the side bar leads to. */
export type PageId = 'tokens' | 'settings';

/** The parts of 설정, in their order. */
export const SECTIONS = [
  'protection',
  'lock',
  'clipboard',
  'backups',
  'audit',
  'display',
  'folders',
  'about',
] as const;

export type SectionId = (typeof SECTIONS)[number];
