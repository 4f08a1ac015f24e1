import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import type { DraftInput } from '../host/types/DraftInput';
import type { EditInput } from '../host/types/EditInput';
import type { TokenRow } from '../host/types/TokenRow';
import { toasts } from '../kit/toasts.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './drawer-fixture.svelte';

const LONG = '가'.repeat(64);

const draft: DraftInput = {
  name: '배포 자동화',
  description: '처음',
  expiry: { kind: 'on', date: '2027-02-21' },
  allow: ['10.0.0.0/8 사무실'],
  block: [],
  limit: { count: '1000', period: 'total' },
  scopes: ['build-create'],
  copyOnce: false,
};

let host: FakeHost;
const onclose = vi.fn();
const onduplicate = vi.fn();

const drawer = () => page.getByRole('dialog', { name: draft.name });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });
const text = (part: string) => page.getByText(part, { exact: false });

async function open(changes: Partial<DraftInput> = {}): Promise<TokenRow> {
  const row = await host.issueToken({ ...draft, ...changes });
  await render(Fixture, { row, onclose, onduplicate });
  await expect.element(text('이력').first()).toBeVisible();
  return row;
}

async function edit(changes: Partial<DraftInput> = {}): Promise<TokenRow> {
  const row = await open(changes);
  await button('편집').click();
  await expect.element(field('설명')).toHaveFocus();
  return row;
}

async function changeElsewhere(id: string, changes: Partial<EditInput>): Promise<void> {
  const { row } = await host.tokenDetail(id);
  const { name: _, copyOnce: __, ...rules } = draft;
  await host.editToken(id, { revision: row.revision, ...rules, ...changes });
}

beforeEach(() => {
  host = new FakeHost();
  setHost(host);
  toasts.clear();
  onclose.mockReset();
  onduplicate.mockReset();
});

