/**
 * What the fake host makes of a query: which tokens match, and by what they are put in order. It reads as little of
 * a made token as it must, so that a million of them stay usable.
 */
import { NOW } from './fake-clock';
import {
  allowCountOf,
  allScopes,
  blockCountOf,
  daysLeftOf,
  descriptionOf,
  type FakeToken,
  hintAt,
  lastUsedOf,
  limitFor,
  makeToken,
  nameAt,
  scatter,
  statusOf,
} from './fake-made';
import type { LimitView } from './types/LimitView';
import type { SortKey } from './types/SortKey';
import type { StatusView } from './types/StatusView';
import type { TokenQuery } from './types/TokenQuery';

/** What a query may ask of a token. */
export interface Facts {
  readonly id: string;
  readonly name: string;
  readonly status: StatusView;
  readonly daysLeft: number | null;
  readonly limit: LimitView;
  readonly lastUsed: number | null;
  readonly copyable: boolean;
  readonly copyOnce: boolean;
  readonly allowCount: number;
  readonly blockCount: number;
  readonly scopeCount: number;
  readonly hint: string;
  readonly issuedAt: number;
  readonly revokedAt: number | null;
  /** All that a word is looked for in. */
  readonly words: string;
  readonly networks: readonly string[];
  readonly scopes: readonly string[];
}

/** Of a token as it was made. */
export class MadeFacts implements Facts {
  readonly #index: number;
  readonly #made: number;
  readonly #dice: number;

  constructor(index: number, made: number) {
    this.#index = index;
    this.#made = made;
    this.#dice = scatter(index);
  }

  get id() {
    return this.#token.row.id;
  }
  get name() {
    return nameAt(this.#index);
  }
  get status() {
    return this.#index >= this.#made ? 'revoked' : statusOf(this.#dice);
  }
  get daysLeft() {
    return daysLeftOf(this.status, this.#dice);
  }
  get limit() {
    return limitFor(this.status, this.#dice);
  }
  get lastUsed() {
    return lastUsedOf(this.#dice);
  }
  get copyable() {
    return this.status !== 'revoked' && this.#dice % 11 !== 0;
  }
  get copyOnce() {
    return this.#dice % 13 === 0;
  }
  get allowCount() {
    return allowCountOf(this.#dice);
  }
  get blockCount() {
    return blockCountOf(this.#dice);
  }
  get scopeCount() {
    return 1 + (this.#dice % 6);
  }
  get hint() {
    return hintAt(this.#index);
  }
  get issuedAt() {
    return this.#token.row.issuedAt;
  }
  get revokedAt() {
    return this.status === 'revoked' ? (this.#token.row.revoked?.at ?? null) : null;
  }
  get words() {
    return descriptionOf(this.name).toLowerCase() + (this.allowCount > 0 ? ' 사무실' : '');
  }
  get networks() {
    return this.allowCount + this.blockCount === 0 ? [] : networksOf(this.#token);
  }
  get scopes() {
    return allScopes.slice(0, this.scopeCount);
  }
  get #token(): FakeToken {
    return makeToken(this.#index, this.#made);
  }
}

/** Of a token that is kept because it was issued or changed. */
export function factsOf(token: FakeToken): Facts {
  const { row, description, allow, block, scopes } = token;
  const notes = [...allow, ...block].map(({ note }) => note ?? '');
  return {
    ...row,
    hint: row.hint.slice('mapae_'.length),
    daysLeft: row.expiry.kind === 'on' ? row.expiry.daysLeft : null,
    revokedAt: row.revoked?.at ?? null,
    words: [row.name, description, ...notes].join(' ').toLowerCase(),
    networks: networksOf(token),
    scopes,
  };
}

export function matches(query: TokenQuery, it: Facts): boolean {
  if (query.token !== null && it.id !== query.token) return false;
  if (query.statuses.length > 0 && !query.statuses.includes(it.status)) return false;
  if (query.limited !== null && (it.limit.kind === 'max') !== query.limited) return false;
  if (query.custody !== null && custodyOf(it) !== query.custody) return false;
  if (query.expiresWithin !== null) {
    if (it.status === 'revoked' || it.daysLeft === null) return false;
    if (it.daysLeft < 0 || it.daysLeft > query.expiresWithin) return false;
  }
  if (query.used !== null && !usedAsAsked(query.used, it.lastUsed)) return false;
  if (query.scopes.length > 0 && !query.scopes.some((id) => it.scopes.includes(id))) return false;
  return query.text.trim() === '' || saysAsAsked(query.text, it);
}

/** Text or number; `null` stands last where the order ascends. */
export function sortValue(sort: SortKey, it: Facts): string | number | null {
  switch (sort) {
    case 'name':
      return it.name;
    case 'token':
      return it.hint;
    case 'status':
      return ['active', 'expiring', 'disabled', 'exhausted', 'expired', 'revoked'].indexOf(it.status);
    case 'scopes':
      return it.scopeCount;
    case 'expiry':
      return it.daysLeft;
    case 'limit':
      return it.limit.kind === 'max' ? it.limit.count : null;
    case 'allow':
      return it.allowCount || null;
    case 'block':
      return it.blockCount;
    case 'last_used':
      return it.lastUsed;
    case 'issued':
      return it.issuedAt;
    case 'revoked':
      return it.revokedAt;
  }
}

function custodyOf(it: Facts): TokenQuery['custody'] {
  if (!it.copyable) return 'gone';
  return it.copyOnce ? 'once' : 'kept';
}

function usedAsAsked(used: NonNullable<TokenQuery['used']>, lastUsed: number | null): boolean {
  if (used.kind === 'never') return lastUsed === null;
  const within = lastUsed !== null && NOW - lastUsed <= used.days * 86_400_000;
  return used.kind === 'within' ? within : !within;
}

function saysAsAsked(text: string, it: Facts): boolean {
  const typed = text.trim().toLowerCase().normalize('NFC');
  const address = numberOf(typed);
  if (address !== null) return it.networks.some((network) => holds(network, address));
  const { words } = it;
  return typed.split(/\s+/).every((word) => words.includes(word));
}

function networksOf({ allow, block }: FakeToken): string[] {
  return [...allow, ...block].map(({ network }) => network);
}

/** IPv4 is enough here. */
function numberOf(address: string): number | null {
  const octets = address.match(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/)?.slice(1);
  return octets ? octets.reduce((sum, octet) => sum * 256 + Number(octet), 0) : null;
}

function holds(network: string, address: number): boolean {
  const [base = '', prefix = '32'] = network.split('/');
  const from = numberOf(base);
  return from !== null && Math.floor((address - from) / 2 ** (32 - Number(prefix))) === 0;
}
