/**
 * The draft of a token as it is being typed. Rust judges it, this never does: every edit asks `checkDraft` after a
 * short rest, and what the fields show is that answer. An answer overtaken by a later question is dropped, so that a
 * slow check never speaks about a text that is no longer there.
 *
 * Problems wait until a field has been touched (left after an edit) or a save was refused; nobody likes to be
 * corrected while typing the first letter. Notices don't wait.
 */
import type { Host } from '../host/host';
import type { DraftField } from '../host/types/DraftField';
import type { DraftInput } from '../host/types/DraftInput';
import type { DraftReport } from '../host/types/DraftReport';
import type { EntryReport } from '../host/types/EntryReport';
import type { ListReport } from '../host/types/ListReport';
import type { PeriodView } from '../host/types/PeriodView';
import type { Problem } from '../host/types/Problem';
import { addDays } from '../kit/calendar';

/** Typing rests this long before Rust is asked, in milliseconds. */
export const CHECK_DELAY = 120;
/** The dialog starts with a token that lives this many days. */
export const FIRST_DAYS = 90;

/** The manual's order: a refused save puts the focus on the first of these that is wrong. */
export const FIELDS: readonly DraftField[] = [
  'name',
  'description',
  'expiry',
  'allow',
  'block',
  'limit',
  'scopes',
];

export type ListField = 'allow' | 'block';
export type Refusal = { kind: 'refused'; field: DraftField };
/** `ended`: the dialog went away meanwhile. */
export type Verdict = { kind: 'ready' } | Refusal | { kind: 'failed'; error: unknown } | { kind: 'ended' };

type Checker = Pick<Host, 'checkDraft'>;
interface Answer {
  input: DraftInput;
  report: DraftReport;
}

export class Draft {
  readonly #host: Checker;

  #name = $state('');
  #description = $state('');
  #expires = $state(true);
  #date = $state('');
  #allow = $state.raw<readonly string[]>([]);
  #block = $state.raw<readonly string[]>([]);
  #count = $state('');
  #period = $state<PeriodView>('total');
  #scopes = $state.raw<ReadonlySet<string>>(new Set());
  #copyOnce = $state(false);
  /** Typed into a chip field but not completed yet; counts as an entry when the draft is saved. */
  #pending = $state<Record<ListField, string>>({ allow: '', block: '' });

  #answer = $state.raw<Answer | undefined>(undefined);
  #edited = $state.raw<ReadonlySet<DraftField>>(new Set());
  #touched = $state.raw<ReadonlySet<DraftField>>(new Set());
  #refused = $state(false);
  /** Left since the last answer. */
  readonly #left = new Set<DraftField>();

  /** The date that the dialog proposed, which counts as nothing typed. */
  #proposed = '';
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rewriteDate = false;
  #ended = false;

  constructor(host: Checker) {
    this.#host = host;
  }

