import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import type { CatalogueView } from '../host/types/CatalogueView';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './page-fixture.svelte';

const words = ko.scopes;
let fake: FakeHost;
const onholders = vi.fn();

async function open(options: FakeOptions = {}): Promise<void> {
  fake = new FakeHost({ tokens: 200, ...options });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  toasts.clear();
  onholders.mockReset();
  await render(Fixture, { onholders });
}

const row = (key: string) => page.elementLocator(rowElement(key));
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });
const text = (part: string) => page.getByText(part, { exact: false });
const ids = ({ groups }: CatalogueView) => groups.map(({ apis }) => apis.map(({ id }) => id).join(' '));
const shown = () =>
  [...document.querySelectorAll<HTMLElement>('[data-key^="api "]')].map(({ dataset }) => dataset.key);

const unlisted = () => page.getByRole('heading', { name: new RegExp(`^${words.unlistedTitle}`) });
const focused = () => (document.activeElement as HTMLElement | null)?.dataset.key;

function rowElement(key: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
  if (!found) throw new Error(`no row ${key}`);
  return found;
}

async function loaded(): Promise<void> {
  await expect.poll(() => document.querySelector('[data-key="api build-create"]')).not.toBeNull();
}

/** Another window, or the issuing dialog, changes the saved catalogue. */
async function changeElsewhere(change: (view: CatalogueView) => void): Promise<void> {
  const view = structuredClone(await fake.catalogue());
  change(view);
  await fake.setCatalogue(view);
}

describe('the tree', () => {
  beforeEach(async () => {
    await open();
    await loaded();
  });

  test('is one tab stop, moved in by arrows, and the form shows what is chosen', async () => {
    rowElement('group build').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await expect.poll(focused).toBe('api build-run');
    await expect.element(row('api build-run')).toHaveAttribute('aria-current', 'true');
    await expect.element(field(words.titleKo)).toHaveValue('빌드 실행 - 태그 생성');
    expect(document.querySelectorAll('[data-key][tabindex="0"]')).toHaveLength(1);
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    await expect.element(row('group build')).toHaveAttribute('aria-expanded', 'false');
    await userEvent.keyboard('{End}{Enter}');
    await expect.element(field(words.titleKo)).toHaveFocus();
    await expect.element(field(words.titleKo)).toHaveValue('파이프라인 목록 조회');
    await userEvent.keyboard('{Escape}');
    await expect.poll(focused).toBe('api pl-list-service');
  });

  test('tells how many tokens hold each API and how it was asked for, and leads to them', async () => {
    const use = (await fake.catalogueUsage()).find(({ id }) => id === 'build-create');
    await expect
      .poll(() => rowElement('api build-create').textContent)
      .toContain(words.tokens(String(use?.tokens)));
    const requests = words.requests(String(use?.allowed), String(use?.refused));
    await expect.poll(() => rowElement('api build-create').textContent).toContain(requests);
    await row('api build-create').click();
    await button(words.showHolders).click();
    expect(onholders).toHaveBeenCalledWith('build-create');
  });

  test('moves an API by key over the edge of its group, keeps the focus and says where it is', async () => {
    rowElement('api build-run-log').focus();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await expect.poll(focused).toBe('api build-run-log');
    await expect.element(text(words.movedTo('빌드 실행 로그 조회', '클러스터'))).toBeInTheDocument();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(shown()).toEqual(
      ['build-create', 'build-run', 'cluster-list', 'build-run-log', 'pl-list-service'].map(
        (id) => `api ${id}`,
      ),
    );
    await expect.element(text(words.changes('1'))).toBeVisible();
  });

  test('moves an API to another group by its form', async () => {
    await row('api build-create').click();
    await page.getByRole('combobox', { name: words.otherGroup }).selectOptions('파이프라인');
    expect(shown().at(-1)).toBe('api build-create');
  });

  test('finds by name, path, method and id, and a search is left to the row that it found', async () => {
    await page.getByRole('searchbox', { name: words.search }).fill('get 로그');
    await expect.poll(shown).toEqual(['api build-run-log']);
    await expect.element(text(words.found('1', '5'))).toBeVisible();
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focused).toBe('group build');
    await page.getByRole('searchbox', { name: words.search }).fill('없는 것');
    await button(words.widen).click();
    await expect.poll(() => shown().length).toBe(5);
  });

  test('lists what left it while tokens hold it, and brings it back under its ID', async () => {
    await expect.element(unlisted()).toBeVisible();
    await button(words.restore('left-the-catalogue')).click();
    await expect.element(field(words.titleKo)).toHaveFocus();
    await expect.element(field(words.id)).toHaveValue('left-the-catalogue');
    await expect.element(unlisted()).not.toBeInTheDocument();
  });
});

