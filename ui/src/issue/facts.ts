/**
 * What the review says, reduced to facts: the rules as Rust normalised them, duplicates merged, without a word of
 * any language. `i18n/{ko,en}/issue.ts` make sentences of them.
 */
import type { CatalogueView } from '../host/types/CatalogueView';
import type { DraftReport } from '../host/types/DraftReport';
import type { EntryView } from '../host/types/EntryView';
import type { ExpiryView } from '../host/types/ExpiryView';
import type { GroupView } from '../host/types/GroupView';
import type { LimitView } from '../host/types/LimitView';
import type { ListReport } from '../host/types/ListReport';
import type { Notice } from '../host/types/Notice';

/** From where the token works. `labels` are the notes, each once, or the network where an entry has no note. */
export type Origin =
  | { kind: 'anywhere' }
  | { kind: 'nowhere' }
  | { kind: 'places'; labels: string[]; count: number };

export interface RuleFacts {
  origin: Origin;
  /** Networks in the block list. */
  blocked: number;
  expiry: ExpiryView;
  limit: LimitView;
  /** How many APIs. */
  scopes: number;
}

export interface ReviewFacts extends RuleFacts {
  name: string;
  description: string;
  allow: EntryView[];
  block: EntryView[];
  /** The chosen APIs alone, under their groups. */
  groups: GroupView[];
  /** How many of the chosen APIs have no path, so that the gate has nothing to match. */
  unmatched: number;
  /** 한 번만 보기. */
  copyOnce: boolean;
}

/** `undefined` while the report does not hold a value for every field: there is nothing to review then. */
export function reviewFacts(
  report: DraftReport,
  catalogue: CatalogueView,
  scopes: ReadonlySet<string>,
  copyOnce: boolean,
): ReviewFacts | undefined {
  const { expiry, limit, name } = report;
  if (expiry.value === null || limit.value === null || name.value === null) return undefined;
  const groups = chosen(catalogue, scopes);
  return {
    name: name.value,
    description: report.description.value ?? '',
    origin: originOf(report.allow),
    allow: stored(report.allow),
    block: stored(report.block),
    blocked: stored(report.block).length,
    expiry: expiry.value,
    limit: limit.value,
    scopes: scopes.size,
    groups,
    unmatched: groups.flatMap((group) => group.apis).filter((api) => api.path === null).length,
    copyOnce,
  };
}

/** The entries that will be stored, each network once, whose notices all pass. */
function stored(list: ListReport, passes: (notice: Notice['code']) => boolean = () => true): EntryView[] {
  return list.entries
    .filter(({ notices }) => notices.every(({ code }) => code !== 'duplicate' && passes(code)))
    .flatMap((entry) => (entry.value === null ? [] : [entry.value]));
}

/** What the block list hides lets no one in, so it is not a place from where the token works. */
function originOf(allow: ListReport): Origin {
  if (stored(allow).length === 0) return { kind: 'anywhere' };
  const entries = stored(allow, (notice) => notice !== 'shadowed_by_block');
  if (entries.length === 0) return { kind: 'nowhere' };
  const labels = [...new Set(entries.map((entry) => entry.note ?? entry.network))];
  return { kind: 'places', labels, count: entries.length };
}

function chosen(catalogue: CatalogueView, scopes: ReadonlySet<string>): GroupView[] {
  return catalogue.groups
    .map((group) => ({ ...group, apis: group.apis.filter((api) => scopes.has(api.id)) }))
    .filter((group) => group.apis.length > 0);
}
