import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DraftInput } from '../host/types/DraftInput';
import type { DraftReport } from '../host/types/DraftReport';
import type { Problem } from '../host/types/Problem';
import { Draft } from './draft.svelte';
import { CHECK_DELAY } from './form.svelte';

const TODAY = '2026-11-23';

/** A judge whose answers the test releases, in any order. */
class Judge {
  readonly questions: { input: DraftInput; answer: (report: DraftReport) => void; fail: () => void }[] = [];

  checkDraft(input: DraftInput): Promise<DraftReport> {
    return new Promise((resolve, reject) => {
      this.questions.push({ input, answer: resolve, fail: () => reject({ code: 'internal' }) });
    });
  }

  async answer(index: number, change: Partial<DraftReport> = {}): Promise<void> {
    const question = this.questions[index];
    if (!question) throw new Error(`question ${index} was not asked`);
    question.answer(report(question.input, change));
    await vi.advanceTimersByTimeAsync(0);
  }
}

function report(input: DraftInput, change: Partial<DraftReport> = {}): DraftReport {
  const list = (texts: string[]) => ({
    entries: texts.map((network) => ({ value: { network, note: null }, problem: null, notices: [] })),
    problem: null,
  });
  return {
    name: { value: input.name, problem: null },
    description: { value: input.description, problem: null },
    expiry: { value: null, problem: null },
    allow: list(input.allow),
    block: list(input.block),
    limit: { value: { kind: 'unlimited' }, problem: null },
    scopes: { problem: null },
    today: TODAY,
    ready: true,
    ...change,
  };
}

function wrong(problem: Problem): { value: null; problem: Problem } {
  return { value: null, problem };
}

function on(date: string): DraftReport['expiry'] {
  return { value: { kind: 'on', date, zone: 'Asia/Seoul', instant: 0, daysLeft: 90 }, problem: null };
}

let judge: Judge;
let draft: Draft;

beforeEach(() => {
  vi.useFakeTimers();
  judge = new Judge();
  draft = new Draft(judge);
});

afterEach(() => {
  draft.end();
  vi.useRealTimers();
});

async function rest(): Promise<void> {
  await vi.advanceTimersByTimeAsync(CHECK_DELAY);
}

describe('asking', () => {
  test('waits until typing rests and sends what stands there then', async () => {
    draft.name = '가';
    draft.name = '가나';
    expect(judge.questions).toHaveLength(0);
    await rest();
    expect(judge.questions.map((question) => question.input.name)).toEqual(['가나']);
  });

  test('drops an answer that a newer question has overtaken', async () => {
    draft.name = 'a';
    await rest();
    draft.name = 'ab';
    await rest();
    await judge.answer(1, { name: { value: 'ab', problem: null } });
    await judge.answer(0, { name: wrong({ code: 'name_taken', name: 'a' }) });
    expect(draft.report?.name.problem).toBeNull();
  });

  test('proposes a date 90 days from the day that Rust calls today, which is not yet an edit', async () => {
    const begun = draft.begin();
    await judge.answer(0);
    expect(draft.date).toBe('2027-02-21');
    await judge.answer(1);
    await begun;
    expect(draft.dirty).toBe(false);
  });

  test('keeps a date typed before the first answer', async () => {
    const begun = draft.begin();
    draft.date = '2027-01-01';
    await judge.answer(0);
    await begun;
    expect(draft.date).toBe('2027-01-01');
    expect(draft.dirty).toBe(true);
  });

  test('ends: no question and no answer afterwards', async () => {
    draft.name = 'a';
    await rest();
    draft.name = 'ab';
    draft.end();
    await rest();
    await judge.answer(0);
    expect(judge.questions).toHaveLength(1);
    expect(draft.report).toBeUndefined();
  });
});

describe('problems', () => {
  const taken: Problem = { code: 'name_taken', name: 'a' };

  test('wait until the field has been left', async () => {
    draft.name = 'a';
    await rest();
    await judge.answer(0, { name: wrong(taken) });
    expect(draft.problem('name')).toBeNull();
    draft.touch('name');
    expect(draft.problem('name')).toEqual(taken);
  });

  test('never speak of what stood there before the last edit', async () => {
    draft.name = ' ';
    await rest();
    await judge.answer(0, { name: wrong({ code: 'name_empty' }) });
    draft.name = 'a';
    draft.touch('name');
    expect(draft.problem('name')).toBeNull();
    await rest();
    await judge.answer(1, { name: wrong(taken) });
    expect(draft.problem('name')).toEqual(taken);
  });

  test('stay away from a field that was only passed through', async () => {
    const begun = draft.begin();
    await judge.answer(0, { name: wrong({ code: 'name_empty' }) });
    await judge.answer(1, { name: wrong({ code: 'name_empty' }) });
    await begun;
    draft.touch('name');
    expect(draft.problem('name')).toBeNull();
  });

  test('show on every field after a refused save, whose focus is the first in the order of the manual', async () => {
    const verdict = draft.settle();
    await judge.answer(0, {
      ready: false,
      expiry: wrong({ code: 'date_empty' }),
      scopes: { problem: { code: 'scopes_empty' } },
    });
    expect(await verdict).toEqual({ kind: 'refused', field: 'expiry' });
    expect(draft.problem('scopes')).toEqual({ code: 'scopes_empty' });
    expect(draft.problem('name')).toBeNull();
  });

  test('of an entry are problems of its field as soon as the entry is complete', async () => {
    draft.allow = ['nope'];
    await rest();
    const entries = [{ value: null, problem: { code: 'entry_unreadable' as const }, notices: [] }];
    await judge.answer(0, { allow: { entries, problem: null } });
    expect(draft.problem('allow')).toEqual({ code: 'entry_unreadable' });
  });
});

