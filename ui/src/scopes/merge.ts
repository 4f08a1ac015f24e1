/**
 * What a person changed in the catalogue, laid over a catalogue that others changed meanwhile. What both changed stays
 * as the person has it, and nothing that they typed is lost; the order is theirs.
 */
import { apiOf, findApi, findGroup, type Tree, type TreeApi, type TreeGroup, withApi } from './tree';

export interface Merged {
  readonly tree: Tree;
  /** Keys of what both sides changed. */
  readonly collisions: readonly string[];
}

/** `before`: what both began with. `now`: as it is, or as a document would make it. */
export function merge(before: Tree, mine: Tree, now: Tree): Merged {
  const collisions: string[] = [];
  let tree: Tree = mine.flatMap((group) => {
    const kept = mergeGroup(before, group, now, collisions);
    return kept ? [kept] : [];
  });
  for (const group of now) {
    if (!findGroup(before, group.key) && !findGroup(tree, group.key))
      tree = [...tree, { ...group, apis: [] }];
    for (const api of group.apis) {
      if (findApi(before, api.key) || findApi(mine, api.key)) continue;
      // The person removed its group: it comes back with what was added to it.
      if (!findGroup(tree, group.key)) tree = [...tree, { ...group, apis: [] }];
      tree = withApi(tree, group.key, api);
    }
  }
  return { tree, collisions };
}

function mergeGroup(before: Tree, mine: TreeGroup, now: Tree, collisions: string[]): TreeGroup | undefined {
  const was = findGroup(before, mine.key);
  const is = findGroup(now, mine.key);
  const apis = mine.apis.flatMap((api) => {
    const kept = mergeApi(findApi(before, api.key), api, findApi(now, api.key), collisions);
    return kept ? [kept] : [];
  });
  if (!was) return { ...mine, isNew: mine.isNew && !is, apis };
  if (!is) {
    const untouched = same(mine.title, was.title) && apis.length === 0;
    return untouched ? undefined : { ...mine, isNew: true, apis };
  }
  if (same(mine.title, was.title)) return { ...mine, title: is.title, apis };
  if (!same(is.title, was.title) && !same(is.title, mine.title)) collisions.push(mine.key);
  return { ...mine, apis };
}

function mergeApi(
  was: TreeApi | undefined,
  mine: TreeApi,
  is: TreeApi | undefined,
  collisions: string[],
): TreeApi | undefined {
  if (!was) return { ...mine, isNew: mine.isNew && !is };
  const untouched = same(apiOf(mine), apiOf(was));
  if (!is) {
    if (untouched) return undefined;
    collisions.push(mine.key);
    return { ...mine, isNew: true };
  }
  if (untouched) return is;
  if (!same(apiOf(is), apiOf(was)) && !same(apiOf(is), apiOf(mine))) collisions.push(mine.key);
  return mine;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
