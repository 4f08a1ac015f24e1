/** One changed API, field by field, in words of the present language. */
import type { ApiChange } from '../host/types/ApiChange';
import type { TitleView } from '../host/types/TitleView';
import { i18n } from '../i18n/index.svelte';
import { scopesWords } from '../i18n/scopes';
import { requestWords } from './words';

export interface Difference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export function differences({ before, after }: ApiChange): Difference[] {
  const words = i18n.of(scopesWords).review;
  const yes = (on: boolean) => (on ? words.yes : words.no);
  const all: Difference[] = [
    { field: words.fields.title, before: whole(before.title), after: whole(after.title) },
    { field: words.fields.request, before: requestWords(before), after: requestWords(after) },
    { field: words.fields.deprecated, before: yes(before.deprecated), after: yes(after.deprecated) },
  ];
  return all.filter((each) => each.before !== each.after);
}

/** Both, where they differ: either may be what changed. */
function whole({ ko, en }: TitleView): string {
  return ko === en ? ko : `${ko} / ${en}`;
}
