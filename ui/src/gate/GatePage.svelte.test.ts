import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Locator, page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import { clipboard } from '../tokens/clipboard.svelte';
import { GateDesk } from './desk.svelte';
import Fixture from './page-fixture.svelte';

const words = ko.gate;
let fake: FakeHost;

async function open(options: FakeOptions = {}, desk = new GateDesk()) {
  fake = new FakeHost({ tokens: 30, ...options });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  return render(Fixture, { desk });
}

beforeEach(() => {
  toasts.clear();
  clipboard.forget();
});

const textOf = (locator: Locator) => locator.element().textContent;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const stateLine = () => page.getByRole('group', { name: words.state.label });

describe('the state', () => {
  test('off says what it means, and is turned on at once with the settings in force', async () => {
    const desk = new GateDesk();
    await open({}, desk);
    await expect.element(stateLine().getByText(words.state.offText)).toBeVisible();
    await field(words.settings.tcp).fill('127.0.0.1:9999');
    await button(words.state.turnOn).click();
    await expect.element(stateLine().getByText(words.state.listeningAt('127.0.0.1:7461'))).toBeVisible();
    await expect.element(button(words.state.turnOff)).toBeVisible();
    expect(desk.form.tcp, 'what is being typed stays').toBe('127.0.0.1:9999');
  });

  test('on is turned off at once where nobody asks', async () => {
    await open({ gate: 'on', decisions: 0 });
    await button(words.state.turnOff).click();
    await expect.element(stateLine().getByText(words.state.offText)).toBeVisible();
  });

  test('on with requests of late asks before it is turned off, by keyboard, and gives the focus back', async () => {
    await open({ gate: 'on' });
    const set = vi.spyOn(fake, 'setGate');
    await button(words.state.turnOff).click();
    await expect.element(page.getByRole('dialog', { name: words.state.offTitle })).toBeVisible();
    await expect.element(button(ko.common.cancel)).toHaveFocus();
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(button(words.state.turnOff)).toHaveFocus();
    expect(set).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect.element(stateLine().getByText(words.state.offText)).toBeVisible();
  });

  test.each(['address_in_use', 'no_access', 'settings_unreadable'] as const)(
    'that failed says where and what to do: %s',
    async (failure) => {
      await open({ gate: failure });
      await expect.element(stateLine().getByText(words.failures[failure], { exact: false })).toBeVisible();
      await expect.element(stateLine().getByText('127.0.0.1:7461', { exact: false })).toBeVisible();
      await button(ko.common.retry).click();
      await expect.element(stateLine().getByText(words.state.listening, { exact: true })).toBeVisible();
    },
  );

  test('follows what Rust tells', async () => {
    await open({ gate: 'reading' });
    await expect.element(stateLine().getByText(words.state.readingText)).toBeVisible();
    fake.fakeGate.set({ ...(await fake.gate()).settings, enabled: true });
    fake.happen({ kind: 'gate_changed' });
    await expect.element(stateLine().getByText(words.state.listening, { exact: true })).toBeVisible();
  });

  test('that can’t be had says why, and can be asked for again', async () => {
    fake = new FakeHost();
    fake.refuse('gate', { code: 'store_failed' });
    setHost(fake);
    await render(Fixture, {});
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.store_failed)).toBeVisible();
    await button(ko.common.retry).click();
    await expect.element(stateLine()).toBeVisible();
  });

  test('is refused with words, and stays as it was', async () => {
    await open();
    fake.refuse('setGate', { code: 'gate_not_saved' });
    await button(words.state.turnOn).click();
    await expect.element(page.getByText(ko.errors.codes.gate_not_saved)).toBeVisible();
    await expect.element(button(words.state.turnOn)).toBeVisible();
  });
});

describe('the figures', () => {
  test('are told to who can’t see the chart', async () => {
    await open({ gate: 'on' });
    const { allowed, refused } = (await fake.gate()).figures;
    const sum = (values: number[]) => values.reduce((one, other) => one + other, 0).toLocaleString('ko-KR');
    const peak = Math.max(...allowed.map((it, at) => it + (refused[at] ?? 0))).toLocaleString('ko-KR');
    const summary = words.figures.summary(sum(allowed), sum(refused), peak);
    await expect
      .element(page.getByRole('img', { name: `${words.figures.chart}. ${summary}` }))
      .toBeInTheDocument();
    await page.getByText(words.figures.table).click();
    await expect
      .element(page.getByRole('row', { name: new RegExp(words.figures.minutesAgo('0', '1')) }))
      .toBeVisible();
  });

  test('name each step that refused, the last change, and a gateway that is set up wrongly', async () => {
    await open({ gate: 'on' });
    const steps = page.getByRole('list', { name: words.figures.byStep });
    await expect.element(steps.getByText(ko.decisions.steps.block.title)).toBeVisible();
    await expect.element(page.getByText(words.figures.latency('0.2 ms'))).toBeVisible();
    expect(page.getByText(words.figures.toRecipes).elements()).toEqual([]);
    fake.fakeGate.misconfigured = 4;
    fake.happen({ kind: 'gate_changed' });
    await expect.element(page.getByText(words.figures.misconfigured('4'), { exact: false })).toBeVisible();
    await button(words.figures.toRecipes).click();
    await expect.element(page.getByRole('heading', { name: words.sections.recipes })).toHaveFocus();
  });

  test('of a gate that nobody asked say so', async () => {
    await open({ gate: 'on', decisions: 0 });
    await expect.element(page.getByText(words.figures.none, { exact: true })).toBeVisible();
    await expect.element(page.getByText(words.figures.noRefusals)).toBeVisible();
  });
});

