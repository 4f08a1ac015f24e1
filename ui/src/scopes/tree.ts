/**
 * The catalogue as it is being edited, and each step of an edit: pure, from one tree to the next. Groups and APIs are
 * told apart by keys, because what is new has no id yet.
 */
import type { ApiView } from '../host/types/ApiView';
import type { CatalogueInput } from '../host/types/CatalogueInput';
import type { GroupView } from '../host/types/GroupView';
import type { TitleView } from '../host/types/TitleView';

/** As typed: a method or a path that is not known is blank. */
export interface TreeApi {
  readonly key: string;
  /** Not in the saved catalogue: its id may still be chosen. */
  readonly isNew: boolean;
  readonly id: string;
  readonly title: TitleView;
  readonly method: string;
  readonly path: string;
  readonly deprecated: boolean;
}

export interface TreeGroup {
  readonly key: string;
  readonly isNew: boolean;
  readonly id: string;
  readonly title: TitleView;
  readonly apis: readonly TreeApi[];
}

export type Tree = readonly TreeGroup[];
export type ApiPart = Partial<Pick<TreeApi, 'id' | 'title' | 'method' | 'path' | 'deprecated'>>;
export type GroupPart = Partial<Pick<TreeGroup, 'title'>>;

/** Where a group or an API stands; `api` is absent for a group. */
export interface Place {
  readonly group: number;
  readonly api?: number;
}

export const groupKey = (id: string) => `group ${id}`;
export const apiKey = (id: string) => `api ${id}`;

/** What `known` lacks is new. */
export function treeOf(groups: readonly GroupView[], known: readonly GroupView[] = groups): Tree {
  const groupIds = new Set(known.map(({ id }) => id));
  const apiIds = new Set(known.flatMap(({ apis }) => apis.map(({ id }) => id)));
  return groups.map(({ id, title, apis }) => ({
    key: groupKey(id),
    isNew: !groupIds.has(id),
    id,
    title,
    apis: apis.map((api) => ({
      ...api,
      key: apiKey(api.id),
      isNew: !apiIds.has(api.id),
      method: api.method ?? '',
      path: api.path ?? '',
    })),
  }));
}

export function inputOf(tree: Tree, revision: string): CatalogueInput {
  return {
    revision,
    groups: tree.map(({ id, title, apis }) => ({ id, title: bothTitles(title), apis: apis.map(apiOf) })),
  };
}

export function apiOf({ id, title, method, path, deprecated }: TreeApi): ApiView {
  return { id: id.trim(), title: bothTitles(title), method: known(method), path: known(path), deprecated };
}

export function placeOf(tree: Tree, key: string): Place | undefined {
  for (const [group, { key: own, apis }] of tree.entries()) {
    if (own === key) return { group };
    const api = apis.findIndex((each) => each.key === key);
    if (api >= 0) return { group, api };
  }
  return undefined;
}

export function findGroup(tree: Tree, key: string | undefined): TreeGroup | undefined {
  return tree.find((group) => group.key === key);
}

export function findApi(tree: Tree, key: string | undefined): TreeApi | undefined {
  return tree.flatMap(({ apis }) => apis).find((api) => api.key === key);
}

/** The group in which an API stands. */
export function groupAround(tree: Tree, key: string): TreeGroup | undefined {
  return tree.find(({ apis }) => apis.some((api) => api.key === key));
}

export function withGroup(tree: Tree, group: TreeGroup, at = tree.length): Tree {
  return tree.toSpliced(at, 0, group);
}

/** `at`: its place in the group; else its end. */
export function withApi(tree: Tree, group: string, api: TreeApi, at?: number): Tree {
  return tree.map((each) =>
    each.key === group ? { ...each, apis: each.apis.toSpliced(at ?? each.apis.length, 0, api) } : each,
  );
}

export function without(tree: Tree, key: string): Tree {
  return tree
    .filter((group) => group.key !== key)
    .map((group) =>
      group.apis.some((api) => api.key === key)
        ? { ...group, apis: group.apis.filter((api) => api.key !== key) }
        : group,
    );
}

export function changeApi(tree: Tree, key: string, part: ApiPart): Tree {
  return tree.map((group) =>
    group.apis.some((api) => api.key === key)
      ? { ...group, apis: group.apis.map((api) => (api.key === key ? { ...api, ...part } : api)) }
      : group,
  );
}

export function changeGroup(tree: Tree, key: string, part: GroupPart): Tree {
  return tree.map((group) => (group.key === key ? { ...group, ...part } : group));
}

/** One place up or down. An API at the edge of its group goes over to the next one; where there is none, nothing moves. */
export function step(tree: Tree, key: string, by: -1 | 1): Tree {
  const place = placeOf(tree, key);
  const group = place && tree[place.group];
  if (!group) return tree;
  if (place.api === undefined) {
    const to = place.group + by;
    return to < 0 || to >= tree.length ? tree : tree.toSpliced(place.group, 1).toSpliced(to, 0, group);
  }
  const api = group.apis[place.api];
  const to = place.api + by;
  if (!api) return tree;
  if (to >= 0 && to < group.apis.length) return withApi(without(tree, key), group.key, api, to);
  const next = tree[place.group + by];
  return next ? withApi(without(tree, key), next.key, api, by < 0 ? next.apis.length : 0) : tree;
}

/** Into another group, at its end. */
export function moveTo(tree: Tree, key: string, group: string): Tree {
  const api = findApi(tree, key);
  return api && groupAround(tree, key)?.key !== group ? withApi(without(tree, key), group, api) : tree;
}

/** Order, titles, ids, everything: whether saving one would give the other. */
export function sameTree(one: Tree, other: Tree): boolean {
  return JSON.stringify(inputOf(one, '')) === JSON.stringify(inputOf(other, ''));
}

/** A title that was given in one language stands for both. */
function bothTitles({ ko, en }: TitleView): TitleView {
  return { ko: ko.trim() === '' ? en : ko, en: en.trim() === '' ? ko : en };
}

function known(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
