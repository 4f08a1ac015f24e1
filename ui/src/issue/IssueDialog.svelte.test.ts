import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import type { TokenRow } from '../host/types/TokenRow';
import { i18n } from '../i18n/index.svelte';
import { axeFindings } from '../test-axe';
import IssueDialog from './IssueDialog.svelte';

let host: FakeHost;
let issued: TokenRow[] = [];

beforeEach(() => {
  host = new FakeHost({ tokens: 0 });
  setHost(host);
  issued = [];
});

const form = () => page.getByRole('dialog', { name: 'API 토큰 발급' });
const review = () => page.getByRole('dialog', { name: '이대로 발급할까요?' });
const question = () => page.getByRole('dialog', { name: '쓰던 내용을 버릴까요?' });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
/** Part of a text. */
const text = (part: string) => page.getByText(part, { exact: false });
const chosen = (words: string) => page.getByRole('group', { name: '범위', exact: true }).getByText(words);
const error = (name: string) => document.querySelector(`[data-field="${name}"] [data-error]`)?.textContent;

/** A key as the engine sends it: the part under test decides what it does. */
function press(init: KeyboardEventInit & { keyCode?: number }, target = document.activeElement): void {
  target?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
}

async function open() {
  await render(IssueDialog, { open: true, onissued: (row: TokenRow) => issued.push(row) });
  await expect.element(field('만료일')).toHaveValue('2027-02-21');
  await expect.element(box('빌드')).toBeVisible();
}

/** The least that can be issued. */
async function fillRequired(name = '배포') {
  await field('이름').fill(name);
  await box('빌드 생성').click();
}

async function openReview() {
  await fillRequired();
  await button('저장').click();
  await expect.element(review()).toBeVisible();
}

describe('issuing', () => {
  test('can be done with the keyboard alone, every field filled', async () => {
    const sent = vi.spyOn(host, 'issueToken');
    await open();
    await expect.element(field('이름')).toHaveFocus();
    await userEvent.keyboard('deploy');
    await userEvent.tab();
    await userEvent.keyboard('for the pipeline{Enter}second line');
    // Kind of expiry, date, calendar: one day further by keyboard.
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => (document.activeElement as HTMLElement).dataset.date).toBe('2027-02-21');
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await expect.element(field('만료일')).toHaveValue('2027-02-22');
    await userEvent.tab();
    await userEvent.keyboard('{Tab}{Tab}{Tab}{Tab}{Tab}');
    await expect.element(field('허용 IP')).toHaveFocus();
    await userEvent.keyboard('10.0.0.0/8 office{Enter}192.168.0.0/24 lab{Enter}');
    await userEvent.tab();
    await expect.element(field('차단 IP')).toHaveFocus();
    await userEvent.keyboard('10.9.0.0/16');
    await userEvent.tab();
    await expect.element(field('요청 제한')).toHaveFocus();
    await userEvent.keyboard('1,000{Tab}{ArrowRight}{ArrowRight}{ArrowRight}');
    await userEvent.tab();
    await expect.element(page.getByText('고급', { exact: true })).toHaveFocus();
    await userEvent.tab();
    await expect.element(page.getByRole('searchbox', { name: '범위 찾기' })).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(box('빌드')).toHaveFocus();
    await userEvent.keyboard(' {Control>}{Enter}{/Control}');
    await expect.element(review()).toBeVisible();
    await expect
      .element(
        text(
          'office, lab 두 곳에서만 (차단한 한 곳 제외), 2027-02-22까지, 하루 1,000번까지 API 3개를 쓸 수 있어요.',
        ),
      )
      .toBeVisible();
    await expect.element(button('확인')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => issued.map((row) => row.name)).toEqual(['deploy']);
    await expect.element(form()).not.toBeInTheDocument();
    expect(sent).toHaveBeenCalledExactlyOnceWith({
      name: 'deploy',
      description: 'for the pipeline\nsecond line',
      expiry: { kind: 'on', date: '2027-02-22' },
      allow: ['10.0.0.0/8 office', '192.168.0.0/24 lab'],
      block: ['10.9.0.0/16'],
      limit: { count: '1,000', period: 'day' },
      scopes: ['build-create', 'build-run', 'build-run-log'],
      copyOnce: false,
    });
  });

  test('Enter in a single line saves; what is final stands in the review', async () => {
    await open();
    await fillRequired();
    await field('이름').click();
    await userEvent.keyboard('{Enter}');
    await expect.element(review()).toBeVisible();
    await expect.element(text('요청 제한 없음(무제한).')).toBeVisible();
    await expect
      .element(page.getByText('어디서나, 2027-02-21까지, 횟수 제한 없이 API 1개를 쓸 수 있어요.'))
      .toBeVisible();
  });

  test('happens once, however often 확인 is pressed', async () => {
    let release = () => {};
    const real = host.issueToken.bind(host);
    const issue = vi.spyOn(host, 'issueToken').mockImplementation(async (draft) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return real(draft);
    });
    await open();
    await openReview();
    await button('확인').dblClick();
    await userEvent.keyboard('{Enter}{Enter}');
    // While it is under way nothing closes.
    await userEvent.keyboard('{Escape}');
    await expect.element(review()).toBeVisible();
    expect(issue).toHaveBeenCalledOnce();
    release();
    await expect.poll(() => issued.length).toBe(1);
  });

  test('the review goes back to the form, nothing lost', async () => {
    await open();
    await openReview();
    await userEvent.keyboard('{Escape}');
    await expect.element(review()).not.toBeInTheDocument();
    await expect.element(field('이름')).toHaveValue('배포');
    await expect.element(box('빌드 생성')).toBeChecked();
  });
});

