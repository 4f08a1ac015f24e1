import { expect, test } from 'vitest';
import { marks } from './marks';

/** `[배포] 자동화`: what is marked, in brackets. */
function shown(text: string, search: string): string {
  return marks(text, search)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('');
}

test.each([
  ['배포 자동화 01', '', '배포 자동화 01'],
  ['배포 자동화 01', '  ', '배포 자동화 01'],
  ['배포 자동화 01', '자동', '배포 [자동]화 01'],
  ['배포 자동화 01', '01 배포', '[배포] 자동화 [01]'],
  ['Grafana 연동', 'GRAF', '[Graf]ana 연동'],
  ['ＣＩ 러너', 'ci', '[ＣＩ] 러너'],
  ['aaa', 'aa', '[aaa]'],
  ['CI 러너', '백업', 'CI 러너'],
  ['토큰 😀 하나', '😀', '토큰 [😀] 하나'],
  // A syllable in the making, as an input method shows it.
  ['배포 자동화', 'ㅂ', '[배]포 자동화'],
  ['배포 자동화', '자ㄷ', '배포 [자동]화'],
  ['배포 자동화', '자도', '배포 [자동]화'],
  ['배포 자동화', '잗', '배포 [자동]화'],
  ['값싸다', '갑', '[값]싸다'],
  ['갑사', '값', '[갑사]'],
  ['배포 자동화', '자ㄷ 배', '[배]포 자동화'],
])('in %s, %s marks %s', (text, search, expected) => {
  expect(shown(text, search)).toBe(expected);
});

test('nothing of the text is lost', () => {
  const text = '배포  자동화 ﬁ İ 01';
  expect(
    marks(text, '자 i 0')
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});
