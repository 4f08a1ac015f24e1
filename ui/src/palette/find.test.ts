import { describe, expect, test } from 'vitest';
import { find } from './find';
import { folded, indexOfTyped } from './hangul';

const at = (text: string, typed: string) => indexOfTyped(folded(text), folded(typed));

describe('what is typed', () => {
  test.each([
    ['발급', '발', 0],
    ['토큰 발급', '발급', 2],
    ['토큰 발급', '토큰발', 0],
    ['Audit Log', 'audit l', 0],
  ])('finds %s by %s', (text, typed, place) => expect(at(text, typed)).toBe(place));

  test.each(['ㅂ', '바', '발', '발ㄱ', '발그', '발급'])('finds 발급 while it is made: %s', (typed) => {
    expect(at('발급', typed)).toBe(0);
  });

  test.each([
    ['가방', '갑'],
    ['과금', '고'],
    ['읽기', '일'],
    ['읽기', '읽'],
  ])('finds %s by %s, a syllable that goes on to become another', (text, typed) => {
    expect(at(text, typed)).toBe(0);
  });

  test.each([
    ['발급', 'ㅂㄱ', 0],
    ['API 토큰 발급', 'ㅌㅋㅂㄱ', 3],
    ['값 없음', 'ㄱㅇ', 0],
    // An input method shows ㅂ and ㅅ as one.
    ['복사', 'ㅄ', 0],
  ])('finds %s by its initial consonants %s', (text, typed, place) => {
    expect(at(text, typed)).toBe(place);
  });

  test.each([
    ['발급', '급발'],
    ['발급', 'ㄱㅂ'],
    ['회수', '호수'],
    ['Lock', 'log'],
  ])('does not find %s by %s', (text, typed) => expect(at(text, typed)).toBe(-1));
});

describe('the order of what is found', () => {
  const issue = { label: '토큰 발급', keywords: ['Issue a token'] };
  const page = { label: '발급이력', keywords: ['History'] };
  const lock = { label: '잠그기', keywords: ['Lock', '발급 막기'] };
  const all = [lock, issue, page];

  test('is that of the list where nothing is typed', () => {
    expect(find(all, ' ')).toEqual(all);
  });

  test('puts what was used lately first', () => {
    expect(find(all, '', [page, issue])).toEqual([page, issue, lock]);
  });

  test('puts a label that begins so before one that holds it, and other words last', () => {
    expect(find(all, '발급', [lock, issue])).toEqual([page, issue, lock]);
  });

  test('finds by words of the other language, several in any order', () => {
    expect(find(all, 'token issue')).toEqual([issue]);
    expect(find(all, 'hist')).toEqual([page]);
    expect(find(all, '발급 lock')).toEqual([lock]);
  });

  test('is empty where one of the words finds nothing', () => {
    expect(find(all, '발급 없는말')).toEqual([]);
  });
});
