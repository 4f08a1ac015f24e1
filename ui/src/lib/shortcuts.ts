/**
 * Every keyboard shortcut of the window, once: the handlers ask {@link matches}, and the list of keys (F1)
 * shows the same entries. Words for them are in `i18n/*\/common.ts` under `keys.actions`.
 */
import { isComposing } from './ime';

interface Shortcut {
  group: 'window' | 'list';
  /** Alternatives, as they are shown: modifiers first, joined by `+`. The key is `KeyboardEvent.key`. */
  keys: readonly string[];
}

export const shortcuts = {
  palette: { group: 'window', keys: ['Ctrl+K'] },
  issue: { group: 'window', keys: ['Ctrl+N'] },
  search: { group: 'window', keys: ['Ctrl+F'] },
  pageTokens: { group: 'window', keys: ['Ctrl+1'] },
  pageHistory: { group: 'window', keys: ['Ctrl+2'] },
  pageAudit: { group: 'window', keys: ['Ctrl+3'] },
  pageScopes: { group: 'window', keys: ['Ctrl+4'] },
  pageGate: { group: 'window', keys: ['Ctrl+5'] },
  lock: { group: 'window', keys: ['Ctrl+L'] },
  settings: { group: 'window', keys: ['Ctrl+,'] },
  undo: { group: 'window', keys: ['Ctrl+Z'] },
  notifications: { group: 'window', keys: ['F6'] },
  keys: { group: 'window', keys: ['F1', 'Ctrl+/'] },
  close: { group: 'window', keys: ['Escape'] },
  row: { group: 'list', keys: ['ArrowUp', 'ArrowDown'] },
  cell: { group: 'list', keys: ['ArrowLeft', 'ArrowRight'] },
  page: { group: 'list', keys: ['PageUp', 'PageDown'] },
  rowEdges: { group: 'list', keys: ['Home', 'End'] },
  listEdges: { group: 'list', keys: ['Ctrl+Home', 'Ctrl+End'] },
  open: { group: 'list', keys: ['Enter'] },
  copyToken: { group: 'list', keys: ['Ctrl+C'] },
  select: { group: 'list', keys: ['Space'] },
  selectAll: { group: 'list', keys: ['Ctrl+A'] },
  revoke: { group: 'list', keys: ['Delete'] },
  rowMenu: { group: 'list', keys: ['Shift+F10'] },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof shortcuts;

export const shortcutIds = Object.keys(shortcuts) as ShortcutId[];

/** Whether this key press is that shortcut. A key that the input method uses is none. */
export function matches(event: KeyboardEvent, id: ShortcutId): boolean {
  if (isComposing(event)) return false;
  const keys: readonly string[] = shortcuts[id].keys;
  return keys.some((chord) => isChord(event, chord));
}

/** How one chord is printed: `['Ctrl', '↑']`. */
export function caps(chord: string): string[] {
  return chord.split('+').map((part) => shown[part] ?? part);
}

const shown: Record<string, string> = {
  Escape: 'Esc',
  Delete: 'Del',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

function isChord(event: KeyboardEvent, chord: string): boolean {
  const parts = chord.split('+');
  const key = parts.pop();
  if (event.ctrlKey !== parts.includes('Ctrl')) return false;
  if (event.altKey !== parts.includes('Alt')) return false;
  if (event.metaKey || key === undefined) return false;
  // A letter also by its place: in a Hangul layout the key N types ㅜ. Shift matters for neither.
  if (/^[A-Z]$/.test(key)) {
    if (event.shiftKey !== parts.includes('Shift')) return false;
    return event.key.toUpperCase() === key || (!/^[a-z]$/i.test(event.key) && event.code === `Key${key}`);
  }
  // A digit by its place, too: some layouts type it with Shift.
  if (/^\d$/.test(key)) return event.key === key || event.code === `Digit${key}`;
  if (key === 'Space') return event.key === ' ' && !event.shiftKey;
  if (parts.includes('Shift') && !event.shiftKey) return false;
  return event.key === key;
}
