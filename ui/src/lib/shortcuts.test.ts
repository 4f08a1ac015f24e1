import { describe, expect, test } from 'vitest';
import { i18n } from '../i18n/index.svelte';
import { caps, matches, shortcutIds, shortcuts } from './shortcuts';

const press = (init: KeyboardEventInit & { keyCode?: number }) => new KeyboardEvent('keydown', init);

describe('a shortcut', () => {
  test('is its key with exactly its modifiers', () => {
    expect(matches(press({ key: 'n', ctrlKey: true }), 'issue')).toBe(true);
    expect(matches(press({ key: 'n' }), 'issue')).toBe(false);
    expect(matches(press({ key: 'n', ctrlKey: true, shiftKey: true }), 'issue')).toBe(false);
    expect(matches(press({ key: 'n', ctrlKey: true, altKey: true }), 'issue')).toBe(false);
    expect(matches(press({ key: 'n', ctrlKey: true, metaKey: true }), 'issue')).toBe(false);
  });

  test('holds with Caps Lock and in a Hangul layout', () => {
    expect(matches(press({ key: 'N', code: 'KeyN', ctrlKey: true }), 'issue')).toBe(true);
    expect(matches(press({ key: 'ㅜ', code: 'KeyN', ctrlKey: true }), 'issue')).toBe(true);
  });

  test('follows the letter, not the place, in another Latin layout', () => {
    expect(matches(press({ key: 'b', code: 'KeyN', ctrlKey: true }), 'issue')).toBe(false);
  });

  test('may have two spellings', () => {
    expect(matches(press({ key: 'F1' }), 'keys')).toBe(true);
    expect(matches(press({ key: '/', ctrlKey: true }), 'keys')).toBe(true);
  });

  test('is none while a syllable is in the making', () => {
    expect(matches(press({ key: 'n', ctrlKey: true, isComposing: true }), 'issue')).toBe(false);
    expect(matches(press({ key: 'n', ctrlKey: true, keyCode: 229 }), 'issue')).toBe(false);
  });
});

test('no chord means two things', () => {
  const chords = shortcutIds.flatMap((id) => [...shortcuts[id].keys]);
  expect(new Set(chords).size).toBe(chords.length);
});

test.each(['ko', 'en'] as const)('every shortcut has words in %s', (language) => {
  i18n.language = language;
  for (const id of shortcutIds) expect(i18n.t.common.keys.actions[id]).not.toBe('');
});

test('a chord is printed as its caps', () => {
  expect(caps('Ctrl+ArrowUp')).toEqual(['Ctrl', '↑']);
});
