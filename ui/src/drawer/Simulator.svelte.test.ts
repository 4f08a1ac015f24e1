import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { decisionsWay } from '../decisions/way.svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import type { DraftInput } from '../host/types/DraftInput';
import type { TokenRow } from '../host/types/TokenRow';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { toasts } from '../kit/toasts.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './drawer-fixture.svelte';
import type { NewEntries } from './opening.svelte';

const words = ko.simulator;
const draft: DraftInput = {
  name: '배포 자동화',
  description: '',
  expiry: { kind: 'on', date: '2027-02-21' },
  allow: ['10.0.0.0/8 사무실'],
  block: ['10.2.0.0/16 손님'],
  limit: { count: '1000', period: 'total' },
  scopes: ['build-create'],
  copyOnce: false,
};

let host: FakeHost;

const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const text = (part: string) => page.getByText(part, { exact: false });
const step = (name: string) => page.getByRole('listitem').filter({ hasText: name });

async function open(entries?: NewEntries): Promise<TokenRow> {
  const row = await host.issueToken(draft);
  await render(Fixture, { row, entries });
  return row;
}

async function simulate(): Promise<void> {
  await open();
  await button(words.title).click();
  await page.getByRole('combobox', { name: words.api }).selectOptions('POST 빌드 생성');
  await expect.element(field(words.path)).toHaveValue('/v1/build');
}

beforeEach(() => {
  host = new FakeHost();
  setHost(host);
  toasts.clear();
  decisionsWay.asked = undefined;
});

describe('the simulator', () => {
  test('says while it is typed whether a request passes, with the rule of each step', async () => {
    await simulate();
    await field(words.address).fill('10.1.2.3');
    await expect.element(page.getByRole('status').getByText(words.allowed)).toBeVisible();
    await expect.element(text(words.allowedBy(1, '10.0.0.0/8', '사무실'))).toBeVisible();
    await expect.element(text(words.apiHeld('빌드 생성'))).toBeVisible();
    await expect.element(text(words.left('1,000'))).toBeVisible();
    for (const language of ['ko', 'en'] as const) {
      i18n.language = language;
      expect(await findingsInBothThemes()).toEqual([]);
    }
  });

  test('names the step and the entry that refuse, and what is not looked at any more', async () => {
    await simulate();
    await field(words.address).fill('10.2.0.9');
    const refused = words.refused(ko.decisions.steps.block.title);
    await expect.element(page.getByRole('status').getByText(refused)).toBeVisible();
    await expect.element(text(words.blocked(1, '10.2.0.0/16', '손님'))).toBeVisible();
    await expect.element(step(ko.decisions.steps.scope.title).getByText(words.notReached)).toBeVisible();
    await field(words.address).fill('');
    await expect.element(text(words.addressUnknown)).toBeVisible();
  });

  test('judges another time, and says what is no time', async () => {
    await simulate();
    await field(words.address).fill('10.1.2.3');
    await page.getByRole('radio', { name: words.whens.at }).click();
    await field(words.at).fill('someday');
    await expect.element(field(words.at)).toBeInvalid();
    await field(words.at).fill('2027-03-01 09:00');
    const refused = words.refused(ko.decisions.steps.expiry.title);
    await expect.element(page.getByRole('status').getByText(refused)).toBeVisible();
  });

  test('says what is no address and no method', async () => {
    await simulate();
    await field(words.address).fill('office');
    await expect.element(text(words.addressUnreadable)).toBeVisible();
    await field(words.method).fill('');
    await expect.element(text(words.methodUnreadable)).toBeVisible();
  });

  test('asks once for what was typed in one go, and counts nothing', async () => {
    const asked = vi.spyOn(host, 'simulate');
    await simulate();
    await field(words.address).click();
    await userEvent.keyboard('10.1.2.3');
    await expect.poll(() => asked.mock.lastCall?.[1].address).toBe('10.1.2.3');
    const addresses = asked.mock.calls.map(([, { address }]) => address);
    expect(new Set(addresses).size).toBeLessThan(4);
    await expect.element(text(words.uncounted)).toBeVisible();
  });

  test('in the edit judges what is being typed there, and its Enter does not save', async () => {
    await open();
    await button('편집').click();
    await button(words.afterEdit).click();
    await page.getByRole('combobox', { name: words.api }).selectOptions('POST 빌드 생성');
    await field(words.address).fill('203.0.113.7');
    await expect
      .element(page.getByRole('status').getByText(words.refused(ko.decisions.steps.allow.title)))
      .toBeVisible();
    await userEvent.keyboard('{Enter}');
    await field('허용 IP').fill('203.0.113.0/24');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('status').getByText(words.allowed)).toBeVisible();
    await expect
      .element(page.getByRole('dialog', { name: ko.life.edit.reviewTitle }))
      .not.toBeInTheDocument();
    await field('허용 IP').fill('nonsense');
    await userEvent.keyboard('{Enter}');
    await expect.element(text(words.notReady)).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('that can’t be asked says why', async () => {
    host.refuse('simulate', { code: 'store_failed' });
    await simulate();
    await expect.element(text(ko.errors.codes.store_failed)).toBeVisible();
  });
});

describe('the review of an edit', () => {
  async function review(entries: NewEntries = { allow: '192.0.2.0/24' }): Promise<void> {
    await open(entries);
    await expect.element(field('허용 IP')).toBeVisible();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.element(button('확인')).toHaveFocus();
  }

  test('tells how many recent requests would newly be refused, and from where', async () => {
    host.editImpact = () =>
      Promise.resolve({
        requests: 1204,
        since: Date.UTC(2026, 10, 22),
        newlyRefused: 37,
        newlyAllowed: 0,
        byAddress: [
          { address: '203.0.113.7', newlyRefused: 30, newlyAllowed: 0 },
          { address: null, newlyRefused: 7, newlyAllowed: 0 },
        ],
      });
    await review();
    await expect.element(text(words.impact.refused('1,204', '37'))).toBeVisible();
    await expect.element(text('203.0.113.7')).toBeVisible();
    await expect.element(text(words.impact.unknown)).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('says that the gate saw none', async () => {
    await review();
    await expect.element(text(words.impact.none)).toBeVisible();
  });

  test('is not held up where that can’t be had', async () => {
    host.refuse('editImpact', { code: 'store_failed' });
    await review();
    await expect.element(text(ko.errors.codes.store_failed)).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(text('저장했어요: 배포 자동화')).toBeVisible();
  });

  test('is not held up where that never comes', async () => {
    host.editImpact = () => new Promise(() => {});
    await review();
    await expect.element(text(words.impact.looking)).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(text('저장했어요: 배포 자동화')).toBeVisible();
  });
});

describe('a drawer that was asked for with entries', () => {
  test('opens in edit with them, and changes nothing before they are saved', async () => {
    const row = await open({ block: '203.0.113.9' });
    await expect.element(button('203.0.113.9 지우기')).toBeVisible();
    await expect.element(field('차단 IP')).toHaveFocus();
    expect((await host.tokenDetail(row.id)).block).toHaveLength(1);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await button('확인').click();
    await expect.element(text('저장했어요: 배포 자동화')).toBeVisible();
    expect((await host.tokenDetail(row.id)).block.map(({ network }) => network)).toContain('203.0.113.9/32');
    // It does not begin again by itself.
    await expect.element(button('편집')).toBeVisible();
  });
});

test('the recent decisions of the token are one press away', async () => {
  const { id, name } = await open();
  await button(words.decisions).click();
  expect(decisionsWay.asked?.token).toEqual({ id, name, deleted: false });
});