describe('the settings', () => {
  test('are judged as they are typed, each at its field', async () => {
    await open();
    await field(words.settings.tcp).fill('gate.example:7461');
    await expect.element(page.getByText(words.problems.address_is_name)).toBeVisible();
    await expect.element(field(words.settings.tcp)).toBeInvalid();
    await field(words.settings.tcp).fill('0.0.0.0:7461');
    await expect.element(page.getByText(words.settings.openToOthers)).toBeVisible();
    await expect.element(field(words.settings.tcp)).toBeValid();
    await field(words.settings.proxies).fill('0.0.0.0/0');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(words.problems.trusts_everyone)).toBeVisible();
    await field(words.settings.hosts).fill('ga te,');
    await expect.element(page.getByText(words.problems.host_unreadable, { exact: false })).toBeVisible();
  });

  test('are not saved with a problem: the focus goes to its field', async () => {
    await open();
    const set = vi.spyOn(fake, 'setGate');
    await field(words.settings.header).fill('X Real');
    await button(words.settings.save).click();
    await expect.element(field(words.settings.header)).toHaveFocus();
    expect(set).not.toHaveBeenCalled();
  });

  test('are in force when they are saved, with what stood in a list and was not completed', async () => {
    await open({ gate: 'on' });
    await field(words.settings.proxies).fill('10.1.2.3/8');
    await field(words.settings.unix).fill('/run/mapae/gate.sock');
    await button(words.settings.save).click();
    await expect.element(page.getByText(words.settings.saved)).toBeVisible();
    const { settings } = await fake.gate();
    expect(settings.trustedProxies).toEqual(['10.0.0.0/8']);
    expect(settings.enabled, 'it is not turned off by it').toBe(true);
    await expect.element(stateLine().getByText('unix:/run/mapae/gate.sock', { exact: false })).toBeVisible();
    await expect.element(button(words.settings.save)).toBeDisabled();
  });

  test('that are typed outlive the page, and can be given up', async () => {
    const desk = new GateDesk();
    const { unmount } = await open({}, desk);
    await field(words.settings.header).fill('X-Real-IP');
    await unmount();
    await render(Fixture, { desk });
    await expect.element(field(words.settings.header)).toHaveValue('X-Real-IP');
    await button(words.settings.undo).click();
    await expect.element(field(words.settings.header)).toHaveValue('X-Forwarded-For');
  });

  test('follow another change where nothing was typed', async () => {
    await open();
    await expect.element(field(words.settings.tcp)).toHaveValue('127.0.0.1:7461');
    fake.fakeGate.set({ ...(await fake.gate()).settings, tcp: '127.0.0.1:8000' });
    fake.happen({ kind: 'gate_changed' });
    await expect.element(field(words.settings.tcp)).toHaveValue('127.0.0.1:8000');
  });
});