describe('a refusal', () => {
  test('shows every message on its field, and the focus is on the first that is wrong', async () => {
    await open();
    await field('만료일').fill('2020-01-01');
    await field('허용 IP').fill('010.0.0.1');
    await field('차단 IP').fill('10.0.0.0/33');
    await field('요청 제한').fill('1e9');
    await button('저장').click();
    await expect.element(field('이름')).toHaveFocus();
    await expect.poll(() => error('name')).toBe('이름을 적어 주세요.');
    expect(error('expiry')).toContain('지난 날짜예요');
    expect(error('allow')).toContain('이렇게 적어 주세요: 10.0.0.1');
    expect(error('block')).toContain('32까지');
    expect(error('limit')).toContain('숫자로 읽을 수 없어요');
    expect(error('scopes')).toContain('하나 이상');
    await expect.element(field('이름')).toHaveAccessibleDescription('이름을 적어 주세요.');
    await expect.element(field('이름')).toHaveAttribute('aria-invalid', 'true');
    await expect.element(field('만료일')).toHaveValue('2020-01-01');
    await expect.element(field('요청 제한')).toHaveValue('1e9');
    await expect.element(button('010.0.0.1')).toBeVisible();
    await expect.element(review()).not.toBeInTheDocument();
    for (const theme of ['light', 'dark']) {
      document.documentElement.dataset.theme = theme;
      expect(await axeFindings()).toEqual([]);
    }
  });

  test('of an entry can be mended with what Rust suggests, and its note stays', async () => {
    await open();
    await field('허용 IP').fill('010.0.0.1 사무실');
    await userEvent.keyboard('{Enter}');
    await button('바꾸기: 10.0.0.1 사무실').click();
    await expect.element(button('10.0.0.1/32 사무실')).toBeVisible();
    await expect.poll(() => error('allow')).toBeUndefined();
  });

  test('of the issuing itself goes back to the field', async () => {
    await open();
    await openReview();
    // Someone else took the name while the review was open.
    await host.issueToken({
      name: '배포',
      description: '',
      expiry: { kind: 'never' },
      allow: [],
      block: [],
      limit: { count: '', period: 'total' },
      scopes: ['build-create'],
      copyOnce: false,
    });
    await button('확인').click();
    await expect.element(review()).not.toBeInTheDocument();
    await expect.element(field('이름')).toHaveFocus();
    await expect.poll(() => error('name')).toContain('이미 쓰고 있는 이름');
    expect(issued).toEqual([]);
  });

  test('for another reason stays in the review and keeps everything', async () => {
    await open();
    await openReview();
    host.refuse('issueToken', { code: 'disk_full', reference: 'K7M2QX' });
    await button('확인').click();
    await expect.element(review().getByRole('alert').getByText('K7M2QX', { exact: false })).toBeVisible();
    await button('확인').click();
    await expect.poll(() => issued.length).toBe(1);
  });

  test('to check at all is told in the form', async () => {
    const check = vi.spyOn(host, 'checkDraft');
    await open();
    await fillRequired();
    // The check that follows typing must not be the one that is refused.
    await expect.poll(() => check.mock.lastCall?.[0].scopes.length).toBe(1);
    host.refuse('checkDraft', { code: 'internal' });
    await button('저장').click();
    await expect
      .element(form().getByRole('alert').getByText('확인하지 못했어요', { exact: false }))
      .toBeVisible();
    await expect.element(field('이름')).toHaveValue('배포');
  });
});

