/** Ways between screens: into the page of the catalogue and out of it, and to a token's drawer from elsewhere. */
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from '../App.svelte';
import { openEditWith, opening, openToken } from '../drawer/opening.svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { FakeProtection } from '../host/fake-protection';
import { session } from '../host/session.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from '../settings/preferences.svelte';
import { EVERY } from '../tokens/query';

const words = ko.scopes;
let fake: FakeHost;

const title = (name: string) => page.getByRole('heading', { level: 1, name });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const row = (key: string) => document.querySelector<HTMLElement>(`[data-key="${key}"]`);

beforeEach(async () => {
  fake = new FakeHost({ tokens: 30, protection: { passphrase: true } });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  toasts.clear();
  opening.wanted = undefined;
  await session.open();
  await render(App);
  await expect.element(page.getByRole('rowheader').first()).toBeVisible();
});

async function openScopes(): Promise<void> {
  await userEvent.keyboard('{Control>}4{/Control}');
  await expect.element(title(ko.common.nav.scopes)).toBeVisible();
  await expect.poll(() => row('api build-create')).not.toBeNull();
}

test('Ctrl+4 leads to API 범위, and what is edited there outlives a lock', async () => {
  await openScopes();
  row('api build-create')?.focus();
  await field(words.titleKo).fill('내 이름');
  await userEvent.keyboard('{Control>}l{/Control}');
  await expect.element(field(ko.lock.passphrase)).toBeVisible();
  expect(document.body.textContent).not.toContain('내 이름');
  await field(ko.lock.passphrase).fill(FakeProtection.passphrase);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => row('api build-create')?.textContent).toContain('내 이름');
  await expect.element(page.getByText(words.changes('1'))).toBeVisible();
});

test('the palette imports a document from anywhere', async () => {
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(page.getByRole('combobox')).toHaveFocus();
  await userEvent.keyboard('openapi{Enter}');
  await expect.element(page.getByRole('dialog', { name: words.openapi.title })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(title(ko.common.nav.scopes)).toBeVisible();
});

test('토큰 보기 leads to the list of the tokens that hold the API', async () => {
  await openScopes();
  row('api build-run')?.focus();
  await page.getByRole('button', { name: words.showHolders }).click();
  await expect.element(title(ko.common.nav.tokens)).toBeVisible();
  const { total } = await fake.listTokens({ ...EVERY, scopes: ['build-run'] }, 0, 1);
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(total + 1));
});

test('a token’s drawer opens from another screen, and in edit with an entry', async () => {
  const active = { ...EVERY, statuses: ['active' as const] };
  const { id, name } = (await fake.listTokens(active, 0, 1)).rows[0] ?? { id: '', name: '' };
  await openScopes();
  openToken(id);
  await expect.element(page.getByRole('dialog', { name })).toBeVisible();
  await expect.element(title(ko.common.nav.tokens)).toBeVisible();
  await openScopes();
  openEditWith(id, { allow: '203.0.113.9' });
  await expect.element(page.getByRole('button', { name: '203.0.113.9 지우기' })).toBeVisible();
  await expect.element(field(ko.issue.allow)).toHaveFocus();
});

test('of a token that can’t be changed any more the drawer opens without an edit', async () => {
  const revoked = { ...EVERY, statuses: ['revoked' as const] };
  const { id, name } = (await fake.listTokens(revoked, 0, 1)).rows[0] ?? { id: '', name: '' };
  openEditWith(id, { block: '203.0.113.9' });
  await expect.element(page.getByRole('dialog', { name })).toBeVisible();
  await expect.element(page.getByText(ko.life.meaning.revoked)).toBeVisible();
  await expect.element(page.getByRole('form')).not.toBeInTheDocument();
});

test('a token that is gone is told of, and nothing opens', async () => {
  openToken('01939d5c-7a00-7000-8000-00000000ffff');
  await expect.element(page.getByText(ko.errors.codes.token_not_found)).toBeVisible();
});
