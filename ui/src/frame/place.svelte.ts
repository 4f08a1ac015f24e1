/** Where the person is in the window. Outlives a lock, so that they come back to it; holds nothing secret. */
import type { Draft } from '../issue/draft.svelte';
import type { PageId, SectionId } from './pages';

export class Place {
  page: PageId = $state('tokens');
  /** The part of 설정 that was asked for; a new object each time, so that asking twice leads there twice. */
  section = $state.raw<{ id: SectionId } | undefined>();
  /** What is typed in the issuing dialog; gone when that is closed, but not when the window is locked over it. */
  draft = $state.raw<Draft | undefined>();
  /** The window was locked since it was last shown. */
  returning = false;

  #issuing = $state(false);

  get issuing(): boolean {
    return this.#issuing;
  }
  set issuing(issuing: boolean) {
    this.#issuing = issuing;
    if (!issuing) this.draft = undefined;
  }

  settings(id?: SectionId): void {
    this.page = 'settings';
    this.section = id && { id };
  }

  tokens(): void {
    this.page = 'tokens';
    this.section = undefined;
  }
}