describe('saving', () => {
  test('takes text left in a chip field as an entry', async () => {
    draft.allowPending = ' 10.0.0.1 ';
    const verdict = draft.settle();
    expect(judge.questions[0]?.input.allow).toEqual(['10.0.0.1']);
    expect(draft.allowPending).toBe('');
    await judge.answer(0);
    expect(await verdict).toEqual({ kind: 'ready' });
  });

  test('asks again where something was typed while the check was under way', async () => {
    draft.name = 'a';
    const verdict = draft.settle();
    draft.name = 'ab';
    await judge.answer(0);
    expect(judge.questions).toHaveLength(2);
    await judge.answer(1);
    expect(await verdict).toEqual({ kind: 'ready' });
    expect(judge.questions[1]?.input.name).toBe('ab');
  });

  test('tells a check that failed and keeps what was typed', async () => {
    draft.name = 'a';
    const verdict = draft.settle();
    judge.questions[0]?.fail();
    expect(await verdict).toEqual({ kind: 'failed', error: { code: 'internal' } });
    expect(draft.name).toBe('a');
  });

  test('stops where the dialog went away meanwhile', async () => {
    const verdict = draft.settle();
    draft.end();
    await judge.answer(0);
    expect(await verdict).toEqual({ kind: 'ended' });
  });
});

describe('the date', () => {
  test('becomes ISO after the field was left, not while it is typed', async () => {
    draft.date = '2027.2.21';
    await rest();
    await judge.answer(0, { expiry: on('2027-02-21') });
    expect(draft.date).toBe('2027.2.21');
    draft.settleDate();
    expect(draft.date).toBe('2027-02-21');
  });

  test('becomes ISO when the answer comes after the field was left', async () => {
    draft.date = '20270221';
    draft.settleDate();
    await rest();
    await judge.answer(0, { expiry: on('2027-02-21') });
    expect(draft.date).toBe('2027-02-21');
  });

  test('that cannot be read stays as typed', async () => {
    draft.date = '2월말';
    draft.settleDate();
    await rest();
    await judge.answer(0, { expiry: wrong({ code: 'date_unreadable' }) });
    expect(draft.date).toBe('2월말');
    expect(draft.problem('expiry')).toEqual({ code: 'date_unreadable' });
  });

  test('is not rewritten under the fingers of who goes on typing', async () => {
    draft.date = '2027.2.2';
    draft.settleDate();
    draft.date = '2027.2.21';
    await rest();
    await judge.answer(0, { expiry: on('2027-02-21') });
    expect(draft.date).toBe('2027.2.21');
  });
});

describe('entries', () => {
  test('keep their reports while the list changes around them', async () => {
    draft.allow = ['10.0.0.0/8', '10.0.0.1'];
    await rest();
    await judge.answer(0);
    draft.allow = ['192.168.0.1', '10.0.0.1'];
    expect(draft.entries('allow').map((entry) => entry?.value?.network)).toEqual([undefined, '10.0.0.1']);
  });

  test('written twice keep a report each', async () => {
    draft.block = ['10.0.0.1', '10.0.0.1'];
    await rest();
    const value = { network: '10.0.0.1/32', note: null };
    const entries = [
      { value, problem: null, notices: [] },
      { value, problem: null, notices: [{ code: 'duplicate' as const, position: 1 }] },
    ];
    await judge.answer(0, { block: { entries, problem: null } });
    expect(draft.entries('block').map((entry) => entry?.notices.length)).toEqual([0, 1]);
  });
});

describe('a draft that was ended', () => {
  test('goes on as it was, asked about anew, its date not proposed again', async () => {
    const beginning = draft.begin();
    await judge.answer(0);
    await judge.answer(1);
    await beginning;
    expect(draft.date).toBe('2027-02-21');
    draft.name = '쓰던 것';
    draft.end();
    await rest();
    const asked = judge.questions.length;
    const again = draft.begin();
    expect(judge.questions.length).toBe(asked + 1);
    await judge.answer(asked);
    await again;
    expect([draft.name, draft.date]).toEqual(['쓰던 것', '2027-02-21']);
    expect(judge.questions.length, 'no second question for a first date').toBe(asked + 1);
    draft.name = '이어서 쓴 것';
    await rest();
    expect(judge.questions.at(-1)?.input.name).toBe('이어서 쓴 것');
  });
});

describe('dirty', () => {
  test.each<[string, (draft: Draft) => void]>([
    [
      'a name',
      (each) => {
        each.name = 'a';
      },
    ],
    [
      'a description',
      (each) => {
        each.description = 'a';
      },
    ],
    [
      'no expiry',
      (each) => {
        each.expires = false;
      },
    ],
    [
      'an entry',
      (each) => {
        each.block = ['10.0.0.1'];
      },
    ],
    [
      'half an entry',
      (each) => {
        each.blockPending = '10.';
      },
    ],
    [
      'a limit',
      (each) => {
        each.count = '5';
      },
    ],
    [
      'a period',
      (each) => {
        each.period = 'day';
      },
    ],
    [
      '한 번만 보기',
      (each) => {
        each.copyOnce = true;
      },
    ],
    [
      'a scope',
      (each) => {
        each.scopes = new Set(['build']);
      },
    ],
  ])('after %s', (_, change) => {
    expect(draft.dirty).toBe(false);
    change(draft);
    expect(draft.dirty).toBe(true);
  });
});
