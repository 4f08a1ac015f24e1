/** A token's rules as a person would type them, for a form that is filled from it. */
import type { EntryView } from '../host/types/EntryView';
import type { ExpiryView } from '../host/types/ExpiryView';
import type { LimitView } from '../host/types/LimitView';
import type { TokenDetail } from '../host/types/TokenDetail';
import type { Rules } from './form.svelte';

export function rulesOf({ row, description, allow, block, scopes }: TokenDetail): Rules {
  return {
    description,
    expiry: expiryTyped(row.expiry),
    allow: allow.map(entryTyped),
    block: block.map(entryTyped),
    limit: limitTyped(row.limit),
    scopes: scopes.map(({ id }) => id),
  };
}

/** A note that itself begins with the sign between network and note takes that sign. */
export function entryTyped({ network, note }: EntryView): string {
  if (note === null) return network;
  return note.startsWith('#') ? `${network} # ${note}` : `${network} ${note}`;
}

function expiryTyped(expiry: ExpiryView): Rules['expiry'] {
  return expiry.kind === 'never' ? expiry : { kind: 'on', date: expiry.date };
}

function limitTyped(limit: LimitView): Rules['limit'] {
  return limit.kind === 'unlimited'
    ? { count: '', period: 'total' }
    : { count: String(limit.count), period: limit.period };
}
