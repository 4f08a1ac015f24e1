import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { watch } from '../host/happenings';
import type { DraftInput } from '../host/types/DraftInput';
import { toasts } from '../kit/toasts.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './bulk-fixture.svelte';

const draft: DraftInput = {
  name: '',
  description: '',
  expiry: { kind: 'never' },
  allow: [],
  block: [],
  limit: { count: '', period: 'total' },
  scopes: ['build-create'],
  copyOnce: false,
};

let host: FakeHost;
const ondone = vi.fn();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const text = (part: string) => page.getByText(part, { exact: false });
const preview = () => document.querySelector('[data-preview]')?.textContent ?? '';

/** Three tokens: in force, switched off, withdrawn. */
async function open(changes: Partial<DraftInput> = {}, delay = 0): Promise<string[]> {
  host = new FakeHost({ delay });
  setHost(host);
  const ids: string[] = [];
  for (const name of ['하나', '둘', '셋'])
    ids.push((await host.issueToken({ ...draft, ...changes, name })).id);
  await host.disableToken(ids[1] ?? '');
  await host.revokeToken(ids[2] ?? '', '');
  await watch();
  await render(Fixture, { selection: { kind: 'ids', ids }, count: 3, ondone });
  return ids;
}

async function statuses(ids: string[]): Promise<string[]> {
  return Promise.all(ids.map(async (id) => (await host.tokenDetail(id)).row.status));
}

async function choose(name: string): Promise<void> {
  await button('더 보기').click();
  await page.getByRole('menuitem', { name }).click();
}

beforeEach(() => {
  toasts.clear();
  ondone.mockReset();
});

describe('중지', () => {
  test('says what would change, does it, and can be undone', async () => {
    const ids = await open();
    await button('중지').click();
    await expect.poll(preview).toContain('3개 가운데 1개가 바뀌어요.');
    expect(preview()).toContain('1개는 이미 그래요.');
    expect(preview()).toContain('1개는 회수되어 바꿀 수 없어요.');
    expect(preview()).toContain('셋');
    expect(await findingsInBothThemes()).toEqual([]);
    await expect.element(button('확인')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(text('1개는 바꾸지 못했어요.')).toBeVisible();
    await expect.element(text('회수됐어요.')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await button('닫기').last().click();
    expect(ondone).toHaveBeenCalledOnce();
    expect(await statuses(ids)).toEqual(['disabled', 'disabled', 'revoked']);
    await button('되돌리기').click();
    await expect.element(text('토큰 1개를 되돌렸어요.')).toBeVisible();
    expect(await statuses(ids)).toEqual(['active', 'disabled', 'revoked']);
  });
});

test('회수 takes a reason and says that it is final', async () => {
  const ids = await open();
  await button('회수').click();
  await expect.element(page.getByRole('textbox', { name: '사유' })).toHaveFocus();
  await button('더 쓰지 않음').click();
  expect(await findingsInBothThemes()).toEqual([]);
  await button('다음').click();
  await expect.poll(preview).toContain('회수는 되돌릴 수 없어요.');
  await page.getByRole('dialog').getByRole('button', { name: '회수', exact: true }).click();
  await expect.element(text('2개를 바꿨어요.')).toBeVisible();
  expect(await statuses(ids)).toEqual(['revoked', 'revoked', 'revoked']);
  expect((await host.tokenDetail(ids[0] ?? '')).row.revoked?.reason).toBe('더 쓰지 않음');
});

test('adding to an allow list that is empty warns that it narrows; taking the last warns that it opens', async () => {
  const ids = await open();
  await choose('허용 IP 더하기');
  await page.getByRole('textbox', { name: '허용 IP' }).click();
  await userEvent.keyboard('10.0.0.0/8 office{Control>}{Enter}{/Control}');
  await expect.poll(preview).toContain('2개는 지금 모든 주소를 허용해요.');
  await button('확인').click();
  await expect.element(text('2개를 바꿨어요.')).toBeVisible();
  await button('닫기').last().click();
  expect((await host.tokenDetail(ids[0] ?? '')).allow).toEqual([{ network: '10.0.0.0/8', note: 'office' }]);
  await choose('허용 IP 빼기');
  await page.getByRole('textbox', { name: '허용 IP' }).click();
  await userEvent.keyboard('10.0.0.0/8{Control>}{Enter}{/Control}');
  await expect.poll(preview).toContain('2개는 마지막 허용 IP가 빠져서');
});

test.each(['범위 더하기', '만료일 바꾸기', '차단 IP 빼기'])(
  '%s: axe finds nothing in its fields',
  async (name) => {
    await open();
    if (name === '만료일 바꾸기') await button(name).click();
    else await choose(name);
    await expect.element(button('다음')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  },
);

test('a date in the past is refused in its field', async () => {
  await open();
  await button('만료일 바꾸기').click();
  await expect.element(page.getByRole('textbox', { name: '만료일' })).toHaveValue('2027-02-21');
  await page.getByRole('textbox', { name: '만료일' }).fill('2020-01-01');
  await button('다음').click();
  await expect.element(text('지난 날짜예요.')).toBeVisible();
});

test('a run that is stopped says what is done and what was not touched', async () => {
  host = new FakeHost({ tokens: 200, delay: 30 });
  setHost(host);
  await watch();
  const query = { kind: 'matching' as const, except: [] };
  const { EVERY } = await import('../tokens/query');
  await render(Fixture, { selection: { ...query, query: EVERY }, count: 200, ondone });
  await button('회수').click();
  await button('다음').click();
  await page.getByRole('dialog').getByRole('button', { name: '회수', exact: true }).click();
  await expect.element(page.getByRole('progressbar')).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(text('이미 바꾼 것은 그대로예요.')).toBeVisible();
});
