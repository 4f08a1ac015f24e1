/** The English twin of `../ko/issue.ts`. */
import type { LimitView } from '../../host/types/LimitView';
import type { PeriodView } from '../../host/types/PeriodView';
import type { Origin, RuleFacts } from '../../issue/facts';
import { formatCount } from '../../lib/format';
import type { issue as source } from '../ko/issue';

function count(amount: number, one: string, many = `${one}s`): string {
  return `${formatCount(amount)} ${amount === 1 ? one : many}`;
}

function from(origin: Extract<Origin, { kind: 'places' }>): string {
  const { labels, count: networks } = origin;
  const first = labels.slice(0, labels.length > 3 ? 2 : 3).join(', ');
  if (networks === 1) return `only from ${first}`;
  const others = labels.length > 3 ? ' and others' : '';
  return `only from ${first}${others} (${count(networks, 'network')})`;
}

const PERIODS: Record<PeriodView, string> = {
  total: 'Total',
  minute: '1 min',
  hour: '1 hour',
  day: '1 day',
  thirty_days: '30 days',
};

const WITHIN: Record<PeriodView, string> = {
  total: 'in total',
  minute: 'a minute',
  hour: 'an hour',
  day: 'a day',
  thirty_days: 'in any 30 days',
};

function limitWords(limit: LimitView): string {
  if (limit.kind === 'unlimited') return 'without a request limit';
  return `up to ${count(limit.count, 'request')} ${WITHIN[limit.period]}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const issue: typeof source = {
  title: 'Issue API Token',
  required: 'required',

  name: 'Name',
  nameHint: 'Can’t be changed after issuing.',
  description: 'Description',
  charactersLeft: (left) => `${count(left, 'character')} left.`,
  charactersOver: (over) => `${count(over, 'character')} too many.`,

  expiry: 'Expiration Date',
  never: 'Indefinite',
  onDate: 'Specific Date',
  expiryKind: 'Kind of expiry',
  presets: 'Expires in',
  presetLabel: (days) => `${days} days`,
  expiryMeaning: (date, daysLeft, zone) =>
    `Through ${date} (${daysLeft === 0 ? 'today' : daysLeft === 1 ? 'tomorrow' : `in ${formatCount(daysLeft)} days`}, ${zone})`,
  neverMeaning: 'Never expires. It works until you revoke it.',
  expiresAtUtc: (instant) => `Expires at ${instant}.`,
  calendar: {
    open: 'Open calendar',
    title: 'Choose a date',
    previousMonth: 'Previous month',
    nextMonth: 'Next month',
    today: 'today',
    selected: 'selected',
    keys: 'Arrows move by day, PageUp and PageDown by month, with Shift by year.',
  },

  allow: 'Allow IP',
  allowHint: 'Blank allows every address. Type one and press Enter to complete it.',
  block: 'Block IP',
  blockHint: 'Where both match, blocking comes first.',
  networkPlaceholder: '10.0.0.0/8 office',
  shadowed: 'Hidden by the block list',
  chips: {
    list: (label) => `${label} entries`,
    edit: (text) => `Edit ${text}`,
    remove: (text) => `Remove ${text}`,
    keys: 'Left arrow goes to the entries; Enter edits one and Delete removes it.',
    added: (amount) => `${formatCount(amount)} added.`,
    removed: (text) => `Removed: ${text}`,
    more: (amount) => `And ${formatCount(amount)} more.`,
    use: (text) => `Use ${text}`,
  },

  limit: 'Request Limit',
  limitHint: 'Blank or 0 means unlimited.',
  limitPlaceholder: 'Unlimited',
  period: 'Period of the limit',
  periods: PERIODS,
  unlimitedFinal: 'Unlimited. It can’t be limited after issuing.',
  limitMeaning: (limit) => (limit.kind === 'unlimited' ? 'Unlimited' : `${capital(limitWords(limit))}.`),

  scopes: 'Scopes',
  scopesSearch: 'Find scopes',
  scopesChosen: (amount) => `${formatCount(amount)} chosen`,
  selectAll: 'Select all',
  clearAll: 'Clear',
  scopesNone: 'No API matches.',
  scopesEmptyTitle: 'The API catalogue is empty',
  scopesEmptyText: 'A token can use only APIs of the catalogue. Load a sample to get started.',
  loadSample: 'Load the sample API list',
  sampleLoaded: 'The sample API catalogue is loaded.',
  noPath: 'no path',
  noPathTitle: 'It has no path, so the gate has nothing to match: requests to it don’t pass.',
  noPathChosen: (amount) =>
    `${amount === 1 ? '1 chosen API has' : `${formatCount(amount)} chosen APIs have`} no path. The gate has nothing to match, so such requests don’t pass.`,

  advanced: 'Advanced',
  copyOnce: 'Show once',
  copyOnceHint: 'The first copy destroys the copy that is kept. Nobody can copy it again after that.',

  cancel: 'Cancel',
  save: 'Save',

  discardTitle: 'Discard what you typed?',
  discardText: 'The token isn’t issued yet. Closing loses what you typed.',
  discard: 'Discard',
  keepWriting: 'Keep writing',

  refused: (amount) => `${count(amount, 'field needs', 'fields need')} a correction.`,
  checkFailed: (reason) => `The form could not be checked. ${reason}`,

  review: {
    title: 'Issue this token?',
    confirm: 'OK',
    cancel: 'Cancel',
    final: 'Can’t be changed after issuing',
    finalName: 'Name',
    finalUnlimited: 'No request limit. To limit it later, you have to issue a new token with a limit.',
    finalCopyOnce: 'Show once. After the first copy it can’t be copied again.',
    anyAddress: 'Every address',
    noBlocked: 'None',
    noDescription: 'None',
    networks: (amount) => count(amount, 'network'),
    limit: (limit) => (limit.kind === 'unlimited' ? 'Unlimited' : capital(limitWords(limit))),
    sentence: ({ origin, blocked, expiry, limit, scopes }: RuleFacts) => {
      if (origin.kind === 'nowhere') {
        return 'Every allowed address is hidden by the block list: it works from nowhere.';
      }
      const where = origin.kind === 'anywhere' ? 'from anywhere' : from(origin);
      const except = blocked === 0 ? '' : ` except ${count(blocked, 'blocked network')}`;
      const until = expiry.kind === 'never' ? 'with no end date' : `through ${expiry.date}`;
      return `Works ${where}${except}, ${until}, ${limitWords(limit)}, on ${count(scopes, 'API')}.`;
    },
  },
};