describe('the introspection secret', () => {
  test('is made at once where there is none, and is never on the page', async () => {
    await open();
    await button(words.settings.make).click();
    await expect
      .element(page.getByText(ko.tokens.onClipboard(words.settings.secretName, '30')))
      .toBeVisible();
    await expect.element(button(words.settings.replace)).toBeVisible();
    await button(ko.tokens.clearNow).click();
    await expect.element(page.getByText(ko.tokens.settled.cleared)).toBeVisible();
  });

  test('is replaced only after a question', async () => {
    await open();
    fake.fakeGate.makeSecret();
    fake.happen({ kind: 'gate_changed' });
    const make = vi.spyOn(fake, 'makeGateSecret');
    await button(words.settings.replace).click();
    const dialog = page.getByRole('dialog', { name: words.settings.replaceTitle });
    await expect.element(dialog).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    expect(make).not.toHaveBeenCalled();
    await dialog.getByRole('button', { name: words.settings.replace }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    expect(make).toHaveBeenCalledOnce();
  });
});

describe('what a gateway is given', () => {
  const code = (name: string, file: string) =>
    page.getByRole('group', { name: words.recipes.text(name, file) });

  test('follows the gateway, the addresses and the choice about the token', async () => {
    await open();
    const nginx = code('nginx', 'mapae-locations.conf');
    await expect.poll(() => textOf(nginx)).toContain('proxy_pass http://127.0.0.1:3000;');
    expect(textOf(nginx)).toContain('proxy_set_header Authorization "";');
    await field(words.recipes.upstream).fill('app.internal:9000');
    await expect.poll(() => textOf(nginx)).toContain('proxy_pass http://app.internal:9000;');
    await page.getByRole('checkbox', { name: words.recipes.tokenGoesOn }).click();
    await expect.poll(() => textOf(nginx)).not.toContain('Authorization');
    await page.getByRole('radio', { name: 'Caddy' }).click();
    await expect.element(code('Caddy', 'caddy.conf')).toBeVisible();
  });

  test('says at the field what can’t be read, and nothing is to be copied then', async () => {
    await open();
    await field(words.recipes.upstream).fill('http://x');
    await expect.element(page.getByText(words.recipeProblems.upstream)).toBeVisible();
    await expect.element(code('nginx', 'mapae-locations.conf')).not.toBeInTheDocument();
  });

  test('tells of a gate that trusts no proxy, and leads to the settings', async () => {
    await open();
    await expect.element(page.getByText(words.recipes.needsTrust, { exact: false })).toBeVisible();
    await button(words.recipes.toSettings).click();
    await expect.element(page.getByRole('heading', { name: words.sections.settings })).toHaveFocus();
  });

  test('is copied whole, or left selected where the engine refuses', async () => {
    await open();
    await expect.element(code('nginx', 'mapae-upstreams.conf')).toBeVisible();
    const copy = page.getByRole('button', { name: /mapae-upstreams\.conf/ });
    let copied = '';
    const listener = () => {
      copied = document.getSelection()?.toString() ?? '';
    };
    document.addEventListener('copy', listener);
    await copy.click();
    document.removeEventListener('copy', listener);
    await expect
      .element(page.getByText(words.recipes.copied('mapae-upstreams.conf')).first())
      .toBeInTheDocument();
    expect(copied).toContain('keepalive 32;');
    const refuse = vi.spyOn(document, 'execCommand').mockReturnValue(false);
    await copy.click();
    await expect.element(page.getByText(words.recipes.byHand).first()).toBeInTheDocument();
    expect(document.getSelection()?.toString()).toContain('keepalive 32;');
    refuse.mockRestore();
  });
});

test('a caller is told a line with the token’s place left open', async () => {
  await open();
  const line = page.getByRole('group', { name: words.caller.command });
  await expect.poll(() => textOf(line)).toContain(`Bearer ${words.caller.token}`);
  await page.getByRole('combobox', { name: words.caller.api, exact: true }).selectOptions('build-run-log');
  await expect.poll(() => textOf(line)).toContain('/v1/build/run/log/{buildRunSeq}');
});

describe('the self-test', () => {
  const results = () => page.getByRole('list', { name: words.test.results });

  test('says that every probe passed', async () => {
    await open({ gate: 'on' });
    await button(words.test.run).click();
    await expect.element(page.getByText(words.test.allPassed('11'))).toBeVisible();
    expect(results().getByRole('listitem').elements()).toHaveLength(11);
  });

  test('says which failed, what came, and what to mend', async () => {
    await open({ gate: 'on' });
    await field(words.test.url).nth(1).fill('http://127.0.0.1:8081');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(words.test.someFailed('3', '11'))).toBeVisible();
    const failed = results().getByRole('listitem').filter({ hasText: words.probes.limit });
    await expect.element(failed.getByText(words.test.failed, { exact: true })).toBeVisible();
    await expect.element(failed.getByText(words.advice.limit_not_restored)).toBeVisible();
    await expect.element(failed.getByText(words.test.wanted('429'), { exact: false })).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('tells at the field of an address that it may not call', async () => {
    await open({ gate: 'on' });
    const url = field(words.test.url).nth(1);
    await url.fill('http://example.com');
    await button(words.test.run).click();
    await expect.element(page.getByText(words.testProblems.url_public)).toBeVisible();
    await expect.element(url).toHaveFocus();
    await expect.element(url).toBeInvalid();
  });

  test('needs a gate that is on', async () => {
    await open();
    await button(words.test.run).click();
    await expect.element(page.getByRole('alert').getByText(words.testProblems.gate_off)).toBeVisible();
  });

  test('needs an API to ask for', async () => {
    await open({ emptyCatalogue: true });
    await expect.element(page.getByText(words.test.noApis)).toBeVisible();
    expect(button(words.test.run).elements()).toEqual([]);
  });
});

test('its parts are reached by keyboard from their list', async () => {
  await open();
  const nav = page.getByRole('navigation', { name: words.sections.label });
  (nav.getByRole('button', { name: words.sections.test }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('heading', { name: words.sections.test })).toHaveFocus();
  await userEvent.tab();
  await expect.element(field(words.test.url).nth(1)).toHaveFocus();
});

test('axe finds nothing, on or off, with a problem in each field, in both themes and languages', async () => {
  await open();
  expect(await findingsInBothThemes()).toEqual([]);
  fake.fakeGate.misconfigured = 2;
  await button(words.state.turnOn).click();
  await field(words.settings.tcp).fill('x');
  await field(words.settings.proxies).fill('x,10.0.0.0/8,');
  await expect.element(field(words.settings.tcp)).toBeInvalid();
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    expect(await findingsInBothThemes()).toEqual([]);
  }
  i18n.language = 'ko';
});
