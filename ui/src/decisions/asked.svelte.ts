/** Which of the recent decisions are shown. Outlives the page, so that they are found as they were left. */
import type { DecisionFilter } from '../host/types/DecisionFilter';
import type { EventToken } from '../host/types/EventToken';
import type { StepView } from '../host/types/StepView';

export class DecisionsAsked {
  token = $state.raw<EventToken | undefined>();
  allowed = $state<boolean | null>(null);
  /** Refused by it. */
  step = $state<StepView | null>(null);
  /** A part of the address, the method or the path. */
  text = $state('');

  readonly filter = $derived<DecisionFilter>({
    token: this.token?.id ?? null,
    allowed: this.allowed,
    step: this.step,
    text: this.text.trim(),
  });

  /** Something is left out. */
  get narrowed(): boolean {
    const { token, allowed, step, text } = this.filter;
    return token !== null || allowed !== null || step !== null || text !== '';
  }

  /** Those about one token, all of them. */
  only(token: EventToken): void {
    this.clear();
    this.token = token;
  }

  clear(): void {
    this.token = undefined;
    this.allowed = null;
    this.step = null;
    this.text = '';
  }
}