describe('an edit', () => {
  beforeEach(async () => {
    await open();
    await loaded();
  });

  test('is reviewed with the tokens that lose an API, saved, and nothing is changed before', async () => {
    rowElement('api build-create').focus();
    await userEvent.keyboard('{Delete}');
    await expect.poll(focused).toBe('api build-run');
    await row('api build-run-log').click();
    await field(words.path).fill('/v2/log/{seq}');
    await button(words.addApi).first().click();
    await expect.element(field(words.titleKo)).toHaveFocus();
    await userEvent.keyboard('새 API');
    await expect.element(text(words.changes('3'))).toBeVisible();
    expect(ids(await fake.catalogue())[0]).toBe('build-create build-run build-run-log');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    const review = dialog(words.review.title);
    const { total } = {
      total: (await fake.catalogueUsage()).find(({ id }) => id === 'build-create')?.tokens,
    };
    await expect.element(review.getByText(`가진 토큰 ${total}개`, { exact: false })).toBeVisible();
    await expect.element(review.getByText(words.review.loses)).toBeVisible();
    await expect.element(review.getByText('GET /v2/log/{seq}', { exact: false })).toBeVisible();
    await expect.element(review.getByRole('button', { name: words.review.confirm })).toHaveFocus();
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(text(words.saved)).toBeVisible();
    expect(ids(await fake.catalogue())).toEqual([
      'build-run build-run-log made-1',
      'cluster-list',
      'pl-list-service',
    ]);
    await expect.poll(focused).toBe('api made-1');
    await expect.element(page.getByRole('region', { name: words.bar })).not.toBeInTheDocument();
  });

  test('that would take an API away can be undone with Ctrl+Z, where it stood', async () => {
    rowElement('group build').focus();
    await userEvent.keyboard('{Delete}');
    await expect.poll(focused).toBe('group cluster');
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.poll(focused).toBe('group build');
    expect(shown()[0]).toBe('api build-create');
    await expect.element(page.getByRole('region', { name: words.bar })).not.toBeInTheDocument();
  });

  test('is told at its field what is wrong with it, and a refused save leads there', async () => {
    await row('api build-run-log').click();
    await field(words.path).fill('v1/x');
    await expect.element(text(words.problem.path_not_absolute)).toBeVisible();
    await expect.poll(() => rowElement('api build-run-log').textContent).toContain(words.wrong);
    rowElement('group cluster').focus();
    await button(words.save).click();
    await expect.element(field(words.path)).toHaveFocus();
    await expect.element(field(words.path)).toBeInvalid();
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('of something new is not corrected before its field was left', async () => {
    await button(words.addGroup).click();
    await expect.element(text(words.wrongs('2'))).toBeVisible();
    await expect.element(field(words.titleKo)).toBeValid();
    await userEvent.tab();
    await expect.element(field(words.titleKo)).toBeInvalid();
  });

  test('of a saved API can’t change its ID, that of a new one can', async () => {
    await row('api build-create').click();
    await expect.element(text(words.idFixed)).toBeVisible();
    await expect.element(field(words.id)).not.toBeInTheDocument();
    await button(words.addApi).first().click();
    await field(words.id).fill('build-run');
    await userEvent.tab();
    await expect.element(text(words.problem.repeated)).toBeVisible();
  });

  test('is there again after another tab was looked at', async () => {
    await row('api build-create').click();
    await field(words.titleKo).fill('다른 이름');
    await button('tab').click();
    await button('tab').click();
    await loaded();
    await expect.poll(() => rowElement('api build-create').textContent).toContain('다른 이름');
    await expect.element(text(words.changes('1'))).toBeVisible();
  });

  test('is given up after a question alone', async () => {
    rowElement('api build-create').focus();
    await userEvent.keyboard('{Delete}');
    await button(words.revert).click();
    await expect.element(button(words.revertKeep)).toHaveFocus();
    expect(await findingsInBothThemes()).toEqual([]);
    await button(words.revertConfirm).click();
    await expect.poll(() => shown().length).toBe(5);
  });

  test('never overwrites what someone else saved: it is laid over that, and nothing is lost', async () => {
    await row('api build-create').click();
    await field(words.titleKo).fill('내 이름');
    await changeElsewhere(({ groups }) => groups[0]?.apis.pop());
    await button(words.save).click();
    await expect.element(text(words.outdatedTitle)).toBeVisible();
    await expect.element(button(words.rebase)).toHaveFocus();
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(text(words.rebased)).toBeVisible();
    await expect.poll(() => rowElement('api build-create').textContent).toContain('내 이름');
    expect(shown()).not.toContain('api build-run-log');
    await button(words.save).click();
    await dialog(words.review.title).getByRole('button', { name: words.review.confirm }).click();
    await expect.element(text(words.saved)).toBeVisible();
    expect((await fake.catalogue()).groups[0]?.apis[0]?.title.ko).toBe('내 이름');
  });

  test('is taken over silently by the saved list while nothing was changed', async () => {
    await changeElsewhere(({ groups }) => groups.pop());
    await expect.poll(shown).not.toContain('api pl-list-service');
  });

  test('whose saving fails stays, and says why', async () => {
    rowElement('api build-create').focus();
    await userEvent.keyboard('{Delete}');
    await button(words.save).click();
    fake.refuse('setCatalogue', { code: 'disk_full' });
    await dialog(words.review.title).getByRole('button', { name: words.review.confirm }).click();
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.disk_full)).toBeVisible();
    await button(words.review.back).click();
    await expect.element(text(words.changes('1'))).toBeVisible();
  });

  test('a Hangul composition neither saves nor leaves the form by the key that ends it', async () => {
    await row('api build-create').click();
    await field(words.titleKo).fill('빌드 ㅅ');
    const input = document.activeElement as HTMLInputElement;
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    const ending = { key: 'Escape', bubbles: true, cancelable: true, isComposing: true };
    input.dispatchEvent(new KeyboardEvent('keydown', ending));
    input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    await userEvent.keyboard('x');
    await expect.element(field(words.titleKo)).toHaveValue('빌드 ㅅx');
  });
});

