/**
 * The host without Rust, for tests and `vite --mode mock`. Its rows are made from their index, so that a
 * million of them cost nothing, and its clock stands still, so that a test reads the same on any day. It judges
 * drafts lightly: enough to see every kind of answer on screen; the rules themselves are Rust's.
 */
import { judgeDraft, limitOf, normaliseName } from './fake-draft';
import type { Host } from './host';
import type { CatalogueView } from './types/CatalogueView';
import type { ClearingView } from './types/ClearingView';
import type { CommandError } from './types/CommandError';
import type { CopiedView } from './types/CopiedView';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { EntryView } from './types/EntryView';
import type { ExpiryView } from './types/ExpiryView';
import type { Happening } from './types/Happening';
import type { LanguageView } from './types/LanguageView';
import type { PeriodView } from './types/PeriodView';
import type { ProtectionView } from './types/ProtectionView';
import type { ScopeView } from './types/ScopeView';
import type { SessionView } from './types/SessionView';
import type { SettingInput } from './types/SettingInput';
import type { SettingsView } from './types/SettingsView';
import type { StatusView } from './types/StatusView';
import type { ThemeView } from './types/ThemeView';
import type { TokenDetail } from './types/TokenDetail';
import type { TokenPage } from './types/TokenPage';
import type { TokenRow } from './types/TokenRow';
import type { TroubleView } from './types/TroubleView';

export interface FakeOptions {
  /** Rows that exist at the start; none by default. */
  tokens?: number;
  language?: LanguageView;
  theme?: ThemeView;
  /** Milliseconds until a call answers. */
  delay?: number;
  trouble?: TroubleView;
  emptyCatalogue?: boolean;
  protection?: ProtectionView;
  quarantined?: number;
  clockBehindSeconds?: number;
}

type Call = Exclude<keyof Host, 'initialSettings'>;

interface Issued {
  row: TokenRow;
  description: string;
  allow: EntryView[];
  block: EntryView[];
  scopes: string[];
}

export class FakeHost implements Host {
  /** 2026-11-23 12:00 in the zone below. */
  static readonly now = Date.UTC(2026, 10, 23, 3);
  static readonly today = '2026-11-23';
  static readonly zone = 'Asia/Seoul';

  readonly initialSettings: SettingsView;
  /** Tokens copied so far, by id: a test looks here instead of at the clipboard. */
  readonly copied: string[] = [];
  /** How often `uiReady` was called. */
  readied = 0;

