/** A decision in words of the present language. */
import type { DecisionRow } from '../host/types/DecisionRow';
import type { OutcomeView } from '../host/types/OutcomeView';
import type { RefusalView } from '../host/types/RefusalView';
import type { ScopeView } from '../host/types/ScopeView';
import type { StepView } from '../host/types/StepView';
import { decisionsWords } from '../i18n/decisions';
import { i18n } from '../i18n/index.svelte';

/** In the order in which they are asked. */
export const STEPS: readonly StepView[] = [
  'header',
  'form',
  'known',
  'standing',
  'expiry',
  'address',
  'block',
  'allow',
  'scope',
  'limit',
];

/** Why a request was refused, with the rule: `차단 IP 3번째: 10.2.0.0/16 사무실`. */
export function refusalText(reason: RefusalView): string {
  // The texts are typed per code (i18n/codes.ts); TypeScript can't follow the code through the index.
  const text = i18n.of(decisionsWords).refusals[reason.code] as (reason: RefusalView) => string;
  return text(reason);
}

export function apiTitle({ id, api }: ScopeView): string {
  return api?.title[i18n.language] ?? id;
}

/** The step and the rule that decided, or the API that was asked for. */
export function reasonWords(outcome: OutcomeView): string {
  if (outcome.kind === 'allowed') return apiTitle(outcome.api);
  const words = i18n.of(decisionsWords);
  const { title } = words.steps[outcome.step];
  const rule = refusalText(outcome.reason);
  // Some rules begin with the name of their step.
  return rule.startsWith(title) ? rule : words.inStep(title, rule);
}

export function outcomeWords(outcome: OutcomeView): string {
  const words = i18n.of(decisionsWords);
  return outcome.kind === 'allowed' ? words.allowed : words.refused;
}

/** The gateway compared its own address: the commonest cause of "my address is allowed, still denied". */
export function isPeerSeen({ address, peer }: DecisionRow): boolean {
  return address !== null && address === peer;
}

export type StepState = 'passed' | 'refused' | 'not_reached';

/** What became of each of the ten steps. */
export function stepStates(outcome: OutcomeView): { step: StepView; state: StepState }[] {
  const decided = outcome.kind === 'allowed' ? STEPS.length : STEPS.indexOf(outcome.step);
  return STEPS.map((step, at) => ({
    step,
    state: at < decided ? 'passed' : at === decided ? 'refused' : 'not_reached',
  }));
}
