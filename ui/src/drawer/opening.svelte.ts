/**
 * A token's drawer as another screen asks for it: the window goes to the list (`frame/Window.svelte`), the list opens
 * the drawer (`tokens/TokensPage.svelte`), the drawer the edit. Small, because the first script takes it along.
 */

/** Entries for the lists of a token, as they would be typed. */
export interface NewEntries {
  allow?: string;
  block?: string;
}

interface Wanted {
  readonly id: string;
  /** Absent: to be looked at alone. */
  readonly entries?: NewEntries;
}

class Opening {
  /** A new object each time; whoever opens the drawer takes it away. */
  wanted = $state.raw<Wanted | undefined>();
}

export const opening = new Opening();

/** Shows a token's drawer above the list. */
export function openToken(id: string): void {
  opening.wanted = { id };
}

/** The same, in edit, with these entries added to its lists: nothing is changed before it is saved there. */
export function openEditWith(id: string, entries: NewEntries): void {
  opening.wanted = { id, entries };
}
