/** An event in words of the present language: short ones for the table, whole ones for the panel. */
import type { ChangeView } from '../host/types/ChangeView';
import type { EntryView } from '../host/types/EntryView';
import type { EventKindView } from '../host/types/EventKindView';
import type { EventRow } from '../host/types/EventRow';
import type { EventToken } from '../host/types/EventToken';
import type { ExpiryView } from '../host/types/ExpiryView';
import type { LifeView } from '../host/types/LifeView';
import type { ScopeView } from '../host/types/ScopeView';
import { auditWords } from '../i18n/audit';
import { i18n } from '../i18n/index.svelte';
import { formatCount } from '../lib/format';
import { limitShort, limitWords, type Tone, timeWords } from '../tokens/words';

/** One change, whole: a value before and after, or what was added to a list and removed from it. */
export type Difference = { readonly field: string } & (
  | { readonly before: string; readonly after: string }
  | { readonly added: readonly string[]; readonly removed: readonly string[] }
);

export const TONES: Record<EventKindView, Tone | undefined> = {
  token_issued: 'ok',
  token_copied: undefined,
  token_edited: undefined,
  token_disabled: 'mute',
  token_enabled: 'ok',
  token_revoked: 'bad',
  token_rotated: 'warn',
  grace_ended: undefined,
  counter_reset: undefined,
  token_deleted: 'bad',
  token_resealed: undefined,
  catalogue_changed: undefined,
  clock_behind: 'warn',
  locked: undefined,
  unlocked: undefined,
  protection_changed: 'warn',
  data_key_changed: 'warn',
  registry_restored: 'warn',
  gate_changed: 'warn',
  other: undefined,
};

export function kindWords({ kind, other }: EventRow): string {
  const words = i18n.of(auditWords);
  return kind === 'other' && other !== null ? words.other(other) : words.kinds[kind];
}

export function tokenName({ name }: EventToken): string {
  return name || i18n.of(auditWords).unnamed;
}

/** All changes of an event in one line. */
export function changesShort(event: EventRow, zone: string): string {
  return event.changes.map((change) => changeShort(change, zone)).join(' · ');
}

function changeShort(change: ChangeView, zone: string): string {
  const words = i18n.of(auditWords);
  const field = words.fields[change.field];
  switch (change.field) {
    case 'description':
      return field;
    case 'expiry':
      return words.changed(field, expiryShort(change.before), expiryShort(change.after));
    case 'limit':
      return words.changed(field, limitShort(change.before), limitShort(change.after));
    case 'allow':
    case 'block':
    case 'scopes':
      return words.counted(field, plusMinus(change.added.length, change.removed.length));
    case 'life':
      return change.after.kind === 'revoked'
        ? lifeWords(change.after)
        : words.changed(field, lifeWords(change.before), lifeWords(change.after));
    case 'secret':
      return words.changed(field, `${change.before}…`, `${change.after}…`);
    case 'grace':
      return words.counted(field, graceWords(change.after, zone));
  }
}

/** One change with nothing left out. */
export function difference(change: ChangeView, zone: string): Difference {
  const words = i18n.of(auditWords);
  const field = words.fields[change.field];
  const values = (before: string, after: string) => ({ field, before, after });
  switch (change.field) {
    case 'description':
      return values(change.before || words.blank, change.after || words.blank);
    case 'expiry':
      return values(expiryWhole(change.before), expiryWhole(change.after));
    case 'limit':
      return values(limitWords(change.before), limitWords(change.after));
    case 'life':
      return values(lifeWords(change.before), lifeWords(change.after));
    case 'secret':
      return values(`${change.before}…`, `${change.after}…`);
    case 'grace':
      return values(graceWords(change.before, zone), graceWords(change.after, zone));
    case 'allow':
      return {
        field,
        added: [
          ...change.added.map(entryWords),
          ...(change.afterAny && !change.beforeAny ? [words.everyAddress] : []),
        ],
        removed: [
          ...change.removed.map(entryWords),
          ...(change.beforeAny && !change.afterAny ? [words.everyAddress] : []),
        ],
      };
    case 'block':
      return { field, added: change.added.map(entryWords), removed: change.removed.map(entryWords) };
    case 'scopes':
      return { field, added: change.added.map(scopeWords), removed: change.removed.map(scopeWords) };
  }
}

function plusMinus(added: number, removed: number): string {
  const parts = [added > 0 ? `+${formatCount(added)}` : '', removed > 0 ? `−${formatCount(removed)}` : ''];
  return parts.filter(Boolean).join(' ');
}

function expiryShort(expiry: ExpiryView): string {
  return expiry.kind === 'never' ? i18n.t.common.indefinite : expiry.date;
}

/** Days to go would be those of today, not of the day of the event. */
function expiryWhole(expiry: ExpiryView): string {
  return expiry.kind === 'never' ? i18n.t.common.indefinite : `${expiry.date} (${expiry.zone})`;
}

function lifeWords(life: LifeView): string {
  const words = i18n.of(auditWords);
  return life.kind === 'revoked' && life.reason ? words.revokedFor(life.reason) : words.life[life.kind];
}

function graceWords(until: number | null, zone: string): string {
  const words = i18n.of(auditWords);
  return until === null ? words.noGrace : words.until(timeWords(until, zone));
}

function entryWords({ network, note }: EntryView): string {
  return note ? `${network} ${note}` : network;
}

function scopeWords({ id, api }: ScopeView): string {
  return api
    ? [api.title[i18n.language], [api.method, api.path].filter(Boolean).join(' ')].filter(Boolean).join(' · ')
    : id;
}
