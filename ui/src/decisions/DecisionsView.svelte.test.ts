import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { opening } from '../drawer/opening.svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import type { DecisionRow } from '../host/types/DecisionRow';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import { DecisionsAsked } from './asked.svelte';
import Fixture from './view-fixture.svelte';

const words = ko.decisions;
let fake: FakeHost;

async function open(options: FakeOptions = {}, props: Record<string, unknown> = {}): Promise<void> {
  fake = new FakeHost({ tokens: 30, gate: 'on', ...options });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  await render(Fixture, props);
}

beforeEach(() => {
  opening.wanted = undefined;
});

const grid = () => page.getByRole('grid', { name: words.grid });
const row = (index: number) => page.getByRole('row').nth(index + 1);
const panel = () => page.getByRole('dialog', { name: /판정 .*번/ });
const button = (name: string) => page.getByRole('button', { name, exact: true });

/** More requests, and a look at them without waiting for its second. */
function arrive(count: number): void {
  fake.fakeGate.decisions.arrive(count);
  fake.happen({ kind: 'gate_changed' });
}

/** Where the first such decision stands. */
async function find(
  wanted: (decision: DecisionRow) => boolean,
  { filter } = new DecisionsAsked(),
): Promise<{ at: number; decision: DecisionRow }> {
  const { rows } = await fake.listDecisions(filter, 0, 100);
  const at = rows.findIndex(wanted);
  const decision = rows[at];
  if (!decision) throw new Error('the fake host has no such decision');
  return { at, decision };
}

const blocked = ({ outcome }: DecisionRow) => outcome.kind === 'refused' && outcome.reason.code === 'blocked';
const notAllowed = ({ outcome }: DecisionRow) =>
  outcome.kind === 'refused' && outcome.reason.code === 'not_allowed';

describe('the list', () => {
  test('says of each request what was decided, and by which rule', async () => {
    await open();
    const { at, decision } = await find(blocked);
    await expect.element(row(at).getByText('차단 IP 3번째: 10.2.0.0/16 사무실')).toBeVisible();
    await expect.element(row(at).getByText(words.refused, { exact: true })).toBeVisible();
    await expect.element(row(at).getByText(decision.address ?? '')).toBeVisible();
    await expect.element(row(at).getByText(decision.token?.name ?? '')).toBeVisible();
  });

  test.each([
    [true, words.emptyOn],
    [false, words.emptyOff],
  ])('that is empty says why (the gate is on: %s)', async (on, text) => {
    await open({ decisions: 0 }, { on });
    await expect.element(page.getByText(text)).toBeVisible();
  });

  test('that can’t be had says why, and can be asked for again', async () => {
    fake = new FakeHost({ tokens: 5, gate: 'on' });
    fake.refuse('listDecisions', { code: 'store_failed' });
    setHost(fake);
    await session.open();
    await render(Fixture, {});
    await expect.element(page.getByRole('alert').getByText(ko.errors.codes.store_failed)).toBeVisible();
    await button(ko.common.retry).click();
    await expect.element(grid()).toBeVisible();
  });
});

describe('new decisions', () => {
  test('are shown at once to who looks at the top', async () => {
    await open();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '241');
    arrive(3);
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '244');
  });

  test('wait behind a button while a row is in hand, and no row moves', async () => {
    await open();
    const { at } = await find(blocked);
    await row(at).getByRole('rowheader').click();
    await userEvent.keyboard('{Escape}');
    await expect.element(row(at).getByRole('rowheader')).toHaveFocus();
    arrive(12);
    await expect.element(button(words.fresh('12'))).toBeVisible();
    await expect.element(row(at).getByText('차단 IP 3번째: 10.2.0.0/16 사무실')).toBeVisible();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '241');
    await button(words.fresh('12')).click();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '253');
    await expect.element(button(words.pause)).toHaveFocus();
  });

  test('wait while the list is scrolled', async () => {
    await open();
    await expect.element(row(0)).toBeVisible();
    grid().element().scrollTop = 800;
    await expect.poll(() => grid().element().querySelector('[data-row="30"]')).not.toBeNull();
    arrive(2);
    await expect.element(button(words.fresh('2'))).toBeVisible();
  });

  test('are only counted while it is paused', async () => {
    await open();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '241');
    await button(words.pause).click();
    await expect.element(page.getByText(words.paused)).toBeVisible();
    arrive(150);
    await expect.element(button(words.freshOrMore('100'))).toBeVisible();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '241');
    await button(words.resume).click();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '391');
  });
});