  get name(): string {
    return this.#name;
  }
  set name(text: string) {
    if (text === this.#name) return;
    this.#name = text;
    this.#edit('name');
  }

  get description(): string {
    return this.#description;
  }
  set description(text: string) {
    if (text === this.#description) return;
    this.#description = text;
    this.#edit('description');
  }

  /** False = 무기한. The date stays, for whoever changes their mind. */
  get expires(): boolean {
    return this.#expires;
  }
  set expires(expires: boolean) {
    if (expires === this.#expires) return;
    this.#expires = expires;
    this.#edit('expiry');
  }

  get date(): string {
    return this.#date;
  }
  set date(text: string) {
    if (text === this.#date) return;
    this.#date = text;
    this.#rewriteDate = false;
    this.#edit('expiry');
  }

  get allow(): readonly string[] {
    return this.#allow;
  }
  set allow(entries: readonly string[]) {
    this.#allow = entries;
    this.#edit('allow');
    this.touch('allow');
  }

  get block(): readonly string[] {
    return this.#block;
  }
  set block(entries: readonly string[]) {
    this.#block = entries;
    this.#edit('block');
    this.touch('block');
  }

  get allowPending(): string {
    return this.#pending.allow;
  }
  set allowPending(text: string) {
    this.#pending.allow = text;
  }

  get blockPending(): string {
    return this.#pending.block;
  }
  set blockPending(text: string) {
    this.#pending.block = text;
  }

  get count(): string {
    return this.#count;
  }
  set count(text: string) {
    if (text === this.#count) return;
    this.#count = text;
    this.#edit('limit');
  }

  get period(): PeriodView {
    return this.#period;
  }
  set period(period: PeriodView) {
    if (period === this.#period) return;
    this.#period = period;
    this.#edit('limit');
  }

  get scopes(): ReadonlySet<string> {
    return this.#scopes;
  }
  set scopes(scopes: ReadonlySet<string>) {
    this.#scopes = scopes;
    this.#edit('scopes');
  }

  /** 한 번만 보기. Rust finds nothing wrong with either, so it is not asked. */
  get copyOnce(): boolean {
    return this.#copyOnce;
  }
  set copyOnce(once: boolean) {
    this.#copyOnce = once;
  }

  /** What Rust said last, about {@link input} or about what it was a moment ago. */
  get report(): DraftReport | undefined {
    return this.#answer?.report;
  }

  get today(): string | undefined {
    return this.#answer?.report.today;
  }

  get input(): DraftInput {
    return {
      name: this.#name,
      description: this.#description,
      expiry: this.#expires ? { kind: 'on', date: this.#date } : { kind: 'never' },
      allow: [...this.#allow],
      block: [...this.#block],
      limit: { count: this.#count, period: this.#period },
      scopes: [...this.#scopes],
      copyOnce: this.#copyOnce,
    };
  }

  /** True if closing would lose something that a person typed or chose. */
  get dirty(): boolean {
    return (
      this.#name !== '' ||
      this.#description !== '' ||
      !this.#expires ||
      this.#date !== this.#proposed ||
      this.#allow.length > 0 ||
      this.#block.length > 0 ||
      this.#pending.allow.trim() !== '' ||
      this.#pending.block.trim() !== '' ||
      this.#count !== '' ||
      this.#period !== 'total' ||
      this.#scopes.size > 0 ||
      this.#copyOnce
    );
  }

  /** Asks for today and proposes the first date. A draft that was ended goes on as it was. */
  async begin(): Promise<void> {
    this.#ended = false;
    const answer = await this.#ask();
    if (!answer || this.#edited.has('expiry') || this.#proposed !== '') return;
    this.#proposed = addDays(answer.report.today, FIRST_DAYS);
    this.#date = this.#proposed;
    await this.#ask();
  }

  /** Stops asking; an answer on its way is dropped. What was typed stays, for {@link begin}. */
  end(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    this.#asked += 1;
  }

  /**
   * The field was left. Where the last answer is about an earlier draft, its problem waits for the next one: else
   * "type a name" would stand beside a name.
   */
  touch(field: DraftField): void {
    if (!this.#edited.has(field) || this.#touched.has(field)) return;
    this.#left.add(field);
    const answer = this.#answer;
    if (answer && same(flat(answer.input), flat(this.input))) this.#tellOfLeft();
  }

  /** The date field was left: another spelling of a date becomes the one that Rust read. */
  settleDate(): void {
    this.touch('expiry');
    this.#rewriteDate = true;
    this.#rewrite();
  }

  /** What is wrong with a field, where it is time to say so. For a list: of its first bad entry. */
  problem(field: DraftField): Problem | null {
    if (!this.#refused && !this.#touched.has(field)) return null;
    return this.#problemOf(field);
  }

  /**
   * The report of each entry, in the present order. The last answer may be about a list that has changed since:
   * entries are then found by their text, and new ones have none until the next answer.
   */
  entries(field: ListField): (EntryReport | undefined)[] {
    const answer = this.#answer;
    if (!answer) return this[field].map(() => undefined);
    const reports = answer.report[field].entries;
    const texts = answer.input[field];
    if (same(texts, this[field])) return [...reports];
    const known = new Map<string, EntryReport | undefined>();
    texts.forEach((text, index) => {
      if (!known.has(text)) known.set(text, reports[index]);
    });
    return this[field].map((text) => known.get(text));
  }

  /** Asks once more, now, and says whether the draft may go on to the review. From then on every problem shows. */
  async settle(): Promise<Verdict> {
    this.#completeEntries();
    try {
      while (!this.#ended) {
        const answer = await this.#ask();
        // Typed on while the check was under way: what it said is not about what stands there now.
        if (!answer || !same(flat(answer.input), flat(this.input))) continue;
        return answer.report.ready ? { kind: 'ready' } : this.refuse();
      }
      return { kind: 'ended' };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /** From now on every problem shows. Answers the field that takes the focus. */
  refuse(field?: DraftField | null): Refusal {
    this.#refused = true;
    return {
      kind: 'refused',
      field: field ?? FIELDS.find((each) => this.#problemOf(each) !== null) ?? 'name',
    };
  }

  /** Asks Rust at once; used where something outside the draft changed (the catalogue, a name now taken). */
  async recheck(): Promise<void> {
    await this.#ask();
  }

  #problemOf(field: DraftField): Problem | null {
    const report = this.#answer?.report;
    if (!report) return null;
    const own = report[field].problem;
    if (own !== null || (field !== 'allow' && field !== 'block')) return own;
    return firstProblem(report[field]);
  }

  #tellOfLeft(): void {
    if (this.#left.size > 0) this.#touched = new Set([...this.#touched, ...this.#left]);
    this.#left.clear();
  }

  #completeEntries(): void {
    for (const field of ['allow', 'block'] as const) {
      const text = this.#pending[field].trim();
      if (text === '') continue;
      this.#pending[field] = '';
      this[field] = [...this[field], text];
    }
  }

  #edit(field: DraftField): void {
    if (!this.#edited.has(field)) this.#edited = new Set(this.#edited).add(field);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A failed check says nothing about the draft; saving asks again and tells.
      this.#ask().catch(() => undefined);
    }, CHECK_DELAY);
  }

  /** Answers `undefined` where a later question has overtaken this one. */
  async #ask(): Promise<Answer | undefined> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const turn = this.#asked;
    const input = this.input;
    const report = await this.#host.checkDraft(input);
    if (turn !== this.#asked) return undefined;
    this.#answer = { input, report };
    this.#tellOfLeft();
    this.#rewrite();
    return this.#answer;
  }

  #rewrite(): void {
    const answer = this.#answer;
    if (!this.#rewriteDate || !answer || answer.input.expiry.kind !== 'on') return;
    if (answer.input.expiry.date !== this.#date) return;
    this.#rewriteDate = false;
    const value = answer.report.expiry.value;
    if (value?.kind !== 'on' || value.date === this.#date) return;
    this.#date = value.date;
    this.#answer = { ...answer, input: { ...answer.input, expiry: { kind: 'on', date: value.date } } };
  }
}

function firstProblem(list: ListReport): Problem | null {
  return list.entries.find((entry) => entry.problem !== null)?.problem ?? null;
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, index) => text === others[index]);
}

function flat(input: DraftInput): string[] {
  const expiry = input.expiry.kind === 'on' ? ['on', input.expiry.date] : ['never'];
  const { count, period } = input.limit;
  const lists = [input.allow, input.block, input.scopes].flatMap((list) => [String(list.length), ...list]);
  return [input.name, input.description, ...expiry, count, period, ...lists];
}
