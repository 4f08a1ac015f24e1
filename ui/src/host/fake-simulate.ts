/**
 * What the fake host's gate would say to a request that nobody sent: a light imitation of `decide()`, for IPv4 alone.
 * What an edit would have done to recent requests is made up from the token's number.
 */
import { NOW } from './fake-clock';
import { edited, judgeEdit } from './fake-edit';
import { scatter } from './fake-made';
import type { CatalogueView } from './types/CatalogueView';
import type { EditInput } from './types/EditInput';
import type { EntryView } from './types/EntryView';
import type { ImpactView } from './types/ImpactView';
import type { ScopeView } from './types/ScopeView';
import type { SimulationInput } from './types/SimulationInput';
import type { SimulationView } from './types/SimulationView';
import type { StepView } from './types/StepView';
import type { TokenDetail } from './types/TokenDetail';
import type { TraceDetail } from './types/TraceDetail';
import type { TraceStateView } from './types/TraceStateView';

type Judged = [StepView, TraceStateView, TraceDetail | null];

export function simulate(
  token: TokenDetail,
  request: SimulationInput,
  catalogue: CatalogueView,
): SimulationView {
  const address = request.address.trim();
  const addressUnreadable = address !== '' && numberOf(address) === undefined;
  const methodUnreadable = !/^[A-Za-z-]+$/.test(request.method);
  const judged = request.edit && judgeEdit(token, request.edit, catalogue);
  const ready = judged?.ready ?? true;
  if (addressUnreadable || methodUnreadable || !ready) {
    return { addressUnreadable, methodUnreadable, trace: null };
  }
  const after = request.edit && judged ? edited(token, request.edit, judged, catalogue) : token;
  const steps: Judged[] = [
    ['header', 'assumed', null],
    ['form', 'assumed', null],
    ['known', 'assumed', null],
    standing(after),
    expiry(after, request.at ?? NOW),
    known(after, address),
    blocked(after.block, address),
    allowed(after.allow, address),
    scope(after, request, catalogue),
    limit(after),
  ];
  const stop = steps.findIndex(([, state]) => state === 'refused');
  return {
    addressUnreadable,
    methodUnreadable,
    trace: {
      allowed: stop < 0,
      steps: steps.map(([step, state, detail], at) =>
        stop >= 0 && at > stop ? { step, state: 'not_reached', detail: null } : { step, state, detail },
      ),
    },
  };
}

export function impactOf(token: TokenDetail, edit: EditInput): ImpactView {
  const requests = token.row.lastUsed === null ? 0 : 1204;
  const narrowed = requests > 0 && edit.allow.length > 0 && token.allow.length !== edit.allow.length;
  const opened = requests > 0 && edit.allow.length === 0 && token.allow.length > 0;
  const byAddress = narrowed
    ? [
        { address: '203.0.113.7', newlyRefused: 30, newlyAllowed: 0 },
        { address: null, newlyRefused: 7, newlyAllowed: 0 },
      ]
    : [];
  return {
    requests,
    since: requests > 0 ? NOW - (1 + (scatter(requests) % 40)) * 3_600_000 : null,
    newlyRefused: narrowed ? 37 : 0,
    newlyAllowed: opened ? 12 : 0,
    byAddress: opened ? [{ address: '198.51.100.4', newlyRefused: 0, newlyAllowed: 12 }] : byAddress,
  };
}

function standing({ life }: TokenDetail): Judged {
  return [
    'standing',
    life.kind === 'active' ? 'passed' : 'refused',
    { kind: 'standing', standing: life.kind },
  ];
}

function expiry({ row }: TokenDetail, at: number): Judged {
  const over = row.expiry.kind === 'on' && at >= row.expiry.instant;
  return ['expiry', over ? 'refused' : 'passed', { kind: 'expiry', expiry: row.expiry }];
}

function known({ allow, block }: TokenDetail, address: string): Judged {
  if (allow.length + block.length === 0) return ['address', 'not_asked', null];
  return address === ''
    ? ['address', 'refused', { kind: 'address_unknown' }]
    : ['address', 'passed', { kind: 'address', address }];
}

function blocked(block: readonly EntryView[], address: string): Judged {
  if (block.length === 0) return ['block', 'not_asked', { kind: 'not_blocked', entries: 0 }];
  const at = block.findIndex(({ network }) => contains(network, address));
  const entry = block[at];
  return entry
    ? ['block', 'refused', { kind: 'blocked', number: at + 1, entry: entry.network, note: entry.note }]
    : ['block', 'passed', { kind: 'not_blocked', entries: block.length }];
}

function allowed(allow: readonly EntryView[], address: string): Judged {
  if (allow.length === 0) return ['allow', 'not_asked', null];
  const at = allow.findIndex(({ network }) => contains(network, address));
  const entry = allow[at];
  return entry
    ? ['allow', 'passed', { kind: 'allowed_by', number: at + 1, entry: entry.network, note: entry.note }]
    : ['allow', 'refused', { kind: 'not_allowed', entries: allow.length }];
}

function scope({ scopes }: TokenDetail, { method, path }: SimulationInput, catalogue: CatalogueView): Judged {
  if (!path.startsWith('/')) return ['scope', 'refused', { kind: 'ambiguous_path', problem: 'not_absolute' }];
  if (path.includes('//')) return ['scope', 'refused', { kind: 'ambiguous_path', problem: 'empty_segment' }];
  for (const group of catalogue.groups) {
    for (const api of group.apis) {
      if (api.method !== method || api.path === null || !matches(api.path, path)) continue;
      const found: ScopeView = { id: api.id, group: group.title, api };
      const held = scopes.some(({ id }) => id === api.id);
      return ['scope', held ? 'passed' : 'refused', { kind: 'api', api: found }];
    }
  }
  return ['scope', 'refused', { kind: 'no_such_api' }];
}

function limit({ row, spent }: TokenDetail): Judged {
  if (row.limit.kind === 'unlimited') return ['limit', 'not_asked', { kind: 'remaining', left: null }];
  const left = row.limit.count - spent;
  return left > 0
    ? ['limit', 'passed', { kind: 'remaining', left }]
    : ['limit', 'refused', { kind: 'limit_exceeded', retryAfterSeconds: null }];
}

function matches(template: string, path: string): boolean {
  const [asked, wanted] = [path.split('?')[0]?.split('/') ?? [], template.split('/')];
  return (
    asked.length === wanted.length && wanted.every((part, at) => part.startsWith('{') || part === asked[at])
  );
}

function contains(network: string, address: string): boolean {
  const [base = '', prefix = '32'] = network.split('/');
  const [one, other] = [numberOf(base), numberOf(address)];
  if (one === undefined || other === undefined) return false;
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(one / size) === Math.floor(other / size);
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  const fine = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256);
  return fine ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}
