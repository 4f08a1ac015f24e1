/** The frame as a whole: ways around, shortcuts, banners, trouble. The screens have their own tests. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from './App.svelte';
import { setHost } from './host/context';
import { FakeHost, type FakeOptions } from './host/fake';
import { FakeProtection } from './host/fake-protection';
import { session } from './host/session.svelte';
import type { RecoveryView } from './host/types/RecoveryView';
import type { TroubleView } from './host/types/TroubleView';
import { ko } from './i18n/ko';
import { announcer } from './kit/announce.svelte';
import { toasts } from './kit/toasts.svelte';
import { preferences } from './settings/preferences.svelte';
import { axeFindings } from './test-axe';
import { EVERY } from './tokens/query';

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
    await open({ protection: { keyFile: true } });
    await page.getByRole('navigation').getByRole('button', { name: '암호로 보호하지 않음' }).click();
    await expect.element(page.getByText(ko.protection.protectors.keyFile.limits)).toBeVisible();
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
    const contents = page.getByRole('navigation', { name: ko.settings.sections });
    await expect.element(contents.getByRole('button', { name: ko.protection.title })).toHaveFocus();
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

  test.each([
    ['2', 'API 발급이력'],
    ['3', '감사로그'],
    ['1', 'API 토큰 발급'],
  ])('Ctrl+%s leads to %s, and the screen takes the focus', async (key, name) => {
    await open();
    await userEvent.keyboard(`{Control>}${key}{/Control}`);
    await expect.element(title(name)).toBeVisible();
    expect(document.activeElement).toBe(document.querySelector('main'));
  });

  test('opens the palette; what is chosen there runs, and the focus returns to where it came from', async () => {
    await open();
    const audit = page
      .getByRole('navigation')
      .getByRole('button', { name: ko.common.nav.audit, exact: true });
    (audit.element() as HTMLElement).focus();
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.element(page.getByRole('combobox')).toHaveFocus();
    await userEvent.keyboard('shortcuts{Enter}');
    await expect.element(dialog('단축키')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(audit).toHaveFocus();
  });

  test('of the palette leads into a part of the settings', async () => {
    await open();
    await userEvent.keyboard('{Control>}k{/Control}');
    await page.getByRole('combobox').fill('달력');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    const head = page.getByRole('heading', { level: 2, name: ko.settings.reminders, exact: true });
    await expect.element(head).toHaveFocus();
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

describe('what is asked from outside the window', () => {
  test('to issue opens the dialog above the list, wherever the person is', async () => {
    const fake = await open();
    await userEvent.keyboard('{Control>}3{/Control}');
    await expect.element(title('감사로그')).toBeVisible();
    fake.happen({ kind: 'asked', what: 'issue' });
    await expect.element(dialog('API 토큰 발급')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(title('API 토큰 발급')).toBeVisible();
  });
});

test('the side bar counts what expires soon, and follows what changes', async () => {
  const fake = await open();
  const { expiring } = await fake.tokenCounts();
  expect(expiring).toBeGreaterThan(0);
  const item = page.getByRole('navigation').getByRole('button', { name: 'API 토큰 발급' });
  const text = (count: number) => ko.common.nav.expiring(String(count));
  await expect.element(item).toHaveAccessibleDescription(text(expiring));
  fake.tokenCounts = async () => ({ ...(await new FakeHost().tokenCounts()), expiring: 999 });
  fake.happen({ kind: 'tokens_changed' });
  await expect.element(item).toHaveAccessibleDescription(text(999));
});

describe('the lock', () => {
  const passphrase = () => page.getByLabelText('암호', { exact: true });
  const locked = () => title(ko.lock.title);

  async function unlock(): Promise<void> {
    await expect.element(passphrase()).toHaveFocus();
    await userEvent.keyboard(`${FakeProtection.passphrase}{Enter}`);
    await expect.element(locked()).not.toBeInTheDocument();
  }

  test('is a button where there is a passphrase, and only there', async () => {
    await open({ protection: { passphrase: true } });
    await page.getByRole('button', { name: ko.common.nav.lock, exact: true }).click();
    await expect.element(locked()).toBeVisible();
  });

  test('leaves nothing of the list, the drawer, the dialogs and the messages in the document', async () => {
    const fake = await open({ protection: { passphrase: true } });
    const names = (await fake.listTokens(EVERY, 0, 20)).rows.map((row) => row.name);
    await expect.element(page.getByText(names[0] ?? '', { exact: true })).toBeVisible();
    toasts.show({ tone: 'ok', text: `발급했어요: ${names[1]}` });
    announcer.text = names[2] ?? '';
    await userEvent.keyboard('{Control>}n{/Control}');
    await expect.element(dialog('API 토큰 발급')).toBeVisible();
    await userEvent.keyboard('{Control>}l{/Control}');
    await expect.element(locked()).toBeVisible();
    await expect.poll(() => toasts.shown).toEqual([]);
    const left = document.documentElement.outerHTML;
    expect(names.filter((name) => left.includes(name))).toEqual([]);
    expect(document.querySelector('dialog, [role="grid"]')).toBeNull();
    await userEvent.keyboard('{Control>}n{/Control}{F1}{Control>},{/Control}');
    expect(document.querySelector('dialog, nav')).toBeNull();
  });

  test('gives the form back as it was left', async () => {
    const fake = await open({ protection: { passphrase: true } });
    await userEvent.keyboard('{Control>}n{/Control}');
    const name = page.getByRole('textbox', { name: '이름', exact: true });
    const box = page.getByRole('checkbox', { name: '빌드 생성', exact: true });
    await name.fill('쓰던 것');
    await page.getByRole('textbox', { name: '허용 IP', exact: true }).fill('10.0.0.0/8 사무실');
    await userEvent.keyboard('{Enter}');
    await box.click();
    await page.getByRole('textbox', { name: '차단 IP', exact: true }).fill('10.9.');
    fake.lockByItself('idle');
    await expect.element(page.getByText(ko.lock.because.idle)).toBeVisible();
    await expect.element(page.getByText(ko.lock.draftKept)).toBeVisible();
    await unlock();
    await expect.element(dialog('API 토큰 발급')).toBeVisible();
    await expect.element(name).toHaveValue('쓰던 것');
    await expect.element(page.getByRole('button', { name: '10.0.0.0/8 사무실' })).toBeVisible();
    // Half an entry is completed when its field is left, here as always.
    await expect.element(page.getByRole('button', { name: '10.9.' })).toBeVisible();
    await expect.element(box).toBeChecked();
    // It is a living form: Rust is asked about it again.
    const asked = vi.spyOn(fake, 'checkDraft');
    await name.fill('이어서 쓴 것');
    await expect.poll(() => asked.mock.lastCall?.[0].name).toBe('이어서 쓴 것');
  });

  test('gives back no form that was closed', async () => {
    const fake = await open({ protection: { passphrase: true } });
    await userEvent.keyboard('{Control>}n{/Control}');
    await page.getByRole('textbox', { name: '이름', exact: true }).fill('버릴 것');
    await userEvent.keyboard('{Escape}');
    await page.getByRole('button', { name: '버리기' }).click();
    await expect.element(dialog('API 토큰 발급')).not.toBeInTheDocument();
    fake.lockByItself('screen');
    await expect.element(page.getByText(ko.lock.because.screen)).toBeVisible();
    expect(page.getByText(ko.lock.draftKept).elements()).toEqual([]);
    await unlock();
    await expect.element(title('API 토큰 발급')).toBeVisible();
    expect(document.querySelector('dialog')).toBeNull();
    await userEvent.keyboard('{Control>}n{/Control}');
    await expect.element(page.getByRole('textbox', { name: '이름', exact: true })).toHaveValue('');
  });

  test('stands in front of the screen that was open, which takes the focus afterwards', async () => {
    await open({ protection: { passphrase: true } });
    await userEvent.keyboard('{Control>},{/Control}');
    await expect.element(title('설정')).toBeVisible();
    await userEvent.keyboard('{Control>}l{/Control}');
    await unlock();
    await expect.element(title('설정')).toBeVisible();
    expect(document.activeElement).toBe(document.querySelector('main'));
  });

  test('comes also where a call finds the registry locked', async () => {
    const fake = await open({ protection: { passphrase: true } });
    await expect.element(page.getByRole('grid')).toBeVisible();
    fake.protection.lock('suspend');
    document.querySelector<HTMLElement>('[role="grid"] button:not([aria-disabled])')?.click();
    await expect.element(page.getByText(ko.lock.because.suspend)).toBeVisible();
    expect(fake.copied).toEqual([]);
  });

  test('without a passphrase is not there: Ctrl+L leads to setting one, and says why', async () => {
    await open();
    await expect.element(page.getByRole('grid')).toBeVisible();
    expect(page.getByRole('button', { name: ko.common.nav.lock, exact: true }).elements()).toEqual([]);
    await userEvent.keyboard('{Control>}l{/Control}');
    await expect.poll(() => toasts.shown[0]?.text).toBe(ko.errors.codes.nothing_to_lock_with);
    const head = page.getByRole('heading', { level: 2, name: ko.protection.title, exact: true });
    await expect.element(head).toHaveFocus();
    // Behind a dialog it only says so.
    await userEvent.keyboard('{F1}');
    await expect.element(dialog('단축키')).toBeVisible();
    await userEvent.keyboard('{Control>}l{/Control}');
    await expect.element(dialog('단축키')).toBeVisible();
  });

  test('at the start comes before anything of the list', async () => {
    const fake = await open({ protection: { passphrase: true }, locked: 'start' });
    const list = vi.spyOn(fake, 'listTokens');
    await expect.element(locked()).toBeVisible();
    expect(list).not.toHaveBeenCalled();
    await unlock();
    await expect.element(page.getByRole('grid')).toBeVisible();
  });
});

test('Rust hears that somebody is there, but not at every key', async () => {
  const fake = await open();
  await expect.element(page.getByRole('grid')).toBeVisible();
  const before = fake.activity;
  await userEvent.keyboard('abc');
  await expect.poll(() => fake.activity).toBeGreaterThan(0);
  expect(fake.activity - before).toBeLessThanOrEqual(1);
});

test('of the settings only the sections scroll, never the window', async () => {
  await open({ protection: { passphrase: true }, backups: 10 });
  // As #app in index.html.
  const root = document.querySelector<HTMLElement>('.window')?.parentElement;
  if (root) root.style.height = '100%';
  await userEvent.keyboard('{Control>},{/Control}');
  const contents = page.getByRole('navigation', { name: ko.settings.sections });
  await contents.getByRole('button', { name: ko.settings.about, exact: true }).click();
  const head = page.getByRole('heading', { level: 2, name: ko.settings.about, exact: true });
  await expect.element(head).toHaveFocus();
  await expect.element(head).toBeInViewport();
  expect([document.documentElement.scrollTop, document.body.scrollTop]).toEqual([0, 0]);
  // Nothing hidden from the eye makes the page taller than the window.
  expect(document.documentElement.scrollHeight).toBe(document.documentElement.clientHeight);
});

describe('the banners', () => {
  test('tell what opening had to repair, until it is read', async () => {
    const aside = '/home/admin/.local/share/mapae/registry-damaged-1';
    await open({ recovery: { kind: 'repaired', aside } });
    const line = page.getByText(ko.common.banner.repaired(aside));
    await expect.element(line).toBeVisible();
    await page.getByRole('button', { name: ko.common.dismiss }).click();
    await expect.element(line).not.toBeInTheDocument();
  });

  test.each<[RecoveryView, string]>([
    [{ kind: 'audit_added', events: 1200 }, ko.common.banner.auditAdded('1,200')],
    [
      { kind: 'from_backup', missing: 0, aside: '/aside' },
      `${ko.common.banner.mended} ${ko.common.banner.aside('/aside')}`,
    ],
    [
      { kind: 'from_backup', missing: 3, aside: '/aside' },
      `${ko.common.banner.mendedPartly('3')} ${ko.common.banner.aside('/aside')}`,
    ],
    [
      { kind: 'restored', leftBehind: 2, names: ['배포', 'CI'], unopened: 1, aside: '/aside' },
      '백업에서 복원했어요. 백업보다 새로운 변경 2건은 빠졌어요. 빠진 토큰: 배포, CI. 토큰 1개는 봉인이 열리지 않아서 다시 복사할 수 없어요. 이전 데이터는 여기 있어요: /aside',
    ],
    [{ kind: 'restored', leftBehind: 0, names: [], unopened: 0, aside: null }, ko.common.banner.restored],
  ])('tell of %o', async (recovery, text) => {
    await open({ recovery });
    await expect.element(page.getByText(text)).toBeVisible();
  });

  test('lead to an unfinished change of the data key', async () => {
    await open({ protection: { passphrase: true, rotationUnfinished: true } });
    await page.getByRole('button', { name: ko.common.banner.goOn }).click();
    await expect
      .element(page.getByRole('heading', { level: 2, name: ko.protection.title, exact: true }))
      .toHaveFocus();
  });

  test('lead to the backups when the automatic ones fail, and go when one is made', async () => {
    const fake = await open({ backupFailed: 'disk_full' });
    await expect.element(page.getByText(ko.common.banner.backupFailed.disk_full)).toBeVisible();
    await fake.backUpNow();
    fake.happen({ kind: 'backups_changed' });
    await expect.element(page.getByText(ko.common.banner.backupFailed.disk_full)).not.toBeInTheDocument();
  });

  test('tell of a clock behind and of damaged records', async () => {
    await open({ quarantined: 2, clockBehindSeconds: 7500 });
    await expect.element(page.getByText(ko.common.banner.clockBehind('2시간'))).toBeVisible();
    await expect.element(page.getByText(ko.common.banner.quarantined('2'))).toBeVisible();
  });

  test('tell of damage that shows only when all records have been read', async () => {
    const fake = await open({});
    await expect.element(page.getByRole('grid')).toBeVisible();
    await expect.element(page.getByText(ko.common.banner.suspected)).not.toBeInTheDocument();
    fake.suspect();
    fake.happen({ kind: 'tokens_changed' });
    await expect.element(page.getByText(ko.common.banner.suspected)).toBeVisible();
  });
});

describe('trouble', () => {
  const kinds = Object.keys(ko.trouble.kinds) as TroubleView[];

  const mendable: TroubleView[] = ['damaged', 'rolled_back'];
  const restorable: TroubleView[] = [...mendable, 'key_missing', 'key_damaged'];

  test.each(kinds)(
    '%s: is told on a page where nothing can be pressed that would not help',
    async (trouble) => {
      await open({ trouble });
      const words = ko.trouble.kinds[trouble];
      await expect.element(title(words.title)).toBeVisible();
      await expect.element(page.getByText(words.todo)).toBeVisible();
      await expect.element(page.getByText('/home/admin/.local/share/mapae')).toBeVisible();
      await expect.element(page.getByText('K7M2QX')).toBeVisible();
      const pressable = [...document.querySelectorAll('main :is(button, a, input), nav')];
      expect(pressable.map((it) => it.textContent?.trim())).toEqual([
        ...(mendable.includes(trouble) ? [ko.trouble.mend] : []),
        ...(restorable.includes(trouble) ? [ko.trouble.restore] : []),
      ]);
      await userEvent.keyboard('{Control>}n{/Control}{F1}');
      expect(document.querySelector('dialog')).toBeNull();
      expect(await axeFindings()).toEqual([]);
    },
  );

  test('that can be mended is mended from what there is', async () => {
    await open({ trouble: 'rolled_back' });
    await page.getByRole('button', { name: ko.trouble.mend }).click();
    await expect.element(dialog(ko.backups.mendTitle)).toBeVisible();
    await dialog(ko.backups.mendTitle).getByRole('button', { name: ko.backups.mend, exact: true }).click();
    await expect.element(page.getByRole('grid')).toBeVisible();
    await expect.poll(() => toasts.shown[0]?.text).toBe(ko.backups.mended);
  });

  test('of which not all can be mended is mended only on a second word, with the proof it takes', async () => {
    const fake = await open({
      trouble: 'damaged',
      protection: { passphrase: true },
      mendNeedsProof: true,
      mendIncomplete: true,
    });
    const asked = vi.spyOn(fake, 'mendRegistry');
    await page.getByRole('button', { name: ko.trouble.mend }).click();
    const inDialog = (name: string) =>
      dialog(ko.backups.mendTitle).getByRole('button', { name, exact: true });
    await inDialog(ko.backups.mend).click();
    await expect.element(page.getByText(ko.backups.mendProof)).toBeVisible();
    expect(await axeFindings()).toEqual([]);
    await userEvent.keyboard(`${FakeProtection.passphrase}{Enter}`);
    await expect.element(page.getByText(ko.backups.incomplete)).toBeVisible();
    await expect.element(inDialog(ko.backups.cancel)).toHaveFocus();
    expect(await axeFindings()).toEqual([]);
    expect(asked.mock.calls.map(([, acceptLoss]) => acceptLoss)).toEqual([false, false]);
    await inDialog(ko.backups.mendAnyway).click();
    await expect.element(page.getByRole('grid')).toBeVisible();
  });

  test('that a backup would help leads to restoring one, and the list is there', async () => {
    await open({ trouble: 'damaged' });
    await page.getByRole('button', { name: ko.trouble.restore }).click();
    await expect.element(dialog(ko.backups.restoreTitle)).toBeVisible();
    expect(await axeFindings()).toEqual([]);
    await page.getByRole('button', { name: ko.backups.restore, exact: true }).click();
    await expect.element(page.getByRole('grid')).toBeVisible();
    await expect.poll(() => toasts.shown[0]?.text).toBe(ko.backups.restored);
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
  const aside = '/home/admin/aside';
  const recovery = { kind: 'repaired', aside } as const;
  await open({
    language,
    theme,
    protection: { keyFile: true, rotationUnfinished: true },
    quarantined: 1,
    recovery,
    backupFailed: 'unknown',
  });
  await expect.element(page.getByRole('grid')).toBeVisible();
  expect(await axeFindings(), 'list').toEqual([]);
  await userEvent.keyboard('{F1}');
  await expect.element(page.getByRole('dialog')).toBeVisible();
  expect(await axeFindings(), 'keys').toEqual([]);
  await userEvent.keyboard('{Escape}{Control>},{/Control}');
  await expect.element(title(language === 'ko' ? '설정' : 'Settings')).toBeVisible();
  expect(await axeFindings(), 'settings').toEqual([]);
});
