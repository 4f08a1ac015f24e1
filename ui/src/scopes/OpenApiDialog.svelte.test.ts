import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './page-fixture.svelte';

const words = ko.scopes.openapi;
let fake: FakeHost;

beforeEach(async () => {
  fake = new FakeHost({ tokens: 30 });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  toasts.clear();
  await render(Fixture, { importing: {} });
  await expect.element(dialog()).toBeVisible();
});

const dialog = () => page.getByRole('dialog', { name: words.title });
const button = (name: string) => dialog().getByRole('button', { name, exact: true });
const text = (part: string) => page.getByText(part, { exact: false });
const ids = async () => (await fake.catalogue()).groups.flatMap(({ apis }) => apis.map(({ id }) => id));

const pets = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1.2' },
  servers: [{ url: 'https://example.com/v1' }],
  paths: {
    '/pets': { get: { operationId: 'listPets', summary: 'List', tags: ['pets'] } },
    '/pets/{id}': { delete: { operationId: 'removePet', tags: ['pets'], deprecated: true } },
    '/bad//path': { get: {} },
  },
});

async function choose(content: string, name = 'pets.json'): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) throw new Error('there is no field for a file');
  await userEvent.upload(input, new File([content], name));
}

test('a document is shown with what it would change, and changes nothing before it is confirmed', async () => {
  const before = await ids();
  await choose(pets);
  await expect.element(page.getByRole('heading', { name: 'Pets (1.2)' })).toHaveFocus();
  await expect.element(text(words.operations('3'))).toBeVisible();
  await expect.element(text(words.base('/v1'))).toBeVisible();
  await expect.element(text('GET /v1/pets')).toBeVisible();
  await expect.element(page.getByRole('heading', { name: words.skipped('1') })).toBeVisible();
  await expect.element(text(words.skip.path_ambiguous)).toBeVisible();
  expect(await ids()).toEqual(before);
  await button(ko.common.ok).click();
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.element(text(words.done)).toBeVisible();
  expect(await ids()).toEqual([...before, 'listPets', 'removePet']);
});

test('바꾸기 names the tokens that lose an API', async () => {
  await choose(pets);
  await page.getByRole('radio', { name: words.modes.replace }).click();
  await expect.element(page.getByRole('heading', { name: ko.scopes.review.removed('5') })).toBeVisible();
  await expect.element(text(ko.scopes.review.loses)).toBeVisible();
  await button(ko.common.ok).click();
  await expect.poll(ids).toEqual(['listPets', 'removePet']);
});

test('can be edited before it is saved', async () => {
  const before = await ids();
  await choose(pets);
  await button(words.edit).click();
  await expect.element(dialog()).not.toBeInTheDocument();
  // Two APIs, and a group for them.
  await expect.element(text(ko.scopes.changes('3'))).toBeVisible();
  await expect.poll(() => document.querySelector('[data-key="api listPets"]')).not.toBeNull();
  expect(await ids()).toEqual(before);
});

test('keeps what was being edited, also when it is saved at once', async () => {
  await userEvent.keyboard('{Escape}');
  const row = () => document.querySelector<HTMLElement>('[data-key="api build-create"]');
  await expect.poll(row).not.toBeNull();
  row()?.focus();
  await page.getByRole('textbox', { name: ko.scopes.titleKo }).fill('내 이름');
  await page.getByRole('button', { name: ko.scopes.importOpenapi }).click();
  await choose(pets);
  await expect.element(text(words.keepsDraft)).toBeVisible();
  await button(ko.common.ok).click();
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.poll(() => document.querySelector('[data-key="api listPets"]')).not.toBeNull();
  expect(row()?.textContent).toContain('내 이름');
  await expect.element(text(ko.scopes.changes('1'))).toBeVisible();
});

test('its text can be pasted instead', async () => {
  await page.getByRole('textbox', { name: words.paste }).fill(pets);
  await button(words.read).click();
  await expect.element(text(words.pasted)).toBeVisible();
  await button(words.other).click();
  await expect.element(button(words.choose)).toHaveFocus();
});

test.each([
  ['{"swagger":"2.0"}', words.problem.version({ code: 'version', version: '2.0' })],
  ['{"openapi":"4.0"}', words.problem.version({ code: 'version', version: '4.0' })],
  ['{}', words.problem.not_open_api()],
  ['{', words.problem.unreadable({ code: 'unreadable', line: 3, column: 7 })],
])('%s says what to do, and another document can be chosen', async (content, told) => {
  await choose(content);
  await expect.element(page.getByRole('alert').getByText(told)).toBeVisible();
  await choose(pets);
  await expect.element(page.getByRole('heading', { name: 'Pets (1.2)' })).toBeVisible();
});

test('what changes meanwhile is not overwritten: it is compared anew, and confirmed again', async () => {
  await choose(pets);
  await page.getByRole('radio', { name: words.modes.replace }).click();
  await expect.element(page.getByRole('heading', { name: ko.scopes.review.removed('5') })).toBeVisible();
  const view = structuredClone(await fake.catalogue());
  view.groups.pop();
  await fake.setCatalogue(view);
  await button(ko.common.ok).click();
  await expect.element(text(words.comparedAnew)).toBeVisible();
  await expect.element(page.getByRole('heading', { name: ko.scopes.review.removed('4') })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
  await button(ko.common.ok).click();
  await expect.poll(ids).toEqual(['listPets', 'removePet']);
});

test('what can’t be saved says why, and stays', async () => {
  await choose(pets);
  await expect.element(button(ko.common.ok)).toBeEnabled();
  fake.refuse('setCatalogue', { code: 'disk_full' });
  await button(ko.common.ok).click();
  await expect.element(page.getByRole('alert').getByText(ko.errors.codes.disk_full)).toBeVisible();
  await expect.element(dialog()).toBeVisible();
});

test('axe finds nothing at any step, in both themes and languages', async () => {
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    expect(await findingsInBothThemes()).toEqual([]);
  }
  await choose(pets);
  await expect.element(page.getByRole('heading', { name: 'Pets (1.2)' })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
  i18n.language = 'ko';
  expect(await findingsInBothThemes()).toEqual([]);
});
