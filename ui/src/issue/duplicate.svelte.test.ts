import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import type { DraftInput } from '../host/types/DraftInput';
import type { TokenDetail } from '../host/types/TokenDetail';
import { findingsInBothThemes } from '../test-themes';
import IssueDialog from './IssueDialog.svelte';

const draft: DraftInput = {
  name: '배포',
  description: '담당: 플랫폼팀',
  expiry: { kind: 'never' },
  allow: ['10.0.0.0/8 사무실'],
  block: [],
  limit: { count: '', period: 'total' },
  scopes: ['build-create', 'build-run'],
  copyOnce: false,
};

let host: FakeHost;
let source: TokenDetail;
const onissued = vi.fn();

const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });

beforeEach(async () => {
  host = new FakeHost();
  setHost(host);
  onissued.mockReset();
  source = await host.tokenDetail((await host.issueToken(draft)).id);
});

test('a copy has all of the token but its name, which is suggested', async () => {
  await render(IssueDialog, { open: true, source, onissued });
  await expect.element(field('이름')).toHaveFocus();
  await expect.element(field('이름')).toHaveValue('');
  await expect.element(field('이름')).toHaveAttribute('placeholder', '배포 복사본');
  await expect.element(page.getByText('복제하는 토큰: 배포')).toBeVisible();
  await expect.element(page.getByRole('checkbox', { name: '빌드 생성' })).toBeChecked();
  expect(await findingsInBothThemes()).toEqual([]);
  const sent = vi.spyOn(host, 'issueToken');
  await userEvent.keyboard('copy{Control>}{Enter}{/Control}');
  await button('확인').click();
  await expect.poll(() => sent.mock.calls[0]?.[0]).toEqual({ ...draft, name: 'copy' });
});

test('an untouched copy closes without a question', async () => {
  await render(IssueDialog, { open: true, source, onissued });
  await expect.element(field('이름')).toHaveFocus();
  await expect.element(page.getByRole('checkbox', { name: '빌드 생성' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

test('a limited copy begins in the limit', async () => {
  await render(IssueDialog, { open: true, source, limited: true, onissued });
  await expect.element(field('요청 제한')).toHaveFocus();
});

test('a date that is past is not copied, nor is an API that left the catalogue', async () => {
  const past = { kind: 'on', date: '2026-01-01', zone: 'Asia/Seoul', instant: 0, daysLeft: -326 } as const;
  const old: TokenDetail = {
    ...source,
    row: { ...source.row, expiry: past },
    scopes: [...source.scopes, { id: 'gone', group: null, api: null }],
  };
  await render(IssueDialog, { open: true, source: old, onissued });
  await expect.element(field('만료일')).toHaveValue('2027-02-21');
  await expect.element(page.getByText('목록에 없는 API 1개는 복제하지 않았어요.')).toBeVisible();
});
