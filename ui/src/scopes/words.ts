/** The catalogue in words of the present language. */
import type { ApiView } from '../host/types/ApiView';
import type { CatalogueProblemView } from '../host/types/CatalogueProblemView';
import type { TitleView } from '../host/types/TitleView';
import { i18n } from '../i18n/index.svelte';
import { scopesWords } from '../i18n/scopes';
import type { TreeApi, TreeGroup } from './tree';

/** In the present language, or in the other where only that was typed. */
export function titleWords({ ko, en }: TitleView): string {
  const [own, other] = i18n.language === 'ko' ? [ko, en] : [en, ko];
  return own.trim() || other.trim();
}

export function apiName({ title, id }: Pick<TreeApi, 'title' | 'id'>): string {
  return titleWords(title) || id || i18n.of(scopesWords).newApi;
}

export function groupName({ title, id }: Pick<TreeGroup, 'title' | 'id'>): string {
  return titleWords(title) || id || i18n.of(scopesWords).newGroup;
}

/** `POST /v1/build`. */
export function requestWords({ method, path }: Pick<ApiView, 'method' | 'path'>): string {
  return `${method ?? ''} ${path ?? i18n.of(scopesWords).noPath}`.trim();
}

export function problemWords({ code, other }: CatalogueProblemView): string {
  const words = i18n.of(scopesWords);
  return other === null ? words.problem[code] : `${words.problem[code]} ${words.other(other)}`;
}
