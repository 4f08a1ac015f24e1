/** Where the person is in the window. Outlives a lock, so that they come back to it; holds nothing secret. */
import type { TokenDetail } from '../host/types/TokenDetail';
import type { Draft } from '../issue/draft.svelte';
import { Asked } from '../tokens/asked.svelte';
import type { PageId, SectionId } from './pages';

export class Place {
  page: PageId = $state('tokens');
  /** What the list of tokens is asked for. */
  readonly asked = new Asked();
  /** The part of 설정 that was asked for; a new object each time, so that asking twice leads there twice. */
  section = $state.raw<{ id: SectionId } | undefined>();
  /** The list is to show what expires soon; a new object each time it is asked for. Whoever does so takes it away. */
  expiring = $state.raw<object | undefined>();
  /** The audit log is to be verified; as above. */
  verifying = $state.raw<object | undefined>();
  /** What is typed in the issuing dialog; gone when that is closed, but not when the window is locked over it. */
  draft = $state.raw<Draft | undefined>();
  /** 복제: what the issuing dialog is filled from; `limited`: because the copy can have a limit. */
  source = $state.raw<{ token: TokenDetail; limited: boolean } | undefined>();
  /** The window was locked since it was last shown. */
  returning = false;

  #issuing = $state(false);

  get issuing(): boolean {
    return this.#issuing;
  }
  set issuing(issuing: boolean) {
    this.#issuing = issuing;
    if (issuing) return;
    this.draft = undefined;
    this.source = undefined;
  }

  go(page: PageId): void {
    this.page = page;
    this.section = undefined;
  }

  settings(id?: SectionId): void {
    this.page = 'settings';
    this.section = id && { id };
  }

  tokens(): void {
    this.go('tokens');
  }

  /** The issuing dialog, above the list: what was issued will stand there. */
  issue(): void {
    this.tokens();
    this.issuing = true;
  }

  duplicate(token: TokenDetail, limited = false): void {
    this.source = { token, limited };
    this.issuing = true;
  }

  verify(): void {
    this.go('audit');
    this.verifying = {};
  }

  /** The list of what expires soon. */
  soon(): void {
    this.tokens();
    this.expiring = {};
  }
}