describe('an empty catalogue', () => {
  test('takes the sample with one press', async () => {
    await open({ emptyCatalogue: true });
    await expect.element(text(words.emptyTitle)).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await button(words.loadSample).click();
    await loaded();
    await expect.poll(focused).toBe('group build');
  });

  test('takes a first API by hand, in a group of its own', async () => {
    await open({ emptyCatalogue: true });
    await button(words.addApi).click();
    await expect.element(field(words.path)).toBeVisible();
    await expect.element(field(words.titleKo)).toHaveFocus();
    await expect.poll(() => document.querySelectorAll('[data-key]').length).toBe(2);
  });
});

test('a catalogue that can’t be had says why, and can be asked for again', async () => {
  fake = new FakeHost({ tokens: 3 });
  fake.refuse('catalogue', { code: 'store_failed' });
  setHost(fake);
  await session.open();
  await render(Fixture, {});
  await expect.element(page.getByRole('alert').getByText(ko.errors.codes.store_failed)).toBeVisible();
  await button(ko.common.retry).click();
  await loaded();
});

test('axe finds nothing on the page, in both themes and languages', async () => {
  await open();
  await loaded();
  await row('api build-create').click();
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    expect(await findingsInBothThemes()).toEqual([]);
  }
  i18n.language = 'ko';
  rowElement('group build').focus();
  await expect.element(button(words.removeGroup)).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
});
