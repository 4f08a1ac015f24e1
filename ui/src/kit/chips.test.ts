import { expect, test } from 'vitest';
import { completeEntries, splitEntries } from './chips';

test.each([
  ['10.0.0.1', ['10.0.0.1']],
  ['10.0.0.1, 10.0.0.2', ['10.0.0.1', '10.0.0.2']],
  ['10.0.0.1\r\n\r\n10.0.0.2\n', ['10.0.0.1', '10.0.0.2']],
  ['10.0.0.0/8 사무실\n10.1.0.0/16 # 창고', ['10.0.0.0/8 사무실', '10.1.0.0/16 # 창고']],
  ['10.0.0.0/8\t사무실', ['10.0.0.0/8 사무실']],
  [' , ,\n', []],
  ['10.0.0.1、10.0.0.2，10.0.0.3', ['10.0.0.1', '10.0.0.2', '10.0.0.3']],
])('%j splits into %j', (text, entries) => {
  expect(splitEntries(text)).toEqual(entries);
});

test('what follows the last comma is still being typed', () => {
  expect(completeEntries('10.0.0.1,10.0.0.2, 10.')).toEqual({
    complete: ['10.0.0.1', '10.0.0.2'],
    rest: '10.',
  });
  expect(completeEntries('10.0.0.1,')).toEqual({ complete: ['10.0.0.1'], rest: '' });
});