  #settings: SettingsView;
  #options: FakeOptions;
  #catalogue: CatalogueView;
  #issued: Issued[] = [];
  #refusals = new Map<Call, CommandError>();
  #listeners: ((happening: Happening) => void)[] = [];

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.initialSettings = {
      language: options.language ?? 'ko',
      theme: options.theme ?? 'system',
      clipboardSeconds: 30,
    };
    this.#settings = { ...this.initialSettings };
    this.#catalogue = options.emptyCatalogue ? { groups: [] } : sample;
  }

  /** The next `call` is rejected with this. */
  refuse(call: Call, error: Pick<CommandError, 'code'> & Partial<CommandError>): void {
    this.#refusals.set(call, { field: null, reference: null, ...error });
  }

  /** As Rust would tell it over the channel. */
  happen(happening: Happening): void {
    for (const listener of this.#listeners) listener(happening);
  }

  async session(): Promise<SessionView> {
    await this.#answering('session');
    const { trouble, protection = 'keyring', quarantined = 0, clockBehindSeconds = 0 } = this.#options;
    return {
      version: '0.1.0',
      zone: FakeHost.zone,
      folders: {
        data: '/home/admin/.local/share/mapae',
        config: '/home/admin/.config/mapae',
        state: '/home/admin/.local/state/mapae',
      },
      registry: trouble
        ? { kind: 'trouble', trouble, reference: 'K7M2QX' }
        : { kind: 'open', protection, quarantined, clockBehindSeconds },
    };
  }

  async settings(): Promise<SettingsView> {
    await this.#answering('settings');
    return { ...this.#settings };
  }

  async setSetting(setting: SettingInput): Promise<SettingsView> {
    await this.#answering('setSetting');
    switch (setting.key) {
      case 'language':
        this.#settings.language = setting.value;
        break;
      case 'theme':
        this.#settings.theme = setting.value;
        break;
      case 'clipboard_seconds':
        if (!Number.isInteger(setting.value) || setting.value < 5 || setting.value > 600) {
          throw refusal('setting_out_of_range');
        }
        this.#settings.clipboardSeconds = setting.value;
    }
    return { ...this.#settings };
  }

  async catalogue(): Promise<CatalogueView> {
    await this.#answering('catalogue');
    return this.#catalogue;
  }

  async loadSampleCatalogue(): Promise<CatalogueView> {
    await this.#answering('loadSampleCatalogue');
    this.#catalogue = sample;
    return this.#catalogue;
  }

  async listTokens(offset: number, limit: number): Promise<TokenPage> {
    await this.#answering('listTokens');
    const total = this.#total;
    const end = Math.min(offset + limit, total);
    const rows: TokenRow[] = [];
    for (let at = offset; at < end; at++) rows.push(this.#rowAt(at));
    return { offset, total, rows, complete: true };
  }

  async tokenDetail(id: string): Promise<TokenDetail> {
    await this.#answering('tokenDetail');
    const issued = this.#issued.find(({ row }) => row.id === id);
    if (issued) {
      const { row, description, allow, block, scopes } = issued;
      return {
        row,
        description,
        allow,
        block,
        scopes: scopes.map((scope) => this.#scope(scope)),
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
      scopes: [...ids, 'left-the-catalogue'].slice(0, row.scopeCount).map((scope) => this.#scope(scope)),
      issuedBy: 'admin',
    };
  }

  async checkDraft(draft: DraftInput): Promise<DraftReport> {
    await this.#answering('checkDraft');
    return this.#judge(draft);
  }

  async issueToken(draft: DraftInput): Promise<TokenRow> {
    await this.#answering('issueToken');
    const report = this.#judge(draft);
    if (!report.ready) throw refusal('draft_refused');
    const at = this.#total;
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
      issuedAt: FakeHost.now,
      copyable: true,
    };
    this.#issued.unshift({ row, description: draft.description, allow, block, scopes: draft.scopes });
    this.happen({ kind: 'tokens_changed' });
    return row;
  }

  async copyToken(id: string): Promise<CopiedView> {
    await this.#answering('copyToken');
    const row = this.#issued.find((issued) => issued.row.id === id)?.row ?? this.#madeRow(this.#indexOf(id));
    if (!row.copyable) throw refusal('token_not_copyable');
    this.copied.push(id);
    return { seconds: this.#settings.clipboardSeconds };
  }

  async clearClipboard(): Promise<ClearingView> {
    await this.#answering('clearClipboard');
    return 'cleared';
  }

  async watch(onHappening: (happening: Happening) => void): Promise<void> {
    await this.#answering('watch');
    this.#listeners.push(onHappening);
  }

  async uiReady(): Promise<void> {
    await this.#answering('uiReady');
    this.readied++;
  }

  get #made(): number {
    return this.#options.tokens ?? 0;
  }

  get #total(): number {
    return this.#issued.length + this.#made;
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
    const status = pick(statuses, dice);
    const allowCount = dice % 3 === 0 ? (dice >>> 4) % 5 : 0;
    const blockCount = dice % 7 === 0 ? 1 + ((dice >>> 8) % 3) : 0;
    const hour = 3_600_000;
    return {
      id: idAt(index),
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
      lastUsed: dice % 5 === 0 ? null : FakeHost.now - (dice % 240) * hour,
      issuedAt: FakeHost.now - (this.#made - index) * 60_000,
      copyable: status !== 'revoked' && dice % 11 !== 0,
    };
  }

  #scope(id: string): ScopeView {
    for (const group of sample.groups) {
      const api = group.apis.find((api) => api.id === id);
      if (api) return { id, group: group.title, api };
    }
    return { id, group: null, api: null };
  }

  #judge(draft: DraftInput): DraftReport {
    const folded = normaliseName(draft.name).toLowerCase();
    const taken = this.#issued.some(({ row }) => row.name.toLowerCase() === folded);
    const known = new Set(this.#catalogue.groups.flatMap((group) => group.apis.map((api) => api.id)));
    return judgeDraft(draft, { now: FakeHost.now, today: FakeHost.today, zone: FakeHost.zone, taken, known });
  }

  async #answering(call: Call): Promise<void> {
    const delay = this.#options.delay ?? 0;
    if (delay > 0) await new Promise((answer) => setTimeout(answer, delay));
    const error = this.#refusals.get(call);
    if (!error) return;
    this.#refusals.delete(call);
    throw error;
  }
}

function refusal(code: CommandError['code']): CommandError {
  return { code, field: null, reference: null };
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
    zone: FakeHost.zone,
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

/** The sample catalogue that ships with the application. */
const sample: CatalogueView = {
  groups: [
    {
      id: 'build',
      title: { ko: '빌드', en: 'Build' },
      apis: [
        {
          id: 'build-create',
          title: { ko: '빌드 생성', en: 'Create a build' },
          method: 'POST',
          path: '/v1/build',
        },
        {
          id: 'build-run',
          title: { ko: '빌드 실행 - 태그 생성', en: 'Run build - Create a tag' },
          method: 'POST',
          path: null,
        },
        {
          id: 'build-run-log',
          title: { ko: '빌드 실행 로그 조회', en: 'Get build run log' },
          method: 'GET',
          path: '/v1/build/run/log/{buildRunSeq}',
        },
      ],
    },
    {
      id: 'cluster',
      title: { ko: '클러스터', en: 'Cluster' },
      apis: [
        {
          id: 'cluster-list',
          title: { ko: '클러스터 목록 조회', en: 'Cluster list' },
          method: null,
          path: null,
        },
      ],
    },
    {
      id: 'pipeline',
      title: { ko: '파이프라인', en: 'Pipeline' },
      apis: [
        {
          id: 'pl-list-service',
          title: { ko: '파이프라인 목록 조회', en: 'List pipelines of a service' },
          method: 'POST',
          path: '/api/pl/list/service/{serviceSeq}',
        },
      ],
    },
  ],
};
