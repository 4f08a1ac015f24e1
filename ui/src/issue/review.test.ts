import { describe, expect, test } from 'vitest';
import type { CatalogueView } from '../host/types/CatalogueView';
import type { DraftReport } from '../host/types/DraftReport';
import type { EntryReport } from '../host/types/EntryReport';
import type { Notice } from '../host/types/Notice';
import { issue as en } from '../i18n/en/issue';
import { issue as ko } from '../i18n/ko/issue';
import { type Origin, type RuleFacts, reviewFacts } from './facts';

const until: RuleFacts['expiry'] = {
  kind: 'on',
  date: '2027-02-21',
  zone: 'Asia/Seoul',
  instant: Date.UTC(2027, 1, 21, 15),
  daysLeft: 90,
};
const daily: RuleFacts['limit'] = { kind: 'max', count: 1000, period: 'day' };
const anywhere: Origin = { kind: 'anywhere' };

function rules(change: Partial<RuleFacts>): RuleFacts {
  return { origin: anywhere, blocked: 0, expiry: until, limit: daily, scopes: 6, ...change };
}

function places(count: number, ...labels: string[]): Origin {
  return { kind: 'places', labels, count };
}

const sentences: [what: string, facts: RuleFacts, korean: string, english: string][] = [
  [
    'two networks of one note',
    rules({ origin: places(2, '사무실') }),
    '사무실 두 곳에서만, 2027-02-21까지, 하루 1,000번까지 API 6개를 쓸 수 있어요.',
    'Works only from 사무실 (2 networks), through 2027-02-21, up to 1,000 requests a day, on 6 APIs.',
  ],
  [
    'nothing but what is required',
    rules({ expiry: { kind: 'never' }, limit: { kind: 'unlimited' }, scopes: 1 }),
    '어디서나, 기한 없이, 횟수 제한 없이 API 1개를 쓸 수 있어요.',
    'Works from anywhere, with no end date, without a request limit, on 1 API.',
  ],
  [
    'one network without a note',
    rules({ origin: places(1, '10.0.0.0/8'), limit: { kind: 'max', count: 1, period: 'total' } }),
    '10.0.0.0/8에서만, 2027-02-21까지, 모두 합쳐 1번까지 API 6개를 쓸 수 있어요.',
    'Works only from 10.0.0.0/8, through 2027-02-21, up to 1 request in total, on 6 APIs.',
  ],
  [
    'two places and a block list',
    rules({
      origin: places(2, '사무실', '창고'),
      blocked: 1,
      limit: { kind: 'max', count: 60, period: 'minute' },
    }),
    '사무실, 창고 두 곳에서만 (차단한 한 곳 제외), 2027-02-21까지, 1분에 60번까지 API 6개를 쓸 수 있어요.',
    'Works only from 사무실, 창고 (2 networks) except 1 blocked network, through 2027-02-21, up to 60 requests a minute, on 6 APIs.',
  ],
  [
    'many places',
    rules({
      origin: places(40, 'a', 'b', 'c', 'd'),
      blocked: 12,
      limit: { kind: 'max', count: 5000, period: 'hour' },
    }),
    'a, b 등 40곳에서만 (차단한 12곳 제외), 2027-02-21까지, 1시간에 5,000번까지 API 6개를 쓸 수 있어요.',
    'Works only from a, b and others (40 networks) except 12 blocked networks, through 2027-02-21, up to 5,000 requests an hour, on 6 APIs.',
  ],
  [
    'anywhere but the block list',
    rules({ blocked: 2, limit: { kind: 'max', count: 9, period: 'thirty_days' } }),
    '어디서나 (차단한 두 곳 제외), 2027-02-21까지, 30일에 9번까지 API 6개를 쓸 수 있어요.',
    'Works from anywhere except 2 blocked networks, through 2027-02-21, up to 9 requests in any 30 days, on 6 APIs.',
  ],
  [
    'an allow list that the block list hides whole',
    rules({ origin: { kind: 'nowhere' } }),
    '허용 IP가 모두 차단에 가려져서 어디서도 쓸 수 없어요.',
    'Every allowed address is hidden by the block list: it works from nowhere.',
  ],
];

test.each(sentences)('the review says %s in words', (_, facts, korean, english) => {
  expect(ko.review.sentence(facts)).toBe(korean);
  expect(en.review.sentence(facts)).toBe(english);
});

describe('the facts of a review', () => {
  const catalogue: CatalogueView = {
    revision: '1',
    groups: [
      {
        id: 'build',
        title: { ko: '빌드', en: 'Build' },
        apis: [
          {
            id: 'a',
            title: { ko: '생성', en: 'Create' },
            method: 'POST',
            path: '/v1/build',
            deprecated: false,
          },
          { id: 'b', title: { ko: '실행', en: 'Run' }, method: 'POST', path: null, deprecated: false },
        ],
      },
      { id: 'empty', title: { ko: '빈 것', en: 'Empty' }, apis: [] },
    ],
  };

  function entry(network: string, note: string | null, ...notices: Notice[]): EntryReport {
    return { value: { network, note }, problem: null, notices };
  }

  function report(allow: EntryReport[], change: Partial<DraftReport> = {}): DraftReport {
    return {
      name: { value: '배포', problem: null },
      description: { value: '', problem: null },
      expiry: { value: until, problem: null },
      allow: { entries: allow, problem: null },
      block: { entries: [], problem: null },
      limit: { value: daily, problem: null },
      scopes: { problem: null },
      today: '2026-11-23',
      ready: true,
      ...change,
    };
  }

  test('count a network that was typed twice once', () => {
    const twice = [
      entry('10.0.0.0/8', '사무실'),
      entry('10.0.0.0/8', null, { code: 'duplicate', position: 1 }),
    ];
    const facts = reviewFacts(report(twice), catalogue, new Set(['a']), false);
    expect(facts?.origin).toEqual(places(1, '사무실'));
    expect(facts?.allow).toHaveLength(1);
  });

  test('leave out of the places what the block list hides, but not out of the list', () => {
    const hidden = [
      entry('10.0.0.0/8', '사무실'),
      entry('10.1.0.0/16', '창고', { code: 'shadowed_by_block' }),
    ];
    const facts = reviewFacts(report(hidden), catalogue, new Set(['a']), false);
    expect(facts?.origin).toEqual(places(1, '사무실'));
    expect(facts?.allow).toHaveLength(2);
  });

  test('say nowhere where the block list hides all', () => {
    const hidden = [entry('10.1.0.0/16', '창고', { code: 'shadowed_by_block' })];
    expect(reviewFacts(report(hidden), catalogue, new Set(['a']), false)?.origin).toEqual({
      kind: 'nowhere',
    });
  });

  test('hold the chosen APIs under their groups and count those without a path', () => {
    const facts = reviewFacts(report([]), catalogue, new Set(['b']), false);
    expect(facts?.groups.map((group) => [group.id, group.apis.map((api) => api.id)])).toEqual([
      ['build', ['b']],
    ]);
    expect(facts?.unmatched).toBe(1);
  });

  test('are absent while a value is', () => {
    const unread = report([], { limit: { value: null, problem: { code: 'limit_unreadable' } } });
    expect(reviewFacts(unread, catalogue, new Set(['a']), false)).toBeUndefined();
  });
});
