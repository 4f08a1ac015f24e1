import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from '../App.svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { session } from '../host/session.svelte';
import { ko } from '../i18n/ko';
import { preferences } from '../settings/preferences.svelte';
import { showDecisions } from './way.svelte';

const words = ko.decisions;
let fake: FakeHost;

beforeEach(async () => {
  fake = new FakeHost({ tokens: 30, gate: 'on' });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await render(App);
  await expect.element(page.getByRole('grid', { name: ko.tokens.grid })).toBeVisible();
});

const heading = () => page.getByRole('heading', { level: 1 });

test('Ctrl+5 leads to the gate, and the palette to its decisions', async () => {
  await userEvent.keyboard('{Control>}5{/Control}');
  await expect.element(heading()).toHaveTextContent(ko.common.nav.gate);
  await userEvent.keyboard('{Control>}k{/Control}');
  await page.getByRole('combobox', { name: ko.palette.field }).fill('왜 거절');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('grid', { name: words.grid })).toBeVisible();
});

test('a drawer leads to the decisions about its token, and a decision back to the drawer', async () => {
  const everything = { token: null, allowed: null, step: null, text: '' };
  const { rows } = await fake.listDecisions(everything, 0, 50);
  const token = rows.find((row) => row.token && row.address !== null)?.token;
  if (!token) throw new Error('the fake host knows a token that was used');
  showDecisions(token);
  const { total } = await fake.listDecisions({ ...everything, token: token.id }, 0, 1);
  const list = page.getByRole('grid', { name: words.grid });
  await expect.element(list).toHaveAttribute('aria-rowcount', String(total + 1));
  await list.getByRole('rowheader').first().click();
  await page.getByRole('button', { name: words.openToken, exact: true }).click();
  await expect.element(heading()).toHaveTextContent(ko.common.nav.tokens);
  await expect.element(page.getByRole('dialog', { name: token.name })).toBeVisible();
});
