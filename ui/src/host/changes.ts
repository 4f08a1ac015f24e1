/** What differs between two states of a token, as Rust would list it: the fields in the order of the dialog. */
import type { ChangeView } from './types/ChangeView';
import type { EntryView } from './types/EntryView';
import type { TokenDetail } from './types/TokenDetail';

export function changesOf(before: TokenDetail, after: TokenDetail): ChangeView[] {
  const changes: ChangeView[] = [];
  if (before.description !== after.description) {
    changes.push({ field: 'description', before: before.description, after: after.description });
  }
  if (dateOf(before) !== dateOf(after)) {
    changes.push({ field: 'expiry', before: before.row.expiry, after: after.row.expiry });
  }
  const allow = difference(before.allow, after.allow, entryKey);
  if (allow) {
    const any = { beforeAny: before.allow.length === 0, afterAny: after.allow.length === 0 };
    changes.push({ field: 'allow', ...allow, ...any });
  }
  const block = difference(before.block, after.block, entryKey);
  if (block) changes.push({ field: 'block', ...block });
  if (differ(before.row.limit, after.row.limit)) {
    changes.push({ field: 'limit', before: before.row.limit, after: after.row.limit });
  }
  const scopes = difference(before.scopes, after.scopes, ({ id }) => id);
  if (scopes) changes.push({ field: 'scopes', ...scopes });
  if (differ(before.life, after.life)) {
    changes.push({ field: 'life', before: before.life, after: after.life });
  }
  if (before.row.hint !== after.row.hint) {
    changes.push({ field: 'secret', before: before.row.hint, after: after.row.hint });
  }
  const grace = (token: TokenDetail) => token.retiring?.until ?? null;
  if (grace(before) !== grace(after)) {
    changes.push({ field: 'grace', before: grace(before), after: grace(after) });
  }
  return changes;
}

/** A changed note is a removal and an addition. */
function entryKey({ network, note }: EntryView): string {
  return `${network} ${note ?? ''}`;
}

function dateOf({ row }: TokenDetail): string {
  return row.expiry.kind === 'on' ? row.expiry.date : '';
}

function differ(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

function difference<Item>(
  before: Item[],
  after: Item[],
  key: (item: Item) => string,
): { added: Item[]; removed: Item[] } | undefined {
  const had = new Set(before.map(key));
  const has = new Set(after.map(key));
  const added = after.filter((item) => !had.has(key(item)));
  const removed = before.filter((item) => !has.has(key(item)));
  return added.length + removed.length > 0 ? { added, removed } : undefined;
}
