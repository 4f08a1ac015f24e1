/** The words of the token table, of a token's drawer and of the line about the clipboard. */
import type { Words } from '../ko';

const plural = (count: string, one: string, many: string) => `${count} ${count === '1' ? one : many}`;

export const tokens = {
  grid: 'API tokens',
  total: (count) => plural(count, 'token', 'tokens'),
  reading: (count) => `${plural(count, 'token', 'tokens')}, reading more`,
  columns: {
    name: 'Name',
    token: 'Token',
    status: 'Status',
    scopes: 'Scopes',
    expiry: 'Expiration Date',
    limit: 'Request Limit',
    allow: 'Allow IP',
    block: 'Block IP',
    lastUsed: 'Last Used',
    issued: 'Issued',
  },
  scopeCount: (count) => count,
  limitIn: {
    total: (count) => `${count} in all`,
    minute: (count) => `${count}/min`,
    hour: (count) => `${count}/hour`,
    day: (count) => `${count}/day`,
    thirty_days: (count) => `${count}/30 days`,
  },
  limitWords: {
    total: (count) => `Up to ${plural(count, 'request', 'requests')} in all`,
    minute: (count) => `Up to ${plural(count, 'request', 'requests')} in any minute`,
    hour: (count) => `Up to ${plural(count, 'request', 'requests')} in any hour`,
    day: (count) => `Up to ${plural(count, 'request', 'requests')} in any day`,
    thirty_days: (count) => `Up to ${plural(count, 'request', 'requests')} in any 30 days`,
  },
  everyAddress: 'Any address',
  none: 'None',
  neverUsed: 'Never used',
  more: (count) => `+${count}`,
  lastDay: 'Today',
  daysLeftShort: (days) => `${days}d`,
  daysLeft: (days) => `in ${plural(days, 'day', 'days')}`,
  daysAgo: (days) => `${plural(days, 'day', 'days')} ago`,
  until: (date, left, zone) => `Through ${date} (${left}, ${zone})`,
  refusedFrom: (instant) => `Refused from ${instant}`,
  inZone: (time, zone) => `${time} (${zone})`,

  copy: (name) => `Copy token: ${name}`,
  notCopyable: 'No copy of this token is kept, so it can’t be copied again.',
  copied: (seconds) => `Token copied. It leaves the clipboard in ${plural(seconds, 'second', 'seconds')}.`,
  onClipboard: (name, seconds) => `${name}: on the clipboard, cleared in ${seconds} s.`,
  clearing: 'Clearing the clipboard.',
  clearNow: 'Clear now',
  settled: {
    cleared: 'Cleared from the clipboard, and checked that it is gone.',
    replaced: 'Something else has been copied since, so the clipboard was left alone.',
    unverified: 'Cleared, but that could not be checked. Copy something else to overwrite it.',
  },

  partlyFailed: 'Part of the list could not be loaded.',
  failedTitle: 'The list of tokens could not be loaded',

  emptyTitle: 'Issue your first token',
  emptyText:
    'A token is the key a program shows when it calls an API. Each one has its own APIs, addresses, lifetime and number of requests.',
  issueFirst: 'Issue the first token',
  noApisTitle: 'Start with a list of APIs',
  noApisText:
    'A token can only be given APIs of the list. Load the sample list and issue your first token right away.',
  loadSample: 'Load the sample API list',
  sampleLoaded: 'The sample API list is loaded. Now issue your first token.',

  detail: {
    description: 'Description',
    noDescription: 'No description.',
    rules: 'Rules',
    scopes: 'APIs it may call',
    record: 'Record',
    issuedAt: 'Issued at',
    issuedBy: 'Issued by',
    lastUsed: 'Last used',
    id: 'ID',
    never: 'Indefinite. It works until it is revoked.',
    blockWins: 'Where both lists match, block wins.',
    noMethod: 'Open',
    noPath: 'Its path is not known, so no request gets through yet.',
    gone: 'Not in the list',
    goneText: 'It has left the list of APIs, so no request gets through.',
    failed: 'The details of this token could not be loaded.',
  },
} satisfies Words['tokens'];
