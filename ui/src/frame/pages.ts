/** The screens that the side bar leads to. */
export type PageId = 'tokens' | 'settings';
