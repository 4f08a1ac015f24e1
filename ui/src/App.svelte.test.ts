/** The frame as a whole: ways around, shortcuts, banners, trouble. The screens have their own tests. */
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from './App.svelte';
import { setHost } from './host/context';
import { FakeHost, type FakeOptions } from './host/fake';
import { session } from './host/session.svelte';
import type { TroubleView } from './host/types/TroubleView';
import { ko } from './i18n/ko';
import { toasts } from './kit/toasts.svelte';
import { preferences } from './settings/preferences.svelte';
import { axeFindings } from './test-axe';

async function open(options: FakeOptions = {}): Promise<FakeHost> {
  const fake = new FakeHost({ tokens: 30, ...options });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await render(App);
  return fake;
}

beforeEach(() => toasts.clear());

const title = (name: string) => page.getByRole('heading', { level: 1, name });
const dialog = (name: string) => page.getByRole('dialog', { name });

describe('the side bar', () => {
  test('leads to the screens that exist, and marks the present one', async () => {
    await open();
    await expect.element(title('API 토큰 발급')).toBeVisible();
    const tokens = page.getByRole('navigation').getByRole('button', { name: 'API 토큰 발급' });
    const settings = page.getByRole('navigation').getByRole('button', { name: '설정' });
    await expect.element(tokens).toHaveAttribute('aria-current', 'page');
    await settings.click();
    await expect.element(title('설정')).toBeVisible();
    await expect.element(settings).toHaveAttribute('aria-current', 'page');
    await tokens.click();
    await expect.element(title('API 토큰 발급')).toBeVisible();
  });

  test('says so when no passphrase protects the key, and leads to what that means', async () => {
    await open({ protection: 'key_file' });
    await page.getByRole('navigation').getByRole('button', { name: '암호로 보호하지 않음' }).click();
    await expect.element(page.getByText(ko.settings.protectionDetails.key_file.limits)).toBeVisible();
  });

  test('does not, when the keyring does', async () => {
    await open();
    expect(page.getByText('암호로 보호하지 않음').elements()).toEqual([]);
  });
});

describe('a shortcut', () => {
  test('opens the issuing dialog', async () => {
    await open();
    await userEvent.keyboard('{Control>}n{/Control}');
    await expect.element(dialog('API 토큰 발급')).toBeVisible();
  });

  test('opens the settings', async () => {
    await open();
    await userEvent.keyboard('{Control>},{/Control}');
    await expect.element(title('설정')).toBeVisible();
    await userEvent.tab();
    // The next stop of Tab is on the screen that came.
    await expect.element(page.getByRole('radio', { name: '한국어' })).toHaveFocus();
  });

  test('opens the list of keys, above a dialog too, and Escape closes only that', async () => {
    await open();
    await userEvent.keyboard('{Control>}n{/Control}');
    await expect.element(dialog('API 토큰 발급')).toBeVisible();
    await userEvent.keyboard('{F1}');
    await expect.element(dialog('단축키')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog('단축키')).not.toBeInTheDocument();
    await expect.element(dialog('API 토큰 발급')).toBeVisible();
  });

  test('of the page does nothing behind a dialog', async () => {
    await open();
    await userEvent.keyboard('{F1}');
    await expect.element(dialog('단축키')).toBeVisible();
    await userEvent.keyboard('{Control>},{/Control}{Control>}n{/Control}');
    expect(dialog('API 토큰 발급').elements()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(title('API 토큰 발급')).toBeVisible();
  });
});

describe('the banners', () => {
  test('tell of a clock behind and of damaged records', async () => {
    await open({ quarantined: 2, clockBehindSeconds: 7500 });
    await expect.element(page.getByText(ko.common.banner.clockBehind('2시간'))).toBeVisible();
    await expect.element(page.getByText(ko.common.banner.quarantined('2'))).toBeVisible();
  });
});

describe('trouble', () => {
  const kinds = Object.keys(ko.trouble.kinds) as TroubleView[];

  test.each(kinds)('%s: is told on a page where nothing can be pressed', async (trouble) => {
    await open({ trouble });
    const words = ko.trouble.kinds[trouble];
    await expect.element(title(words.title)).toBeVisible();
    await expect.element(page.getByText(words.todo)).toBeVisible();
    await expect.element(page.getByText('/home/admin/.local/share/mapae')).toBeVisible();
    await expect.element(page.getByText('K7M2QX')).toBeVisible();
    expect(document.querySelectorAll('main :is(button, a, input), nav')).toHaveLength(0);
    await userEvent.keyboard('{Control>}n{/Control}{F1}');
    expect(document.querySelector('dialog')).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  test('about keys names the folder of the keys', async () => {
    await open({ trouble: 'key_missing' });
    await expect.element(page.getByText('/home/admin/.local/state/mapae')).toBeVisible();
  });

  test('is also a host that does not answer', async () => {
    const fake = new FakeHost();
    fake.refuse('session', { code: 'internal' });
    setHost(fake);
    await session.open();
    await render(App);
    await expect.element(title(ko.trouble.kinds.unknown.title)).toBeVisible();
  });
});

test.each([
  ['ko', 'light'],
  ['en', 'dark'],
] as const)('axe finds nothing on list, settings and keys in %s and %s', async (language, theme) => {
  await open({ language, theme, protection: 'key_file', quarantined: 1 });
  await expect.element(page.getByRole('grid')).toBeVisible();
  expect(await axeFindings(), 'list').toEqual([]);
  await userEvent.keyboard('{F1}');
  await expect.element(page.getByRole('dialog')).toBeVisible();
  expect(await axeFindings(), 'keys').toEqual([]);
  await userEvent.keyboard('{Escape}{Control>},{/Control}');
  await expect.element(title(language === 'ko' ? '설정' : 'Settings')).toBeVisible();
  expect(await axeFindings(), 'settings').toEqual([]);
});