describe('actions', () => {
  test('중지 is done at once, keeps the focus and can be undone with Ctrl+Z', async () => {
    const row = await open();
    await button('중지').click();
    await expect.element(button('사용')).toHaveFocus();
    await expect.element(text('중지했어요: 배포 자동화')).toBeVisible();
    expect((await host.tokenDetail(row.id)).row.status).toBe('disabled');
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.element(text('되돌렸어요: 배포 자동화')).toBeVisible();
    expect((await host.tokenDetail(row.id)).row.status).toBe('active');
  });

  test('F6 leads to the offer to undo and back, and time stands still there', async () => {
    await open();
    await button('중지').click();
    await expect.element(button('되돌리기')).toBeVisible();
    await userEvent.keyboard('{F6}');
    await expect.element(button('되돌리기')).toHaveFocus();
    await userEvent.keyboard('{F6}');
    await expect.element(button('사용')).toHaveFocus();
  });

  test('회수 takes a reason, is for ever, and leaves only what can still be done', async () => {
    const row = await open();
    await button('회수').click();
    await expect.element(field('사유')).toHaveFocus();
    await button('유출 의심').click();
    await expect.element(field('사유')).toHaveValue('유출 의심');
    expect(await findingsInBothThemes()).toEqual([]);
    await field('사유').click();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.element(text('회수되어 다시는 쓸 수 없어요.')).toBeVisible();
    expect((await host.tokenDetail(row.id)).row.revoked?.reason).toBe('유출 의심');
    await expect.element(button('편집')).not.toBeInTheDocument();
    await expect.element(button('삭제')).toBeVisible();
    await expect.poll(() => drawer().element().contains(document.activeElement)).toBe(true);
  });

  test('재발급 shows both secrets and leads to the copy button; the old one can be cut off', async () => {
    const row = await open();
    await button('재발급').click();
    await expect.element(dialog('토큰 재발급')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await dialog('토큰 재발급').getByRole('button', { name: '재발급' }).click();
    await expect.element(page.getByRole('button', { name: '토큰 복사: 배포 자동화' })).toHaveFocus();
    await expect.element(text('토큰 두 개가 함께 통해요')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await button('지금 끊기').click();
    await dialog('이전 토큰 끊기').getByRole('button', { name: '지금 끊기' }).click();
    await expect.element(text('토큰 두 개가 함께 통해요')).not.toBeInTheDocument();
    expect((await host.tokenDetail(row.id)).retiring).toBeNull();
  });

  test('삭제 asks for the name, and a wrong one is told beside it', async () => {
    const row = await open();
    await host.revokeToken(row.id, '');
    // The window learns of it when it is refused.
    await button('중지').click();
    await button('삭제').click();
    await expect.element(field('이름 확인')).toHaveFocus();
    await userEvent.keyboard('other{Control>}{Enter}{/Control}');
    await expect.poll(() => document.querySelector('[data-field="name"] [data-error]')).not.toBeNull();
    expect(await findingsInBothThemes()).toEqual([]);
    await field('이름 확인').fill(draft.name);
    await dialog('토큰 삭제').getByRole('button', { name: '삭제' }).click();
    await expect.element(text('기록만 남아 있어요.')).toBeVisible();
    await expect.element(button('복제')).not.toBeInTheDocument();
  });

  test('복제 hands the whole token over', async () => {
    await open();
    await button('복제').click();
    expect(onduplicate).toHaveBeenCalledOnce();
    expect(onduplicate.mock.calls[0]?.[0]).toMatchObject({ description: '처음', row: { name: draft.name } });
  });
});

describe('the time line', () => {
  test('tells what happened, newest first, with what changed', async () => {
    const row = await open();
    await changeElsewhere(row.id, { description: '다음' });
    await button('중지').click();
    const kinds = () =>
      [...drawer().element().querySelectorAll('ol .what')].map((line) => line.textContent?.trim());
    await expect.poll(kinds).toEqual(['중지', '편집', '발급']);
    await expect.element(text('다음').first()).toBeVisible();
  });

  test('comes in pages of 20', async () => {
    const row = await host.issueToken(draft);
    for (let step = 0; step < 24; step++) {
      await (step % 2 === 0 ? host.disableToken(row.id) : host.enableToken(row.id));
    }
    await render(Fixture, { row, onclose, onduplicate });
    const lines = () => document.querySelectorAll('ol > li').length;
    await expect.poll(lines).toBe(20);
    await button('더 보기').click();
    await expect.poll(lines).toBe(25);
    await expect.element(button('더 보기')).not.toBeInTheDocument();
  });
});

describe('editing', () => {
  test('by keyboard alone: the difference is reviewed, saved, told and can be undone', async () => {
    const row = await edit();
    await userEvent.keyboard('{Control>}a{/Control}나중');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.element(dialog('이렇게 바꿀까요?')).toBeVisible();
    await expect.element(dialog('이렇게 바꿀까요?').getByText('나중')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await expect.element(button('확인')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(text('저장했어요: 배포 자동화')).toBeVisible();
    expect((await host.tokenDetail(row.id)).description).toBe('나중');
    await expect.element(button('편집')).toHaveFocus();
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.element(text('되돌렸어요: 배포 자동화')).toBeVisible();
    expect((await host.tokenDetail(row.id)).description).toBe('처음');
  });

  test('says why the name and an unlimited limit stay, and offers a limited copy', async () => {
    await edit({ limit: { count: '', period: 'total' } });
    await expect.element(text('정한 뒤에는 바꿀 수 없어요.')).toBeVisible();
    await expect.element(text('무제한으로 발급한 토큰에는')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await button('제한된 복제본 발급').click();
    expect(onduplicate.mock.calls[0]?.[1]).toBe(true);
  });

  test('to unlimited is said to be final, and no undo is offered', async () => {
    await edit();
    await field('요청 제한').fill('');
    await button('저장').click();
    await expect.element(text('무제한으로 바꾸면 다시는 제한을 걸 수 없어요.')).toBeVisible();
    await button('확인').click();
    await expect.element(text('저장했어요: 배포 자동화')).toBeVisible();
    await expect.element(button('되돌리기')).not.toBeInTheDocument();
  });

  test('is not saved over what someone else changed; what was typed is laid over it', async () => {
    const row = await edit();
    await field('설명').fill('내 설명');
    await changeElsewhere(row.id, { allow: ['10.0.0.0/8 사무실', '192.168.0.0/16'] });
    await button('저장').click();
    await expect.element(text('편집하는 동안 이 토큰이 바뀌었어요')).toBeVisible();
    await expect.element(button('다시 불러오기')).toHaveFocus();
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(text('지금 토큰에 맞췄어요.')).toBeVisible();
    await expect.element(field('설명')).toHaveValue('내 설명');
    await button('저장').click();
    await button('확인').click();
    await expect.element(text('저장했어요: 배포 자동화')).toBeVisible();
    const saved = await host.tokenDetail(row.id);
    expect(saved.description).toBe('내 설명');
    expect(saved.allow.map(({ network }) => network)).toEqual(['10.0.0.0/8', '192.168.0.0/16']);
  });

  test('keeps what was typed where both changed one field, and says so', async () => {
    const row = await edit();
    await field('설명').fill('내 설명');
    await changeElsewhere(row.id, { description: '남의 설명' });
    await button('저장').click();
    await button('다시 불러오기').click();
    await expect.element(text('둘 다 바꾼 칸: 설명.')).toBeVisible();
    await expect.element(field('설명')).toHaveValue('내 설명');
  });

  test('asks before a changed form goes, by Escape and by the cross; an unchanged one goes at once', async () => {
    await edit();
    await field('설명').fill('x');
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog('편집하던 내용을 버릴까요?')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await dialog('편집하던 내용을 버릴까요?').getByRole('button', { name: '계속 편집' }).click();
    await expect.element(field('설명')).toHaveValue('x');
    await field('설명').fill('처음');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
  });

  test('a Hangul composition neither saves nor closes by the key that ends it', async () => {
    await edit();
    const target = document.activeElement;
    const init = { bubbles: true, cancelable: true, isComposing: true, keyCode: 229 };
    target?.dispatchEvent(new KeyboardEvent('keydown', { ...init, key: 'Enter', ctrlKey: true }));
    target?.dispatchEvent(new KeyboardEvent('keydown', { ...init, key: 'Escape' }));
    await expect.element(field('설명')).toBeVisible();
    await expect.element(dialog('이렇게 바꿀까요?')).not.toBeInTheDocument();
    expect(onclose).not.toHaveBeenCalled();
  });

  test('a refused field takes the focus', async () => {
    await edit();
    await field('만료일').fill('2020-01-01');
    await button('저장').click();
    await expect.element(field('만료일')).toHaveFocus();
    await expect.element(text('지난 날짜예요.')).toBeVisible();
  });
});

test('a name of 64 syllables and a list of 1,000 entries stay within the drawer', async () => {
  const allow = Array.from({ length: 1000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`);
  const row = await host.issueToken({ ...draft, name: LONG, allow });
  await render(Fixture, { row, onclose, onduplicate });
  await expect.element(text('이력').first()).toBeVisible();
  const box = page.getByRole('dialog', { name: LONG }).element();
  const right = box.getBoundingClientRect().right;
  const beyond = [...box.querySelectorAll('h2, dd, li, button, p')].filter(
    (part) => part.getBoundingClientRect().right > right,
  );
  expect(beyond.map((part) => part.outerHTML)).toEqual([]);
});

test('axe finds nothing in the drawer, in both themes', async () => {
  await open();
  expect(await findingsInBothThemes()).toEqual([]);
});
