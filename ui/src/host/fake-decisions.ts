/**
 * The recent decisions of the fake host's gate. Each is made from its number alone, and is the same every time; with
 * tokens there is one of every kind among twenty or so.
 */
import { NOW } from './fake-clock';
import { idAt, nameAt, scatter } from './fake-made';
import { sample } from './fake-sample';
import type { DecisionFilter } from './types/DecisionFilter';
import type { DecisionPage } from './types/DecisionPage';
import type { DecisionRow } from './types/DecisionRow';
import type { DialectView } from './types/DialectView';
import type { OutcomeView } from './types/OutcomeView';
import type { RefusalView } from './types/RefusalView';
import type { ScopeView } from './types/ScopeView';
import type { StepView } from './types/StepView';

/** As Rust keeps them. */
const KEPT = 10_000;
/** Between two, in milliseconds. */
const APART = 1_500;
const DIALECTS: readonly DialectView[] = ['nginx', 'nginx', 'forward', 'envoy', 'haproxy'];
const GATEWAY = '10.0.0.5';

export class FakeDecisions {
  /** Of how many tokens they are. */
  readonly #tokens: number;
  readonly #first: number;
  #newest: number;

  constructor(tokens: number, count: number) {
    this.#tokens = tokens;
    this.#newest = tokens > 0 ? count : 0;
    this.#first = this.#newest;
  }

  /** More requests come. */
  arrive(count: number): void {
    if (this.#tokens > 0) this.#newest += count;
  }

  page(filter: DecisionFilter, offset: number, limit: number): DecisionPage {
    const rows: DecisionRow[] = [];
    let total = 0;
    for (let number = this.#newest; number > Math.max(0, this.#newest - KEPT); number--) {
      const row = this.#row(number);
      if (!holds(filter, row)) continue;
      if (total >= offset && rows.length < limit) rows.push(row);
      total++;
    }
    return { offset, total, rows };
  }

  /** Since the gate was switched on, by the step that refused. */
  refusals(): Map<StepView, number> {
    const counts = new Map<StepView, number>();
    for (let number = 1; number <= this.#newest; number++) {
      const { outcome } = this.#row(number);
      if (outcome.kind === 'refused') counts.set(outcome.step, (counts.get(outcome.step) ?? 0) + 1);
    }
    return counts;
  }

  get total(): number {
    return this.#newest;
  }

  #row(number: number): DecisionRow {
    const dice = scatter(number);
    const { outcome, status, address, proven } = judged(number, dice);
    const index = dice % Math.min(this.#tokens, 40);
    return {
      number,
      at: NOW + (number - this.#first) * APART,
      token: proven ? { id: idAt(index), name: nameAt(index), deleted: false } : null,
      address,
      peer: number % 9 === 4 ? 'unix' : GATEWAY,
      dialect: DIALECTS[dice % DIALECTS.length] ?? 'nginx',
      method: number % 3 === 0 ? 'POST' : 'GET',
      path: number % 3 === 0 ? '/v1/build' : `/v1/build/run/log/${number}`,
      status,
      outcome,
    };
  }
}

interface Judged {
  outcome: OutcomeView;
  status: number;
  address: string | null;
  proven: boolean;
}

function judged(number: number, dice: number): Judged {
  const address = `203.0.113.${dice % 250}`;
  const refused = (step: StepView, reason: RefusalView, status: number, seen: string | null = address) => ({
    outcome: { kind: 'refused', step, reason } as const,
    status,
    address: seen,
    proven: !['header', 'form', 'known'].includes(step),
  });
  switch (number % 20) {
    case 3:
      return refused('header', { code: 'header_missing' }, 401);
    case 5:
      return refused('known', { code: 'unknown_token' }, 401);
    case 7:
      return refused(
        'block',
        { code: 'blocked', number: 3, entry: '10.2.0.0/16', note: '사무실' },
        403,
        `10.2.0.${dice % 250}`,
      );
    case 9:
      return refused('allow', { code: 'not_allowed' }, 403, GATEWAY);
    case 11:
      return refused('scope', { code: 'api_not_held', api: scopeOf('build-create') }, 403);
    case 13:
      return refused('limit', { code: 'limit_exceeded', retryAfterSeconds: 42 }, 429);
    case 15:
      return rare(Math.floor(number / 20), refused);
    default:
      return {
        outcome: { kind: 'allowed', api: scopeOf(number % 3 === 0 ? 'build-create' : 'build-run-log') },
        status: 204,
        address,
        proven: true,
      };
  }
}

function rare(
  turn: number,
  refused: (step: StepView, reason: RefusalView, status: number, seen?: string | null) => Judged,
): Judged {
  switch (turn % 5) {
    case 0:
      return refused('expiry', { code: 'expired' }, 401);
    case 1:
      return refused('standing', { code: 'revoked' }, 401);
    case 2:
      return refused('form', { code: 'malformed_token' }, 401);
    case 3:
      return refused('address', { code: 'address_unknown' }, 403, null);
    default:
      return refused('scope', { code: 'ambiguous_path', problem: 'dot_segment' }, 403);
  }
}

function holds({ token, allowed, step, text }: DecisionFilter, row: DecisionRow): boolean {
  const { outcome } = row;
  if (token !== null && row.token?.id !== token) return false;
  if (allowed !== null && (outcome.kind === 'allowed') !== allowed) return false;
  if (step !== null && (outcome.kind === 'allowed' || outcome.step !== step)) return false;
  return `${row.address ?? ''} ${row.method} ${row.path}`.toLowerCase().includes(text.toLowerCase());
}

function scopeOf(id: string): ScopeView {
  const group = sample.groups.find(({ apis }) => apis.some((api) => api.id === id));
  return { id, group: group?.title ?? null, api: group?.apis.find((api) => api.id === id) ?? null };
}
