/**
 * The tokens that the fake host has from the start. Each is made from its number alone, so that a million of them
 * cost nothing, and is the same every time. What a filter or an order asks for is to be had without making the row.
 */
import { formatDate } from '../lib/format';
import { NOW, ZONE } from './fake-clock';
import { sample } from './fake-sample';
import type { EntryView } from './types/EntryView';
import type { ExpiryView } from './types/ExpiryView';
import type { LifeView } from './types/LifeView';
import type { LimitView } from './types/LimitView';
import type { PeriodView } from './types/PeriodView';
import type { RetiringView } from './types/RetiringView';
import type { RevokedView } from './types/RevokedView';
import type { StatusView } from './types/StatusView';
import type { TokenRow } from './types/TokenRow';

/** All there is to know of a token of the fake host. */
export interface FakeToken {
  row: TokenRow;
  description: string;
  allow: EntryView[];
  block: EntryView[];
  /** API ids. */
  scopes: string[];
  life: LifeView;
  lastAddress: string | null;
  spent: number;
  retiring: RetiringView | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `made`: how many of them are there; those from that number on are deleted ones, older than all. */
export function makeToken(index: number, made: number): FakeToken {
  const dice = scatter(index);
  const id = idAt(index);
  const deleted = index >= made;
  const status: StatusView = deleted ? 'revoked' : statusOf(dice);
  const allowCount = allowCountOf(dice);
  const blockCount = blockCountOf(dice);
  const name = nameAt(index);
  const limit = limitFor(status, dice);
  const scopeCount = 1 + (dice % 6);
  const revoked: RevokedView | null =
    status === 'revoked' ? { at: NOW - (1 + (dice % 60)) * DAY, reason: pick(reasons, dice >>> 2) } : null;
  const networks = [`10.${dice % 200}.0.0/16`, `203.0.113.${dice % 250}/32`, '2001:db8::/32'];
  const blocked = [`10.${(dice >>> 2) % 200}.0.0/16`, `203.0.113.${(dice >>> 2) % 250}/32`, '2001:db8::/32'];
  const lastUsed = lastUsedOf(dice);
  const issuedAt = deleted ? NOW - (index + 1) * 60_000 : NOW - (made - index) * 60_000;
  const row: TokenRow = {
    id,
    name,
    hint: `mapae_${hintAt(index)}`,
    status,
    expiry: expiryFor(status, dice),
    limit,
    scopeCount,
    allow: networks.slice(0, Math.min(allowCount, 2)),
    allowCount,
    block: blocked.slice(0, Math.min(blockCount, 2)),
    blockCount,
    lastUsed,
    lastUsedOn: lastUsed === null ? null : formatDate(lastUsed, ZONE),
    issuedAt,
    issuedOn: formatDate(issuedAt, ZONE),
    copyable: status !== 'revoked' && dice % 11 !== 0,
    copyOnce: dice % 13 === 0,
    revision: 1,
    revoked,
    deletedAt: deleted ? NOW - (dice % 30) * DAY : null,
  };
  return {
    row,
    description: descriptionOf(name),
    allow: row.allow.map((network) => ({ network, note: '사무실' })),
    block: row.block.map((network) => ({ network, note: null })),
    scopes: allScopes.slice(0, scopeCount),
    life:
      revoked !== null
        ? { kind: 'revoked', ...revoked }
        : status === 'disabled'
          ? { kind: 'disabled' }
          : { kind: 'active' },
    lastAddress: row.lastUsed === null ? null : `10.${dice % 200}.3.${dice % 250}`,
    spent: limit.kind === 'unlimited' ? 0 : status === 'exhausted' ? limit.count : (dice >>> 3) % limit.count,
    retiring:
      status === 'active' && dice % 17 === 0
        ? {
            hint: `mapae_${hintAt(index + 7)}`,
            until: NOW + (1 + (dice % 20)) * HOUR,
            lastUsed: dice % 2 ? NOW - 5 * 60_000 : null,
            lastAddress: dice % 2 ? '10.4.0.7' : null,
          }
        : null,
  };
}

/** A whole number below 2^31 that looks random and is the same every time. */
export function scatter(index: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
  return (mixed ^ (mixed >>> 13)) >>> 1;
}

export function idAt(index: number): string {
  return `01939d5c-7a00-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

export function hintAt(index: number): string {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const dice = scatter(index);
  return [0, 6, 12, 18].map((shift) => letters[(dice >>> shift) % 62]).join('');
}

export function nameAt(index: number): string {
  return `${pick(names, scatter(index) >>> 3)} ${String(index + 1).padStart(2, '0')}`;
}

export function descriptionOf(name: string): string {
  return `${name}에서 쓰는 토큰이에요.\n담당: 플랫폼팀`;
}

export function statusOf(dice: number): StatusView {
  return pick(statuses, dice);
}

export function allowCountOf(dice: number): number {
  return dice % 3 === 0 ? (dice >>> 4) % 5 : 0;
}

export function blockCountOf(dice: number): number {
  return dice % 7 === 0 ? 1 + ((dice >>> 8) % 3) : 0;
}

export function lastUsedOf(dice: number): number | null {
  if (dice % 5 === 0) return null;
  return NOW - (dice % 6 === 1 ? (dice % 200) * DAY : (dice % 240) * HOUR);
}

/** Days until it expires; `null`: never. */
export function daysLeftOf(status: StatusView, dice: number): number | null {
  if (status === 'expired') return -1 - (dice % 90);
  if (status === 'expiring') return 1 + (dice % 14);
  return dice % 4 === 1 ? null : 15 + (dice % 700);
}

export function limitFor(status: StatusView, dice: number): LimitView {
  if (dice % 4 !== 0 && status !== 'exhausted') return { kind: 'unlimited' };
  return {
    kind: 'max',
    count: 1000 * (1 + (dice % 50)),
    period: status === 'exhausted' ? 'total' : pick(periods, dice >>> 5),
  };
}

function expiryFor(status: StatusView, dice: number): ExpiryView {
  const days = daysLeftOf(status, dice);
  if (days === null) return { kind: 'never' };
  const date = new Date(Date.UTC(2026, 10, 23) + days * DAY);
  return {
    kind: 'on',
    date: date.toISOString().slice(0, 10),
    zone: ZONE,
    instant: date.getTime() + DAY - 9 * HOUR,
    daysLeft: days,
  };
}

function pick<Item>(from: readonly Item[], dice: number): Item {
  const item = from[dice % from.length];
  if (item === undefined) throw new Error('the list is not empty');
  return item;
}

export const statuses: readonly StatusView[] = [
  'active',
  'active',
  'active',
  'expiring',
  'active',
  'expired',
  'active',
  'disabled',
  'active',
  'revoked',
  'exhausted',
  'active',
];
const names = [
  '배포 자동화',
  '모니터링 수집기',
  'CI 러너',
  '백업 작업',
  'Grafana 연동',
  '과금 정산 배치',
  '감사로그 내보내기',
  '이미지 스캐너',
];
const reasons = ['유출 의심', '담당자가 바뀌었어요', '더 쓰지 않아요'];
const periods: readonly PeriodView[] = ['total', 'minute', 'hour', 'day', 'thirty_days'];
/** One more than the catalogue holds: it has left it. */
export const allScopes = [
  ...sample.groups.flatMap((group) => group.apis.map((api) => api.id)),
  'left-the-catalogue',
];
