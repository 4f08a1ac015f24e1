/** Saved views: queries under names, as text in the settings. A view that this version can't read is left as it is. */
import type { SavedView } from '../host/types/SavedView';
import type { TokenQuery } from '../host/types/TokenQuery';
import type { UsedInput } from '../host/types/UsedInput';
import { EVERY } from './query';

/** So many are kept. */
export const MOST_VIEWS = 50;

/** What a view asks for; `undefined` where it holds anything that is not known here, such as a later version's filter. */
export function readView({ query: text }: SavedView): TokenQuery | undefined {
  let held: unknown;
  try {
    held = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof held !== 'object' || held === null || Array.isArray(held)) return undefined;
  const entries = Object.entries(held);
  return entries.every(([key, value]) => isKnown(key, value)) ? { ...EVERY, ...held } : undefined;
}

/** What it says of one token or of deleted ones is the list's, not the view's. */
export function writeView(name: string, query: TokenQuery): SavedView {
  return {
    name,
    query: JSON.stringify({ ...query, text: query.text.trim(), token: null, deleted: false }),
  };
}

/** Names are told apart as a reader does. */
export function sameName(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

const STATUSES = ['active', 'expiring', 'disabled', 'exhausted', 'expired', 'revoked'];
const SORTS = [
  'name',
  'token',
  'status',
  'scopes',
  'expiry',
  'limit',
  'allow',
  'block',
  'last_used',
  'issued',
  'revoked',
];

const KNOWN: { [Key in keyof TokenQuery]: (value: unknown) => boolean } = {
  text: isText,
  statuses: (value) => Array.isArray(value) && value.every((it) => STATUSES.includes(it)),
  scopes: (value) => Array.isArray(value) && value.every(isText),
  expiresWithin: (value) => value === null || isDays(value),
  limited: (value) => value === null || typeof value === 'boolean',
  custody: (value) => value === null || ['kept', 'once', 'gone'].includes(String(value)),
  used: (value) => value === null || isUsed(value),
  token: (value) => value === null,
  deleted: (value) => typeof value === 'boolean',
  sort: (value) => SORTS.includes(String(value)),
  descending: (value) => typeof value === 'boolean',
};

function isKnown(key: string, value: unknown): boolean {
  return Object.hasOwn(KNOWN, key) && KNOWN[key as keyof TokenQuery](value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Days as Rust takes them: whole, and no more than a hundred years. */
export function isDays(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 36_500;
}

function isUsed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const used = value as Partial<Record<string, unknown>> & { kind?: UsedInput['kind'] };
  const keys = Object.keys(used).length;
  if (used.kind === 'never') return keys === 1;
  return (used.kind === 'within' || used.kind === 'not_within') && keys === 2 && isDays(used.days);
}
