/**
 * The way to the recent decisions about one token, for whoever stands deep in another screen (the token's drawer). The
 * window follows it.
 */
import type { EventToken } from '../host/types/EventToken';

class DecisionsWay {
  /** A new object each time, so that asking twice leads there twice. Whoever follows it takes it away. */
  asked = $state.raw<{ readonly token: EventToken } | undefined>();
}

export const decisionsWay = new DecisionsWay();

/** 최근 판정 보기. */
export function showDecisions(token: EventToken): void {
  decisionsWay.asked = { token };
}
