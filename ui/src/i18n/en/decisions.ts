import type { ScopeView } from '../../host/types/ScopeView';
import { formatCount } from '../../lib/format';
import type { DialectTexts, PathProblemTexts, RefusalTexts, StepTexts } from '../codes';
import type { Words } from '../ko';

function apiTitle({ id, api }: ScopeView): string {
  return api?.title.en ?? id;
}

const steps: StepTexts = {
  header: { title: 'Header', rule: 'There is one Authorization header, with a Bearer token.' },
  form: { title: 'Form of the token', rule: 'The form and the check characters of the token are right.' },
  known: { title: 'Known token', rule: 'This registry issued the token.' },
  standing: { title: 'State of the token', rule: 'The token is neither revoked nor disabled.' },
  expiry: {
    title: 'Expiration date',
    rule: 'It has not expired, and a token before rotation is within its grace.',
  },
  address: { title: 'Client address', rule: 'Where there are IP rules, the client’s address is known.' },
  block: { title: 'Block IP', rule: 'The address is not in Block IP.' },
  allow: { title: 'Allow IP', rule: 'Allow IP is blank, or the address is in it.' },
  scope: { title: 'Scopes', rule: 'Method and path match an API among the token’s scopes.' },
  limit: { title: 'Request limit', rule: 'The request limit is not used up.' },
};

const path: PathProblemTexts = {
  not_absolute: 'It does not begin with a slash (/).',
  too_long: 'It is longer than 8,192 characters.',
  empty_segment: 'Two slashes follow each other (//).',
  dot_segment: 'It has a segment of dots (/./, /../).',
  forbidden_byte: 'It has a character that paths may not have (;, \\, #, a control character).',
  ambiguous_encoding: 'It hides a character behind % that makes another path when decoded (%2F, %2E).',
  broken_encoding: 'A % is not followed by two hexadecimal digits.',
  bad_parameter: 'A parameter in braces must be a whole segment, and its name may not be repeated.',
};

const refusals: RefusalTexts = {
  misconfigured: () =>
    'The gateway did not say what it asks about. Compare its configuration with the one on the gate page.',
  header_missing: () => 'There is no Authorization header.',
  header_other_scheme: () => 'The Authorization header is not of the Bearer scheme.',
  header_malformed: () => 'No token can be read in the Authorization header.',
  header_repeated: () => 'A token came twice: which one is meant can’t be told.',
  header_in_query: () => 'The token came behind the question mark of the path. Only the header counts.',
  malformed_token: () => 'Its form or its check characters are wrong: cut off or mistyped.',
  unknown_token: () => 'This registry has no such token.',
  revoked: () => 'The token is revoked.',
  disabled: () => 'The token is disabled.',
  expired: () => 'The token has expired.',
  secret_retired: () => 'It is the token before the rotation, and its grace is over.',
  address_unknown: () => 'The client’s address is not known, so the IP rules can’t be judged.',
  blocked: ({ number: place, entry, note }) =>
    `Block IP, number ${formatCount(place)}${entry === null ? '' : `: ${entry}`}${note === null ? '' : ` ${note}`}`,
  not_allowed: () => 'The address is not in Allow IP.',
  ambiguous_path: ({ problem }) => `The path can be read in two ways. ${path[problem]}`,
  no_such_api: () => 'No API of the list has this method and path.',
  api_not_held: ({ api }) => `An API that is not among the token’s scopes: ${apiTitle(api)}`,
  limit_exceeded: ({ retryAfterSeconds }) =>
    retryAfterSeconds === null
      ? 'The request limit is used up.'
      : `The request limit is used up. It works again in ${formatCount(retryAfterSeconds)} s.`,
};

const dialects: DialectTexts = {
  nginx: 'nginx (/auth/nginx)',
  forward: 'Caddy, Traefik (/auth/forward)',
  envoy: 'Envoy (/auth/envoy)',
  haproxy: 'HAProxy (/auth/haproxy)',
};

export const decisions = {
  steps,
  refusals,
  path,
  dialects,

  grid: 'Recent decisions',
  columns: {
    at: 'Timestamp',
    token: 'Token',
    address: 'Address',
    method: 'Method',
    path: 'Path',
    outcome: 'Outcome',
    reason: 'Step and rule',
  },
  allowed: 'Allowed',
  refused: 'Refused',
  allowedAs: (api) => `Allowed: ${api}`,
  inStep: (step, rule) => `${step}: ${rule}`,
  noToken: 'Unknown',
  testToken: 'Test token',
  noAddress: 'Unknown',
  deleted: 'deleted',

  search: 'Address, method or path',
  filters: { outcome: 'Outcome', step: 'Refused by', token: 'Token' },
  every: 'All',
  found: (count) => (count === '1' ? '1 decision' : `${count} decisions`),
  newest: 'The last 10,000 are kept.',
  pause: 'Pause',
  resume: 'Go on',
  paused: 'Paused. New decisions are only counted.',
  live: 'New ones come every second.',
  fresh: (count) => (count === '1' ? 'Show 1 new decision' : `Show ${count} new decisions`),
  freshOrMore: (count) => `Show more than ${count} new decisions`,
  emptyTitle: 'No decisions yet',
  emptyOn: 'They appear here when a gateway asks the gate.',
  emptyOff: 'The gate is not on. Once it is, each request appears here with why it was allowed or refused.',
  nothingTitle: 'No decision matches',
  nothingText: 'Try fewer conditions.',
  clear: 'Clear all',
  failedTitle: 'The recent decisions could not be loaded',
  partlyFailed: 'Some of the recent decisions could not be loaded.',

  panel: (number) => `Decision ${number}`,
  facts: {
    at: 'Timestamp',
    token: 'Token',
    address: 'Client address',
    peer: 'Asked by',
    dialect: 'Asked as',
    method: 'Method',
    path: 'Path',
    api: 'API',
    status: 'Answer',
  },
  unix: 'Unix socket',
  tokenUnproven: 'Up to this step it is not known which token it is.',
  addressUntold: 'Unknown: the gateway did not tell it properly.',
  addressTodo: 'Check that client header and trusted proxies fit the gateway’s configuration.',
  peerSeen:
    'The gate saw the address of whoever asked. If that is your gateway’s own address, put it among the trusted proxies.',
  toSettings: 'Go to trusted proxies',
  stepsTitle: 'The ten steps',
  state: { passed: 'passed', refused: 'refused here', not_reached: 'not looked at' },
  actions: 'What to do with this decision',
  addAllow: 'Add to Allow IP',
  addBlock: 'Add to Block IP',
  openToken: 'Open the token',
  onlyToken: 'Only this token’s decisions',
} satisfies Words['decisions'];
