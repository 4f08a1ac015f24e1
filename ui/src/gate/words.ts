/** The gate's state and figures in words of the present language. */
import type { GateFigures } from '../host/types/GateFigures';
import type { GateStateView } from '../host/types/GateStateView';
import { gateWords } from '../i18n/gate';
import { i18n } from '../i18n/index.svelte';

export type Tone = 'ok' | 'warn' | 'bad' | 'mute';

/** `0.2 ms`, `1.3 s`. */
export function durationWords(micros: number): string {
  const [value, unit] = micros < 1_000_000 ? [micros / 1000, 'ms'] : [micros / 1_000_000, 's'];
  const digits = value < 0.1 ? 3 : value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}

/** A word for the state, what it means, and how it looks. */
export function stateWords(state: GateStateView): { word: string; text: string; tone: Tone } {
  const words = i18n.of(gateWords);
  switch (state.kind) {
    case 'off':
      return { word: words.state.off, text: words.state.offText, tone: 'mute' };
    case 'reading':
      return { word: words.state.reading, text: words.state.readingText, tone: 'warn' };
    case 'listening':
      return {
        word: words.state.listening,
        text: words.state.listeningAt(state.addresses.join(', ')),
        tone: 'ok',
      };
    case 'failed': {
      const text = words.failures[state.failure];
      return {
        word: words.state.failed,
        text: state.address ? `${state.address}: ${text}` : text,
        tone: 'bad',
      };
    }
  }
}

/** Requests of the last five minutes. */
export function recent({ allowed, refused }: GateFigures): { allowed: number; refused: number } {
  return { allowed: sum(allowed), refused: sum(refused) };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