describe('messages', () => {
  test('wait until a field is left, and go when it is mended', async () => {
    await open();
    await field('요청 제한').fill('abc');
    // Rust has answered by the time the old meaning is gone.
    await expect.element(text('제한을 걸 수 없어요')).not.toBeInTheDocument();
    expect(error('limit')).toBeUndefined();
    await field('이름').click();
    await expect.poll(() => error('limit')).toContain('숫자로 읽을 수 없어요');
    await field('요청 제한').fill('10');
    await expect.poll(() => error('limit')).toBeUndefined();
  });

  test('say at once what a network became and what the block list hides', async () => {
    await open();
    await field('허용 IP').fill('10.1.2.3/8 사무실');
    await userEvent.keyboard('{Enter}');
    await expect
      .element(page.getByText('대역의 시작 주소로 맞췄어요: 10.1.2.3/8 → 10.0.0.0/8'))
      .toBeVisible();
    await field('차단 IP').fill('10.0.0.0/8');
    await userEvent.keyboard('{Enter}');
    await expect.element(button('10.0.0.0/8 사무실 차단에 가려져요')).toBeVisible();
  });

  test('say while typing what blank, 0 and a number mean', async () => {
    await open();
    const final = page.getByText('무제한이에요. 발급한 뒤에는 제한을 걸 수 없어요.');
    await expect.element(final).toBeVisible();
    await field('요청 제한').fill('1000');
    await expect.element(page.getByText('모두 합쳐 1,000번까지 쓸 수 있어요.')).toBeVisible();
    await field('요청 제한').fill('0');
    await expect.element(final).toBeVisible();
  });

  test('say what an expiry means, in the zone and in UTC', async () => {
    await open();
    await expect.element(page.getByText('2027-02-21까지 (90일 뒤, 한국 표준시)')).toBeVisible();
    await button('7일 뒤').click();
    await expect.element(page.getByText('2026-11-30까지 (7일 뒤, 한국 표준시)')).toBeVisible();
    await expect.element(button('7일 뒤')).toHaveAttribute('aria-pressed', 'true');
    await text('2026-11-30까지').hover();
    await expect.element(page.getByText('2026-11-30 15:00:00 UTC에 만료돼요.')).toBeVisible();
    await page.getByRole('radio', { name: '무기한' }).click({ force: true });
    await expect.element(text('만료되지 않아요.')).toBeVisible();
  });

  test('change their language without a new form', async () => {
    await open();
    await field('이름').fill('배포');
    i18n.language = 'en';
    await expect.element(page.getByRole('dialog', { name: 'Issue API Token' })).toBeVisible();
    await expect.element(field('Name')).toHaveValue('배포');
    await expect
      .element(page.getByText('Through 2027-02-21 (in 90 days, Korean Standard Time)'))
      .toBeVisible();
    await expect.element(box('Create a build')).toBeVisible();
  });
});

