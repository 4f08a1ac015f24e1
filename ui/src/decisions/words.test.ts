import { describe, expect, test } from 'vitest';
import type { OutcomeView } from '../host/types/OutcomeView';
import type { RefusalView } from '../host/types/RefusalView';
import type { StepView } from '../host/types/StepView';
import { i18n } from '../i18n/index.svelte';
import { reasonWords, STEPS, stepStates } from './words';

const refused = (step: StepView, reason: RefusalView): OutcomeView => ({ kind: 'refused', step, reason });
const api = { id: 'x', title: { ko: '빌드', en: 'Build' }, method: 'GET', path: '/x', deprecated: false };
const scope = { id: 'x', group: null, api };

test.each<[OutcomeView, string, string]>([
  [
    refused('block', { code: 'blocked', number: 3, entry: '10.2.0.0/16', note: '사무실' }),
    '차단 IP 3번째: 10.2.0.0/16 사무실',
    'Block IP, number 3: 10.2.0.0/16 사무실',
  ],
  [
    refused('block', { code: 'blocked', number: 1204, entry: null, note: null }),
    '차단 IP 1,204번째',
    'Block IP, number 1,204',
  ],
  [
    refused('known', { code: 'unknown_token' }),
    '등록된 토큰: 이 등록부에 없는 토큰이에요.',
    'Known token: This registry has no such token.',
  ],
  [
    refused('scope', { code: 'api_not_held', api: scope }),
    '범위: 토큰의 범위에 없는 API예요: 빌드',
    'Scopes: An API that is not among the token’s scopes: Build',
  ],
  [
    refused('scope', { code: 'api_not_held', api: { id: 'gone', group: null, api: null } }),
    '범위: 토큰의 범위에 없는 API예요: gone',
    'Scopes: An API that is not among the token’s scopes: gone',
  ],
  [
    refused('limit', { code: 'limit_exceeded', retryAfterSeconds: null }),
    '요청 제한을 다 썼어요.',
    'Request limit: The request limit is used up.',
  ],
  [{ kind: 'allowed', api: scope }, '빌드', 'Build'],
])('the step and the rule in words: %j', (outcome, korean, english) => {
  expect(reasonWords(outcome)).toBe(korean);
  i18n.language = 'en';
  expect(reasonWords(outcome)).toBe(english);
});

describe('the ten steps', () => {
  test('have all passed where the request was allowed', () => {
    const states = stepStates({ kind: 'allowed', api: scope });
    expect(states.map(({ step }) => step)).toEqual(STEPS);
    expect(states.every(({ state }) => state === 'passed')).toBe(true);
  });

  test.each(STEPS.map((step, at) => [step, at] as const))('end at the one that refused: %s', (step, at) => {
    const states = stepStates(refused(step, { code: 'expired' })).map(({ state }) => state);
    expect(states.slice(0, at)).toEqual(Array(at).fill('passed'));
    expect(states[at]).toBe('refused');
    expect(states.slice(at + 1)).toEqual(Array(9 - at).fill('not_reached'));
  });
});
