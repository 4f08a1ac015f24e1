/** What of the tree a search leaves: each word in a title of either language, an id, a method or a path. Pure. */
import type { Tree, TreeApi } from './tree';

export function findIn(tree: Tree, search: string): Tree {
  const words = fold(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return tree;
  return tree.flatMap((group) => {
    const around = fold(`${group.title.ko} ${group.title.en} ${group.id}`);
    if (words.every((word) => around.includes(word))) return [group];
    const apis = group.apis.filter((api) => {
      const text = `${around} ${textOf(api)}`;
      return words.every((word) => text.includes(word));
    });
    return apis.length === 0 ? [] : [{ ...group, apis }];
  });
}

function textOf({ id, title, method, path }: TreeApi): string {
  return fold(`${title.ko} ${title.en} ${id} ${method} ${path}`);
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
