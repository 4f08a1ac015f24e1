/** A row's rules in words of the present language: short ones for the table, whole ones for the drawer. */
import type { ExpiryView } from '../host/types/ExpiryView';
import type { LimitView } from '../host/types/LimitView';
import type { StatusView } from '../host/types/StatusView';
import type { TokenRow } from '../host/types/TokenRow';
import { i18n } from '../i18n/index.svelte';
import { formatCount, formatDateTime, formatLarge, formatUtc, zoneName } from '../lib/format';

/** From this many days on, the days that are left stand beside the date. */
const SOON = 14;

/** From here on a count has no room in the table. */
const LONG_COUNT = 1_000_000;

export type Tone = 'ok' | 'warn' | 'bad' | 'mute';

export const TONES: Record<StatusView, Tone> = {
  active: 'ok',
  expiring: 'warn',
  disabled: 'mute',
  exhausted: 'warn',
  expired: 'mute',
  revoked: 'bad',
};

/** The name of the lock of a row. */
export function copyName(row: TokenRow): string {
  const words = i18n.t.tokens;
  return row.copyOnce ? words.copyOnceLabel(row.name) : words.copy(row.name);
}

/** Why a token can't be copied. */
export function notCopyable(row: TokenRow): string {
  return row.copyOnce ? i18n.t.tokens.copiedOnce : i18n.t.tokens.notCopyable;
}

/** What the lock of a row says when it is pointed at. */
export function copyTip(row: TokenRow): string {
  if (!row.copyable) return notCopyable(row);
  return row.copyOnce ? `${copyName(row)}\n${i18n.t.tokens.copyOnceTip}` : copyName(row);
}

/** How often it can be copied, for the drawer. */
export function copiesWords({ copyable, copyOnce }: TokenRow): string {
  const words = i18n.t.tokens.detail;
  if (copyOnce) return copyable ? words.copyOnce : words.copiedOnce;
  return copyable ? words.copyable : words.notCopyable;
}

/** What the cells of a row say; blank where there is nothing to say. */
export interface CellWords {
  readonly copy: string;
  readonly status: string;
  readonly scopes: string;
  readonly expiry: string;
  /** That date is past, or there is none. */
  readonly isOver: boolean;
  readonly soon: string;
  readonly limit: string;
  /** The first network. */
  readonly allow: string;
  /** How many more. */
  readonly allowMore: string;
  readonly block: string;
  readonly blockMore: string;
  readonly used: string;
}

export function cellWords(row: TokenRow): CellWords {
  const { common, tokens } = i18n.t;
  const { expiry, status } = row;
  return {
    copy: copyName(row),
    status: common.status[status],
    scopes: formatCount(row.scopeCount),
    expiry: expiry.kind === 'never' ? common.indefinite : expiry.date,
    isOver: expiry.kind === 'never' || status === 'expired' || status === 'revoked',
    soon: soonWords(row) ?? '',
    limit: limitShort(row.limit),
    allow: row.allow[0] ?? tokens.everyAddress,
    allowMore: moreWords(row.allowCount),
    block: row.block[0] ?? tokens.none,
    blockMore: moreWords(row.blockCount),
    used: row.lastUsedOn ?? tokens.neverUsed,
  };
}

/** `+2` of three networks. */
function moreWords(count: number): string {
  return count > 1 ? i18n.t.tokens.more(formatCount(count - 1)) : '';
}

/** `D-8` where a fortnight or less is left of a token that works, else nothing. */
export function soonWords({ expiry, status }: TokenRow): string | undefined {
  const over = status === 'expired' || status === 'revoked';
  if (over || expiry.kind === 'never' || expiry.daysLeft > SOON || expiry.daysLeft < 0) return undefined;
  const words = i18n.t.tokens;
  return expiry.daysLeft === 0 ? words.lastDay : words.daysLeftShort(formatCount(expiry.daysLeft));
}

/** `2027-02-21까지 (90일 뒤, 한국 표준시)`. */
export function expiryWords(expiry: ExpiryView): string {
  const words = i18n.t.tokens;
  if (expiry.kind === 'never') return words.detail.never;
  const zone = zoneName(expiry.zone, i18n.locale, expiry.instant);
  return words.until(expiry.date, leftWords(expiry.daysLeft), zone);
}

/** The first instant at which the token is refused. */
export function refusedWords(expiry: ExpiryView): string | undefined {
  return expiry.kind === 'never' ? undefined : i18n.t.tokens.refusedFrom(formatUtc(expiry.instant));
}

/** A count too long for its column is rounded (`42.9억`): cut off, it would read as another number. */
export function limitShort(limit: LimitView): string {
  if (limit.kind === 'unlimited') return i18n.t.common.unlimited;
  const short = limit.count < LONG_COUNT ? formatCount(limit.count) : formatLarge(limit.count, i18n.language);
  return i18n.t.tokens.limitIn[limit.period](short);
}

export function limitWords(limit: LimitView): string {
  if (limit.kind === 'unlimited') return i18n.t.common.unlimited;
  return i18n.t.tokens.limitWords[limit.period](formatCount(limit.count));
}

/** `2026-11-23 14:47:55 (한국 표준시)`. */
export function timeWords(instant: number, zone: string): string {
  return i18n.t.tokens.inZone(formatDateTime(instant, zone), zoneName(zone, i18n.locale, instant));
}

function leftWords(days: number): string {
  const words = i18n.t.tokens;
  if (days === 0) return words.lastDay;
  return days > 0 ? words.daysLeft(formatCount(days)) : words.daysAgo(formatCount(-days));
}
