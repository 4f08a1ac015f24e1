/**
 * The audit trail of the fake host. Every token that was there from the start has three events, made from its index
 * when they are looked at; what happens in the window is recorded after them.
 */
import { NOW } from './fake-clock';
import { makeToken, scatter, statusOf } from './fake-made';
import { refusal } from './fake-refusal';
import type { ChangeView } from './types/ChangeView';
import type { EventFilter } from './types/EventFilter';
import type { EventKindView } from './types/EventKindView';
import type { EventPage } from './types/EventPage';
import type { EventRow } from './types/EventRow';
import type { EventToken } from './types/EventToken';
import type { ExportedView } from './types/ExportedView';
import type { FileFormat } from './types/FileFormat';
import type { TokenRow } from './types/TokenRow';

/** What happened, as far as its kind does not tell. */
interface Happened {
  token?: EventToken;
  changes?: ChangeView[];
  source?: string;
}

/** Events of a made token. */
const EACH = 3;
const DAY = 86_400_000;
/** Of the zone of the fake host. */
const AHEAD = 9 * 3_600_000;

export class FakeEvents {
  readonly #made: number;
  /** Oldest first; they follow the made ones. */
  readonly #recorded: EventRow[] = [];
  /** The sequences that the last filter found among the made ones, newest first. */
  #found: { filter: string; sequences: number[] } | undefined;

  /** @param made how many tokens are there from the start. */
  constructor(made: number) {
    this.#made = made;
  }

  get total(): number {
    return this.#made * EACH + this.#recorded.length;
  }

  record(kind: EventKindView, { token, changes = [], source }: Happened = {}): void {
    this.#recorded.push({
      sequence: this.total + 1,
      at: NOW,
      actor: 'admin',
      kind,
      other: null,
      token: token ?? null,
      changes,
      source: source ?? null,
    });
  }

  page(filter: EventFilter, offset: number, limit: number): EventPage {
    const recorded = this.#recorded.filter((event) => holds(filter, event)).reverse();
    const made = this.#madeSequences(filter);
    const rows: EventRow[] = [];
    for (let at = offset; at < Math.min(offset + limit, recorded.length + made.length); at++) {
      const sequence = made.at(at - recorded.length);
      const row = recorded[at] ?? (sequence === undefined ? undefined : this.#madeEvent(sequence));
      if (row) rows.push(row);
    }
    return { offset, total: recorded.length + made.length, rows };
  }

  export(filter: EventFilter, format: FileFormat, folder: string): ExportedView {
    return exported(folder, `mapae-audit-20261123T030000Z.${format}`, this.page(filter, 0, 1).total);
  }

  #madeSequences(filter: EventFilter): { length: number; at(place: number): number | undefined } {
    const all = this.#made * EACH;
    if (filter.token === null && filter.kinds.length === 0 && !filter.from && !filter.to) {
      return { length: all, at: (place) => (place < all ? all - place : undefined) };
    }
    const key = JSON.stringify(filter);
    if (this.#found?.filter !== key) {
      this.#found = {
        filter: key,
        sequences: [...this.#candidates(filter)].filter((it) => this.#is(filter, it)),
      };
    }
    const { sequences } = this.#found;
    return { length: sequences.length, at: (place) => sequences[place] };
  }

  *#candidates({ token }: EventFilter): Iterable<number> {
    const index = token === null ? undefined : Number.parseInt(token.slice(-12), 16);
    if (index !== undefined && !(index < this.#made)) return;
    const first = index === undefined ? 1 : index * EACH + 1;
    const last = index === undefined ? this.#made * EACH : first + EACH - 1;
    for (let sequence = last; sequence >= first; sequence--) yield sequence;
  }

  #is({ from, to, kinds }: EventFilter, sequence: number): boolean {
    const { index, step } = placeOf(sequence);
    return (
      (kinds.length === 0 || kinds.includes(kindOf(index, step))) && within(this.#at(index, step), from, to)
    );
  }

  #at(index: number, step: number): number {
    return NOW - (this.#made - index) * 60_000 + step * 15_000;
  }

  #madeEvent(sequence: number): EventRow {
    const { index, step } = placeOf(sequence);
    const { row } = makeToken(index, this.#made);
    const kind = kindOf(index, step);
    const about = kind === 'unlocked' || kind === 'other' ? null : row;
    return {
      sequence,
      at: this.#at(index, step),
      actor: index % 5 === 0 ? '김서연' : 'admin',
      kind,
      other: kind === 'other' ? 'gate_started' : null,
      token: about && { id: about.id, name: about.name, deleted: false },
      changes: changesOf(kind, row, index),
      source: null,
    };
  }
}

