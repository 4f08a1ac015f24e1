import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { axeFindings } from '../test-axe';
import type { TreeGroup } from './CheckTree.svelte';
import Fixture from './tree-fixture.svelte';

const groups: TreeGroup[] = [
  {
    id: 'build',
    label: '빌드',
    items: [
      { id: 'create', label: '빌드 생성', detail: 'POST /v1/build' },
      { id: 'run', label: '빌드 실행', lack: '경로 없음', lackTitle: '맞춰 볼 것이 없어요.' },
    ],
  },
  {
    id: 'cluster',
    label: '클러스터',
    items: [{ id: 'list', label: '목록 조회', detail: 'GET /v1/clusters' }],
  },
];

let held: string[] = [];

async function open(options: { groups?: TreeGroup[]; closed?: boolean; filtered?: boolean } = {}) {
  const result = await render(Fixture, {
    groups,
    ...options,
    held: (checked: ReadonlySet<string>) => {
      held = [...checked].sort();
    },
  });
  return result;
}

const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
const state = (name: string) => {
  const element = box(name).element() as HTMLInputElement;
  return element.indeterminate ? 'mixed' : element.checked;
};

describe('ticking', () => {
  test('a part of a group makes the group mixed, all of it ticked', async () => {
    await open();
    await box('빌드 생성').click();
    await expect.poll(() => held).toEqual(['create']);
    expect([state('빌드'), state('클러스터')]).toEqual(['mixed', false]);
    await box('빌드 실행').click();
    await expect.poll(() => state('빌드')).toBe(true);
  });

  test('a mixed group ticks all of it, and then none', async () => {
    await open();
    await box('빌드 생성').click();
    await box('빌드').click();
    await expect.poll(() => held).toEqual(['create', 'run']);
    await expect.poll(() => state('빌드')).toBe(true);
    await box('빌드').click();
    await expect.poll(() => held).toEqual([]);
    expect(state('빌드')).toBe(false);
  });

  test('a group of which a filter shows a part ticks only that part', async () => {
    const shown = [{ id: 'build', label: '빌드', items: groups[0]?.items.slice(0, 1) ?? [] }];
    await open({ groups: shown, filtered: true });
    await box('빌드').click();
    await expect.poll(() => held).toEqual(['create']);
  });
});

describe('the keyboard', () => {
  test('is one tab stop with arrows, Home and End; Space ticks', async () => {
    await open();
    await page.getByRole('button', { name: '앞' }).click();
    await userEvent.tab();
    await expect.element(box('빌드')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await expect.element(box('빌드 실행')).toHaveFocus();
    await userEvent.keyboard(' ');
    await expect.poll(() => held).toEqual(['run']);
    await userEvent.keyboard('{End}');
    await expect.element(box('목록 조회')).toHaveFocus();
    await userEvent.keyboard('{ArrowUp}{Home}');
    await expect.element(box('빌드')).toHaveFocus();
    await userEvent.tab();
    await expect.element(page.getByRole('button', { name: '뒤' })).toHaveFocus();
    await userEvent.tab({ shift: true });
    await expect.element(box('빌드')).toHaveFocus();
  });

  test('Enter ticks nothing', async () => {
    await open();
    await box('빌드 생성').click();
    await userEvent.keyboard('{Enter}');
    expect(held).toEqual(['create']);
  });

  test('left closes a group or leads to it, right opens it or leads into it', async () => {
    await open();
    await page.getByRole('button', { name: '앞' }).click();
    await userEvent.tab();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(box('빌드 생성')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(box('빌드')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(box('빌드')).toHaveAttribute('aria-expanded', 'false');
    await expect.element(box('빌드 생성')).not.toBeInTheDocument();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(box('클러스터')).toHaveFocus();
    await userEvent.keyboard('{ArrowUp}{ArrowRight}');
    await expect.element(box('빌드 생성')).toBeInTheDocument();
  });
});

test('long catalogues begin closed, and a filter opens them', async () => {
  const { rerender } = await open({ closed: true });
  expect(page.getByRole('checkbox').elements()).toHaveLength(2);
  await rerender({ filtered: true });
  expect(page.getByRole('checkbox').elements()).toHaveLength(5);
});

test('what is shown beneath an entry describes it, and axe finds nothing', async () => {
  await open();
  await expect.element(box('빌드 생성')).toHaveAccessibleDescription('POST /v1/build');
  await box('빌드 생성').click();
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    expect(await axeFindings()).toEqual([]);
  }
});
