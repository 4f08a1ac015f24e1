/** A row of the history in words of the present language. */
import type { TokenRow } from '../host/types/TokenRow';
import { historyWords } from '../i18n/history';
import { i18n } from '../i18n/index.svelte';
import { TONES, type Tone } from '../tokens/words';

export function statusOf(row: TokenRow): { tone: Tone; text: string } {
  if (row.deletedAt !== null) return { tone: 'mute', text: i18n.of(historyWords).deleted };
  return { tone: TONES[row.status], text: i18n.t.common.status[row.status] };
}