describe('it is narrowed', () => {
  async function choose(filter: string, value: string): Promise<void> {
    await button(ko.list.filters.add).click();
    await page.getByRole('button', { name: filter, exact: true }).click();
    await page.getByRole('radio', { name: value, exact: true }).click();
    await userEvent.keyboard('{Escape}');
  }

  test('to an outcome, a step, a text; and widened again', async () => {
    const asked = new DecisionsAsked();
    await open({}, { asked });
    await choose(words.filters.outcome, words.allowed);
    expect(asked.filter.allowed).toBe(true);
    await choose(words.filters.step, words.steps.block.title);
    expect(asked.filter, 'no step refuses what was allowed').toMatchObject({ allowed: null, step: 'block' });
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '13');
    await page.getByRole('searchbox').fill('no such path');
    await expect.element(page.getByText(words.nothingTitle)).toBeVisible();
    await page.getByRole('region').getByRole('button', { name: words.clear, exact: true }).last().click();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '241');
  });

  test('to one token, from its panel', async () => {
    const asked = new DecisionsAsked();
    await open({}, { asked });
    const { at, decision } = await find(blocked);
    await row(at).getByRole('rowheader').click();
    await button(words.onlyToken).click();
    await expect.element(panel()).not.toBeInTheDocument();
    expect(asked.filter.token).toBe(decision.token?.id);
    const { total } = await fake.listDecisions(asked.filter, 0, 1);
    await expect.element(grid()).toHaveAttribute('aria-rowcount', String(total + 1));
  });
});

describe('the panel', () => {
  test('is opened and closed by keyboard, and gives the focus back', async () => {
    await open();
    const { at } = await find(blocked);
    await row(at).getByRole('rowheader').click();
    await expect.element(panel()).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(panel()).not.toBeInTheDocument();
    await expect.element(row(at).getByRole('rowheader')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(panel()).toBeVisible();
  });

  test('marks the step that decided, and says its rule', async () => {
    await open();
    const { at } = await find(blocked);
    await row(at).getByRole('rowheader').click();
    const steps = panel().getByRole('listitem');
    expect(steps.elements()).toHaveLength(10);
    await expect.element(steps.nth(6)).toHaveAttribute('aria-current', 'step');
    await expect.element(steps.nth(6).getByText('차단 IP 3번째: 10.2.0.0/16 사무실')).toBeVisible();
    await expect.element(steps.nth(5).getByText(words.state.passed)).toBeVisible();
    await expect.element(steps.nth(7).getByText(words.state.not_reached)).toBeVisible();
  });

  test('says that the gate saw the gateway’s address, and leads to the trusted proxies', async () => {
    const onproxies = vi.fn();
    const asked = new DecisionsAsked();
    asked.step = 'allow';
    await open({}, { asked, onproxies });
    const { at } = await find(({ address, peer }) => address === peer, asked);
    await row(at).getByRole('rowheader').click();
    await expect.element(panel().getByText(words.peerSeen)).toBeVisible();
    await button(words.toSettings).click();
    expect(onproxies).toHaveBeenCalledOnce();
  });

  test.each([
    [words.addAllow, (address: string) => ({ allow: address })],
    [words.addBlock, (address: string) => ({ block: address })],
  ])('makes an entry of the address that was seen: %s', async (name, entries) => {
    await open();
    const { at, decision } = await find(notAllowed);
    await row(at).getByRole('rowheader').click();
    await button(name).click();
    expect(opening.wanted).toEqual({ id: decision.token?.id, entries: entries(decision.address ?? '') });
  });

  test('opens the token; of a token that is not known there is nothing to do', async () => {
    await open();
    const { at, decision } = await find(blocked);
    await row(at).getByRole('rowheader').click();
    await button(words.openToken).click();
    expect(opening.wanted).toEqual({ id: decision.token?.id });
    const unknown = await find(({ token }) => token === null);
    await row(unknown.at).getByRole('rowheader').click();
    await expect.element(panel().getByText(words.tokenUnproven)).toBeVisible();
    expect(button(words.openToken).elements()).toEqual([]);
  });
});

test('axe finds nothing on list, panel and filters, in both themes and languages', async () => {
  await open();
  const { at } = await find(notAllowed);
  await row(at).getByRole('rowheader').click();
  await expect.element(panel()).toBeVisible();
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    expect(await findingsInBothThemes()).toEqual([]);
  }
  i18n.language = 'ko';
  await userEvent.keyboard('{Escape}');
  await button(ko.list.filters.add).click();
  await page.getByRole('button', { name: words.filters.step, exact: true }).click();
  await expect.element(page.getByRole('radio', { name: words.steps.limit.title })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
});
