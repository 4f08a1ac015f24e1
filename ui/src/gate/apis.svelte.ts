/** The APIs of the catalogue that a request can match: those with a method and a path. */
import { host } from '../host/context';
import { listen } from '../host/happenings';
import type { ApiView } from '../host/types/ApiView';
import type { CatalogueView } from '../host/types/CatalogueView';
import { i18n } from '../i18n/index.svelte';

/** One that can be called. */
export type Callable = ApiView & { method: string; path: string };

export class Apis {
  #catalogue = $state.raw<CatalogueView | undefined>();

  /** False until the catalogue is known. */
  readonly known = $derived(this.#catalogue !== undefined);

  /** In the order of the catalogue, by group; groups with none of them are left out. */
  groups(method?: string): { label: string; apis: Callable[] }[] {
    const groups = this.#catalogue?.groups ?? [];
    return groups
      .map(({ title, apis }) => ({ label: title[i18n.language], apis: apis.filter(isCallable) }))
      .map(({ label, apis }) => ({ label, apis: apis.filter((api) => !method || api.method === method) }))
      .filter(({ apis }) => apis.length > 0);
  }

  /** That one, or the first there is. */
  one(id: string, method?: string): Callable | undefined {
    const all = this.groups(method).flatMap(({ apis }) => apis);
    return all.find((api) => api.id === id) ?? all[0];
  }

  /** Follows what changes; returns the way to stop. */
  watch(): () => void {
    void this.#load();
    return listen(({ kind }) => {
      if (kind === 'tokens_changed' || kind === 'gate_changed') void this.#load();
    });
  }

  async #load(): Promise<void> {
    try {
      this.#catalogue = await host().catalogue();
    } catch {
      // An example and a choice: what was known stays, and the next change asks again.
    }
  }
}

/** For a choice: `GET /v1/build 빌드 목록`. */
export function apiLabel({ method, path, title }: Callable): string {
  return `${method} ${path} · ${title[i18n.language]}`;
}

function isCallable(api: ApiView): api is Callable {
  return api.method !== null && api.path !== null;
}