/** Refuses what Rust would refuse. */
export function exported(folder: string, file: string, rows: number): ExportedView {
  if (!/^[~/]/.test(folder)) throw refusal('folder_unusable');
  return { path: `${folder.replace(/\/$/, '')}/${file}`, rows };
}

function placeOf(sequence: number): { index: number; step: number } {
  return { index: Math.floor((sequence - 1) / EACH), step: (sequence - 1) % EACH };
}

/** To be had without making the token: a filter asks it of every event there is. */
function kindOf(index: number, step: number): EventKindView {
  if (step === 0) return 'token_issued';
  if (step === 1) return index % 17 === 3 ? 'unlocked' : 'token_copied';
  const status = statusOf(scatter(index));
  if (status === 'revoked') return 'token_revoked';
  if (status === 'disabled') return 'token_disabled';
  return LATER[index % LATER.length] ?? 'token_copied';
}

const LATER: readonly EventKindView[] = [
  'token_edited',
  'token_copied',
  'token_rotated',
  'token_edited',
  'token_copied',
  'other',
  'token_copied',
];

function changesOf(kind: EventKindView, row: TokenRow, index: number): ChangeView[] {
  switch (kind) {
    case 'token_revoked': {
      const after = { kind: 'revoked', at: row.issuedAt, reason: row.revoked?.reason ?? '' } as const;
      return [{ field: 'life', before: { kind: 'active' }, after }];
    }
    case 'token_disabled':
      return [{ field: 'life', before: { kind: 'active' }, after: { kind: 'disabled' } }];
    case 'token_rotated':
      return [
        { field: 'secret', before: 'mapae_a1B2', after: row.hint },
        { field: 'grace', before: null, after: row.issuedAt + DAY },
      ];
    case 'token_edited':
      return index % 2 === 0 ? textAndExpiry(row) : networksAndLimit(row);
    default:
      return [];
  }
}

function textAndExpiry(row: TokenRow): ChangeView[] {
  return [
    { field: 'description', before: '', after: `${row.name}에서 쓰는 토큰이에요.\n담당: 플랫폼팀` },
    { field: 'expiry', before: { kind: 'never' }, after: row.expiry },
  ];
}

function networksAndLimit(row: TokenRow): ChangeView[] {
  return [
    {
      field: 'allow',
      added: [{ network: '10.0.0.0/8', note: '사무실' }],
      removed: [{ network: '203.0.113.7/32', note: null }],
      beforeAny: false,
      afterAny: false,
    },
    { field: 'limit', before: { kind: 'max', count: 1000, period: 'day' }, after: row.limit },
  ];
}

function holds({ from, to, kinds, token }: EventFilter, event: EventRow): boolean {
  if (kinds.length > 0 && !kinds.includes(event.kind)) return false;
  if (token !== null && event.token?.id !== token) return false;
  return event.at === null ? !from && !to : within(event.at, from, to);
}

function within(at: number, from: string | null, to: string | null): boolean {
  if (!from && !to) return true;
  const day = new Date(at + AHEAD).toISOString().slice(0, 10);
  return (!from || day >= from) && (!to || day <= to);
}
