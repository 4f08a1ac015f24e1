/**
 * The tokens of the fake host. Those that were there from the start are made from their index, so that a million of
 * them cost nothing; those that were issued are kept.
 */
import { NOW, TODAY, ZONE } from './fake-clock';
import { judgeDraft, limitOf, normaliseName } from './fake-draft';
import { refusal } from './fake-refusal';
import { sample } from './fake-sample';
import type { CatalogueView } from './types/CatalogueView';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { EntryView } from './types/EntryView';
import type { ExpiryView } from './types/ExpiryView';
import type { PeriodView } from './types/PeriodView';
import type { ScopeView } from './types/ScopeView';
import type { StatusView } from './types/StatusView';
import type { TokenDetail } from './types/TokenDetail';
import type { TokenPage } from './types/TokenPage';
import type { TokenRow } from './types/TokenRow';

interface Issued {
  row: TokenRow;
  description: string;
  allow: EntryView[];
  block: EntryView[];
  scopes: string[];
}

export class FakeTokens {
  /** Copied so far, by id. */
  readonly copied: string[] = [];
  catalogue: CatalogueView;

  readonly #made: number;
  readonly #issued: Issued[] = [];
  /** Copy-once tokens among the made ones whose copy is gone. */
  readonly #spent = new Set<string>();

  constructor(made: number, catalogue: CatalogueView) {
    this.#made = made;
    this.catalogue = catalogue;
  }

  get total(): number {
    return this.#issued.length + this.#made;
  }

  page(offset: number, limit: number): TokenPage {
    const end = Math.min(offset + limit, this.total);
    const rows: TokenRow[] = [];
    for (let at = offset; at < end; at++) rows.push(this.#rowAt(at));
    return { offset, total: this.total, rows, complete: true };
  }

  detail(id: string): TokenDetail {
    const issued = this.#issued.find(({ row }) => row.id === id);
    if (issued) {
      const { row, description, allow, block, scopes } = issued;
      return {
        row,
        description,
        allow,
        block,
        scopes: scopes.map((scope) => scopeOf(scope)),
        issuedBy: 'admin',
      };
    }
    const row = this.#madeRow(this.#indexOf(id));
    const ids = sample.groups.flatMap((group) => group.apis.map((api) => api.id));
    return {
      row,
      description: `${row.name}에서 쓰는 토큰이에요.\n담당: 플랫폼팀`,
      allow: row.allow.map((network) => ({ network, note: '사무실' })),
      block: row.block.map((network) => ({ network, note: null })),
      scopes: [...ids, 'left-the-catalogue'].slice(0, row.scopeCount).map((scope) => scopeOf(scope)),
      issuedBy: 'admin',
    };
  }

  judge(draft: DraftInput): DraftReport {
    const folded = normaliseName(draft.name).toLowerCase();
    const taken = this.#issued.some(({ row }) => row.name.toLowerCase() === folded);
    const known = new Set(this.catalogue.groups.flatMap((group) => group.apis.map((api) => api.id)));
    return judgeDraft(draft, { now: NOW, today: TODAY, zone: ZONE, taken, known });
  }

  issue(draft: DraftInput): TokenRow {
    const report = this.judge(draft);
    if (!report.ready) throw refusal('draft_refused');
    const at = this.total;
    const allow = report.allow.entries.flatMap(({ value }) => value ?? []);
    const block = report.block.entries.flatMap(({ value }) => value ?? []);
    const row: TokenRow = {
      id: idAt(at),
      name: report.name.value ?? '',
      hint: `mapae_${hintAt(at)}`,
      status: 'active',
      expiry: report.expiry.value ?? { kind: 'never' },
      limit: limitOf(draft.limit) ?? { kind: 'unlimited' },
      scopeCount: draft.scopes.length,
      allow: allow.slice(0, 2).map(({ network }) => network),
      allowCount: allow.length,
      block: block.slice(0, 2).map(({ network }) => network),
      blockCount: block.length,
      lastUsed: null,
      issuedAt: NOW,
      copyable: true,
      copyOnce: draft.copyOnce,
    };
    this.#issued.unshift({ row, description: draft.description, allow, block, scopes: draft.scopes });
    return row;
  }

  copy(id: string): void {
    const issued = this.#issued.find(({ row }) => row.id === id);
    const row = issued?.row ?? this.#madeRow(this.#indexOf(id));
    if (!row.copyable) throw refusal('token_not_copyable');
    this.copied.push(id);
    if (!row.copyOnce) return;
    if (issued) issued.row = { ...row, copyable: false };
    else this.#spent.add(id);
  }

  #rowAt(position: number): TokenRow {
    return this.#issued[position]?.row ?? this.#madeRow(this.#made - 1 - (position - this.#issued.length));
  }

