/** Where the person is in the window. Outlives a lock, so that they come back to it; holds nothing secret. */
import { GateDesk } from '../gate/desk.svelte';
import type { EventToken } from '../host/types/EventToken';
import type { TokenDetail } from '../host/types/TokenDetail';
import type { Draft } from '../issue/draft.svelte';
import type { CatalogueDraft } from '../scopes/draft.svelte';
import { Asked } from '../tokens/asked.svelte';
import type { PageId, SectionId } from './pages';

export class Place {
  page: PageId = $state('tokens');
  /** What the list of tokens is asked for. */
  readonly asked = new Asked();
  /** What is done on the page of the gate. */
  readonly gate = new GateDesk();
  /** The part of 설정 that was asked for; a new object each time, so that asking twice leads there twice. */
  section = $state.raw<{ id: SectionId } | undefined>();
  /** The list is to show what expires soon; a new object each time it is asked for. Whoever does so takes it away. */
  expiring = $state.raw<object | undefined>();
  /** The audit log is to be verified; as above. */
  verifying = $state.raw<object | undefined>();
  /** The edit of the catalogue: kept while other tabs are shown, and when the window is locked over it. */
  catalogue = $state.raw<CatalogueDraft | undefined>();
  /** A document of OpenAPI is to be imported; as above. */
  openapi = $state.raw<object | undefined>();
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

  importOpenapi(): void {
    this.go('scopes');
    this.openapi = {};
  }

  /** The list of the tokens that hold an API. */
  holders(api: string): void {
    this.asked.widen();
    this.asked.set({ scopes: [api] });
    this.tokens();
  }

  verify(): void {
    this.go('audit');
    this.verifying = {};
  }

  /** The recent decisions; about one token alone, if one is given. */
  decisions(token?: EventToken): void {
    this.go('gate');
    this.gate.side = 'decisions';
    if (token) this.gate.asked.only(token);
  }

  /** The list of what expires soon. */
  soon(): void {
    this.tokens();
    this.expiring = {};
  }
}
