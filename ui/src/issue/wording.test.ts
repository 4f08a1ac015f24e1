import { describe, expect, test } from 'vitest';
import type { EntryReport } from '../host/types/EntryReport';
import type { Notice } from '../host/types/Notice';
import type { Problem } from '../host/types/Problem';
import { i18n } from '../i18n/index.svelte';
import { chipFace, entryNotices, entryProblems, expiryMeaning, problemText } from './wording';

function read(network: string, ...notices: Notice[]): EntryReport {
  return { value: { network, note: null }, problem: null, notices };
}

function unread(problem: Problem): EntryReport {
  return { value: null, problem, notices: [] };
}

test.each<[Problem, string, string]>([
  [
    { code: 'entry_leading_zero', suggestion: '10.0.0.1' },
    '0으로 시작하는 숫자는 8진수로 읽힐 수 있어요. 이렇게 적어 주세요: 10.0.0.1',
    'A number with a leading zero may be read as octal. Type it as 10.0.0.1.',
  ],
  [
    { code: 'entry_leading_zero', suggestion: null },
    '0으로 시작하는 숫자는 8진수로 읽힐 수 있어요. 앞의 0을 지워 주세요.',
    'A number with a leading zero may be read as octal. Remove the leading zeros.',
  ],
  [
    { code: 'limit_too_large', max: 4_294_967_295 },
    '4,294,967,295까지 적을 수 있어요. 제한하지 않으려면 비워 주세요.',
    'At most 4,294,967,295. Leave it blank for no limit.',
  ],
])('a problem says what to do: %j', (problem, korean, english) => {
  expect(problemText(problem)).toBe(korean);
  i18n.language = 'en';
  expect(problemText(problem)).toBe(english);
});

describe('an expiry', () => {
  const on = (daysLeft: number) =>
    expiryMeaning({
      kind: 'on',
      date: '2027-02-21',
      zone: 'Asia/Seoul',
      instant: Date.UTC(2027, 1, 21, 15),
      daysLeft,
    });

  test('says how long it is to go', () => {
    expect([on(90), on(1), on(0)]).toEqual([
      '2027-02-21까지 (90일 뒤, 한국 표준시)',
      '2027-02-21까지 (내일까지, 한국 표준시)',
      '2027-02-21까지 (오늘까지, 한국 표준시)',
    ]);
  });

  test('names the zone as it is on the last day, not at the instant after it', () => {
    i18n.language = 'en';
    // Clocks in New York go back on 2026-11-01 at 02:00, so that day begins in summer time.
    const instant = Date.UTC(2026, 10, 1, 4);
    const meaning = expiryMeaning({
      kind: 'on',
      date: '2026-10-31',
      zone: 'America/New_York',
      instant,
      daysLeft: 9,
    });
    expect(meaning).toBe('Through 2026-10-31 (in 9 days, Eastern Daylight Time)');
  });
});

describe('the lines beneath a list', () => {
  test('name the entry that is wrong, the first few, and count the rest', () => {
    const typed = Array.from({ length: 6 }, (_, at) => `nope${at}`);
    const lines = entryProblems(
      typed,
      typed.map(() => unread({ code: 'entry_is_host_name' })),
    );
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('nope0: 도메인 이름은 적을 수 없어요. IP 주소나 CIDR을 적어 주세요.');
    expect(lines[3]).toBe('그 밖에 3개 더 있어요.');
  });

  test('say each notice once, alarming ones first', () => {
    const lines = entryNotices([
      read('10.0.0.0/8', { code: 'special_range', range: 'private' }),
      read('192.168.0.0/16', { code: 'special_range', range: 'private' }),
      read('0.0.0.0/0', { code: 'every_address', version: 4 }),
      undefined,
    ]);
    expect(lines.map((line) => [line.alarming, line.text])).toEqual([
      [true, '0.0.0.0/0: 모든 IPv4 주소가 해당돼요. 정말 뜻한 것인지 확인해 주세요.'],
      [false, '10.0.0.0/8, 192.168.0.0/16: 사설 대역이에요. 같은 내부망에서 온 요청만 해당돼요.'],
    ]);
  });
});

test('a bad entry turns red only when its problem is shown, and keeps its text', () => {
  const report = unread({ code: 'entry_unreadable' });
  expect(chipFace('nope', report, false)).toEqual({ text: 'nope', tone: 'plain' });
  expect(chipFace('nope', report, true)).toEqual({ text: 'nope', tone: 'bad' });
  expect(chipFace('nope', undefined, true)).toEqual({ text: 'nope' });
});