  #indexOf(id: string): number {
    const index = Number.parseInt(id.slice(-12), 16);
    if (!(index >= 0 && index < this.#made)) throw refusal('token_not_found');
    return index;
  }

  #madeRow(index: number): TokenRow {
    const dice = scatter(index);
    const id = idAt(index);
    const status = pick(statuses, dice);
    const allowCount = dice % 3 === 0 ? (dice >>> 4) % 5 : 0;
    const blockCount = dice % 7 === 0 ? 1 + ((dice >>> 8) % 3) : 0;
    const hour = 3_600_000;
    return {
      id,
      name: `${pick(names, dice >>> 3)} ${String(index + 1).padStart(2, '0')}`,
      hint: `mapae_${hintAt(index)}`,
      status,
      expiry: expiryFor(status, dice),
      limit:
        dice % 4 === 0 || status === 'exhausted'
          ? {
              kind: 'max',
              count: 1000 * (1 + (dice % 50)),
              period: status === 'exhausted' ? 'total' : pick(periods, dice >>> 5),
            }
          : { kind: 'unlimited' },
      scopeCount: 1 + (dice % 6),
      allow: networks(allowCount, dice),
      allowCount,
      block: networks(blockCount, dice >>> 2),
      blockCount,
      lastUsed: dice % 5 === 0 ? null : NOW - (dice % 240) * hour,
      issuedAt: NOW - (this.#made - index) * 60_000,
      copyable: status !== 'revoked' && dice % 11 !== 0 && !this.#spent.has(id),
      copyOnce: dice % 13 === 0,
    };
  }
}

function scopeOf(id: string): ScopeView {
  for (const group of sample.groups) {
    const api = group.apis.find((api) => api.id === id);
    if (api) return { id, group: group.title, api };
  }
  return { id, group: null, api: null };
}

/** A whole number below 2^31 that looks random and is the same every time. */
function scatter(index: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
  return (mixed ^ (mixed >>> 13)) >>> 1;
}

function pick<Item>(from: readonly Item[], dice: number): Item {
  const item = from[dice % from.length];
  if (item === undefined) throw new Error('the list is not empty');
  return item;
}

function idAt(index: number): string {
  return `01939d5c-7a00-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

function hintAt(index: number): string {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const dice = scatter(index);
  return [0, 6, 12, 18].map((shift) => letters[(dice >>> shift) % 62]).join('');
}

function networks(count: number, dice: number): string[] {
  const made = [`10.${dice % 200}.0.0/16`, `203.0.113.${dice % 250}/32`, '2001:db8::/32'];
  return made.slice(0, Math.min(count, 2));
}

function expiryFor(status: StatusView, dice: number): ExpiryView {
  const days =
    status === 'expired' ? -1 - (dice % 90) : status === 'expiring' ? 1 + (dice % 14) : 15 + (dice % 700);
  if (dice % 4 === 1 && status !== 'expired' && status !== 'expiring') return { kind: 'never' };
  const day = 86_400_000;
  const date = new Date(Date.UTC(2026, 10, 23) + days * day);
  const instant = date.getTime() + day - 9 * 3_600_000;
  return {
    kind: 'on',
    date: date.toISOString().slice(0, 10),
    zone: ZONE,
    instant,
    daysLeft: days,
  };
}

const statuses: readonly StatusView[] = [
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
const periods: readonly PeriodView[] = ['total', 'minute', 'hour', 'day', 'thirty_days'];
