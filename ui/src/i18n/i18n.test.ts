import { describe, expect, test } from 'vitest';
import { en } from './en';
import { describeError, i18n } from './index.svelte';
import { ko } from './ko';

/** Every text by its path; a text with values is called with stand-ins. */
function texts(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const at = `${path}.${key}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'object' && value !== null) return texts(value, at);
    return [];
  });
}

test('both languages have the same texts', () => {
  expect(texts(en).map(([path]) => path)).toEqual(texts(ko).map(([path]) => path));
});

test.each([
  ['ko', ko],
  ['en', en],
])('no text of %s is empty or ends in a blank', (_, words) => {
  expect(texts(words).filter(([, text]) => text.trim() === '' || text !== text.trim())).toEqual([]);
});

test('English has no Hangul, but for the name of the other language', () => {
  const hangul = texts(en).filter(([, text]) => /\p{Script=Hangul}/u.test(text));
  expect(hangul.map(([path]) => path)).toEqual(['.settings.languages.ko']);
});

describe('an error in words', () => {
  test('says what its code says, and where the log has more', () => {
    const text = describeError({ code: 'disk_full', field: null, reference: 'K7M2QX' });
    expect(text).toContain(ko.errors.codes.disk_full);
    expect(text).toContain('K7M2QX');
  });

  test('follows the language', () => {
    i18n.language = 'en';
    expect(describeError({ code: 'disk_full', field: null, reference: null })).toBe(
      en.errors.codes.disk_full,
    );
  });

  test.each([new Error('boom'), 'boom', null, undefined, { code: 'not_a_code' }, { code: 'toString' }])(
    'is the internal one for anything else: %s',
    (error) => {
      expect(describeError(error)).toBe(ko.errors.codes.internal);
    },
  );
});
