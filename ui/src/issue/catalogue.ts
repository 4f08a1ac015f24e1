/** The catalogue as the tree shows it: in one language, filtered by what was typed into the search. */
import type { CatalogueView } from '../host/types/CatalogueView';
import type { GroupView } from '../host/types/GroupView';
import type { LanguageView } from '../host/types/LanguageView';
import type { TreeGroup } from '../kit/CheckTree.svelte';

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * The groups and APIs in which every word of the query stands: in a title of either language, the id, the method
 * or the path. A group whose own title matches is shown whole.
 */
export function filterGroups(catalogue: CatalogueView, query: string): GroupView[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return catalogue.groups;
  return catalogue.groups.flatMap((group) => {
    const groupText = fold(`${group.title.ko} ${group.title.en} ${group.id}`);
    if (words.every((word) => groupText.includes(word))) return [group];
    const apis = group.apis.filter((api) => {
      const text = fold(
        `${groupText} ${api.title.ko} ${api.title.en} ${api.id} ${api.method ?? ''} ${api.path ?? ''}`,
      );
      return words.every((word) => text.includes(word));
    });
    return apis.length === 0 ? [] : [{ ...group, apis }];
  });
}

interface LackWords {
  noPath: string;
  noPathTitle: string;
  deprecated: string;
}

export function treeGroups(groups: GroupView[], language: LanguageView, words: LackWords): TreeGroup[] {
  return groups.map((group) => ({
    id: group.id,
    label: group.title[language],
    items: group.apis.map((api) => ({
      id: api.id,
      label: api.title[language],
      ...(api.path === null
        ? { lack: words.noPath, lackTitle: words.noPathTitle }
        : { detail: `${api.method ?? ''} ${api.path}`.trim() }),
      ...(api.deprecated ? { mark: words.deprecated } : {}),
    })),
  }));
}

export function countApis(groups: readonly GroupView[]): number {
  return groups.reduce((sum, group) => sum + group.apis.length, 0);
}