describe('한 번만 보기', () => {
  const summary = () => page.getByText('고급', { exact: true });

  test('is off and folded away; chosen, it is said to be final, and is sent', async () => {
    const sent = vi.spyOn(host, 'issueToken');
    await open();
    await fillRequired();
    await expect.element(box('한 번만 보기')).not.toBeInTheDocument();
    (summary().element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(box('한 번만 보기')).not.toBeChecked();
    await expect.element(box('한 번만 보기')).toHaveAccessibleDescription(/다시 복사할 수 없어요/);
    await box('한 번만 보기').click();
    await button('저장').click();
    await expect.element(text('한 번만 보기. 처음 복사한 뒤에는')).toBeVisible();
    expect(await axeFindings()).toEqual([]);
    await button('확인').click();
    await expect.poll(() => issued[0]?.copyOnce).toBe(true);
    expect(sent.mock.calls[0]?.[0].copyOnce).toBe(true);
  });

  test('is not spoken of in the review where it was not chosen', async () => {
    await open();
    await openReview();
    expect(review().getByText('한 번만 보기', { exact: false }).elements()).toEqual([]);
  });

  test('counts as something that closing would lose', async () => {
    await open();
    await summary().click();
    await box('한 번만 보기').click();
    await userEvent.keyboard('{Escape}');
    await expect.element(question()).toBeVisible();
  });
});

describe('closing', () => {
  test('an untouched form closes at once', async () => {
    await open();
    await userEvent.keyboard('{Escape}');
    await expect.element(form()).not.toBeInTheDocument();
  });

  test.each([
    ['Escape', () => userEvent.keyboard('{Escape}')],
    ['취소', () => button('취소').click()],
    ['the cross', () => form().getByRole('button', { name: '닫기' }).click()],
  ])('a filled form asks first, by %s', async (_, close) => {
    await open();
    await field('이름').fill('배포');
    await close();
    await expect.element(question()).toBeVisible();
    await expect.element(button('계속 작성')).toHaveFocus();
    // Escape takes the safe way.
    await userEvent.keyboard('{Escape}');
    await expect.element(question()).not.toBeInTheDocument();
    await expect.element(field('이름')).toHaveValue('배포');
    await close();
    await button('버리기').click();
    await expect.element(form()).not.toBeInTheDocument();
    await expect.element(question()).not.toBeInTheDocument();
  });

  test('half an entry counts as filled', async () => {
    await open();
    await field('허용 IP').fill('10.');
    await userEvent.keyboard('{Escape}');
    await expect.element(question()).toBeVisible();
  });
});

test('a Hangul composition neither saves nor closes by the key that ends it', async () => {
  const check = vi.spyOn(host, 'checkDraft');
  await open();
  await fillRequired();
  await expect.poll(() => check.mock.lastCall?.[0].scopes.length).toBe(1);
  await field('이름').click();
  check.mockClear();
  for (const key of ['Enter', 'Escape']) {
    // As WebKitGTK with ibus-hangul sends one key.
    press({ key: 'Process', keyCode: 229, isComposing: true });
    document.activeElement?.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    press({ key: 'Process', keyCode: 229 });
    press({ key, keyCode: key === 'Enter' ? 13 : 27 });
  }
  // Saving begins with a check, at once.
  expect(check).not.toHaveBeenCalled();
  expect(question().elements()).toEqual([]);
  document.activeElement?.dispatchEvent(new KeyboardEvent('keyup', { key: 'Escape', bubbles: true }));
  press({ key: 'Enter', keyCode: 13 });
  await expect.element(review()).toBeVisible();
});

describe('scopes', () => {
  test('of an empty catalogue begin with the sample, by one press', async () => {
    setHost(new FakeHost({ emptyCatalogue: true }));
    await render(IssueDialog, { open: true, onissued: () => {} });
    await button('예시 API 목록 불러오기').click();
    await expect.element(box('빌드')).toHaveFocus();
    await expect.element(box('클러스터 목록 조회')).toBeVisible();
  });

  test('that a search hides stay chosen; select all takes what is shown', async () => {
    await open();
    await box('클러스터 목록 조회').click();
    const search = page.getByRole('searchbox', { name: '범위 찾기' });
    await search.fill('로그');
    await expect.element(box('클러스터')).not.toBeInTheDocument();
    await button('모두 선택').click();
    await expect.element(chosen('2개 고름')).toBeVisible();
    // Escape clears the search and closes nothing.
    await search.click();
    await userEvent.keyboard('{Escape}');
    await expect.element(search).toHaveValue('');
    await expect.element(box('클러스터 목록 조회')).toBeChecked();
    await expect.element(box('빌드 실행 로그 조회')).toBeChecked();
    await button('선택 해제').click();
    await expect.element(chosen('0개 고름')).toBeVisible();
  });

  test('without a path say that the gate has nothing to match', async () => {
    await open();
    await box('클러스터').click();
    await expect.element(text('고른 API 중 1개는 경로가 없어요.')).toBeVisible();
  });
});

test('axe finds nothing in form, review and question, in both themes and languages', async () => {
  await open();
  await fillRequired();
  await field('허용 IP').fill('10.1.2.3/8 사무실');
  await userEvent.keyboard('{Enter}');
  const findings = async () => {
    const all: string[] = [];
    for (const theme of ['light', 'dark']) {
      document.documentElement.dataset.theme = theme;
      all.push(...(await axeFindings()));
    }
    return all;
  };
  expect(await findings()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(question()).toBeVisible();
  expect(await findings()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await button('저장').click();
  await expect.element(review()).toBeVisible();
  expect(await findings()).toEqual([]);
  i18n.language = 'en';
  expect(await findings()).toEqual([]);
});
