/** The steps of a decision in words of the present language. */
import type { ScopeView } from '../host/types/ScopeView';
import type { TraceDetail } from '../host/types/TraceDetail';
import type { TraceStepView } from '../host/types/TraceStepView';
import { decisionsWords } from '../i18n/decisions';
import { i18n } from '../i18n/index.svelte';
import { simulatorWords } from '../i18n/simulator';
import { formatCount } from '../lib/format';

/** The rule that was asked, and what it found. */
export function stepWords({ step, state, detail }: TraceStepView): string {
  const words = i18n.of(simulatorWords);
  if (detail) return detailWords(detail, state === 'passed');
  switch (state) {
    case 'assumed':
      return words.assumed;
    case 'not_reached':
      return words.notReached;
    case 'not_asked':
      if (step === 'address') return words.addressNotAsked;
      if (step === 'block') return words.noBlock;
      if (step === 'allow') return words.everyAddress;
      if (step === 'limit') return words.unlimited;
  }
  return i18n.of(decisionsWords).steps[step].rule;
}

function detailWords(detail: TraceDetail, passed: boolean): string {
  const words = i18n.of(simulatorWords);
  switch (detail.kind) {
    case 'standing':
      return words.standing[detail.standing];
    case 'expiry':
      return detail.expiry.kind === 'never'
        ? words.neverExpires
        : words.expires(detail.expiry.date, detail.expiry.zone);
    case 'address':
      return detail.address;
    case 'address_unknown':
      return words.addressUnknown;
    case 'blocked':
      return words.blocked(detail.number, detail.entry, detail.note);
    case 'not_blocked':
      return detail.entries === 0 ? words.noBlock : words.notBlocked(detail.entries);
    case 'allowed_by':
      return words.allowedBy(detail.number, detail.entry, detail.note);
    case 'not_allowed':
      return words.notAllowed(detail.entries);
    case 'api':
      return passed ? words.apiHeld(scopeName(detail.api)) : words.apiNotHeld(scopeName(detail.api));
    case 'no_such_api':
      return words.noSuchApi;
    case 'ambiguous_path':
      return i18n.of(decisionsWords).path[detail.problem];
    case 'remaining':
      return detail.left === null ? words.unlimited : words.left(formatCount(detail.left));
    case 'limit_exceeded':
      return detail.retryAfterSeconds === null
        ? words.exhausted
        : words.retryAfter(formatCount(detail.retryAfterSeconds));
  }
}

function scopeName({ id, api }: ScopeView): string {
  return api ? api.title[i18n.language] : id;
}
