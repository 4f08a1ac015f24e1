/**
 * The rules of a token as they are being typed, for whoever has such fields: the issuing dialog, the edit in the drawer,
 * an action over many tokens. Rust judges them, this never does: every edit asks after a short rest, and what the
 * fields show is that answer. An answer overtaken by a later question is dropped, so that a slow check never speaks
 * about a text that is no longer there.
 *
 * Problems wait until a field has been touched (left after an edit) or a save was refused; nobody likes to be
 * corrected while typing the first letter. Notices don't wait.
 */
import type { DraftField } from '../host/types/DraftField';
import type { EntryReport } from '../host/types/EntryReport';
import type { ExpiryInput } from '../host/types/ExpiryInput';
import type { ExpiryReport } from '../host/types/ExpiryReport';
import type { LimitInput } from '../host/types/LimitInput';
import type { LimitReport } from '../host/types/LimitReport';
import type { ListReport } from '../host/types/ListReport';
import type { PeriodView } from '../host/types/PeriodView';
import type { Problem } from '../host/types/Problem';
import type { ScopesReport } from '../host/types/ScopesReport';
import type { TextReport } from '../host/types/TextReport';

/** A token is proposed to live this many days. */
export const FIRST_DAYS = 90;
/** Typing rests this long before Rust is asked, in milliseconds. */
export const CHECK_DELAY = 120;

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
/** `ended`: the form went away meanwhile. */
export type Verdict = { kind: 'ready' } | Refusal | { kind: 'failed'; error: unknown } | { kind: 'ended' };

/** The fields that every such form has. */
export interface Rules {
  description: string;
  expiry: ExpiryInput;
  allow: string[];
  block: string[];
  limit: LimitInput;
  scopes: string[];
}

/** What Rust says of them. */
export interface RulesReport {
  name?: TextReport;
  description: TextReport;
  expiry: ExpiryReport;
  allow: ListReport;
  block: ListReport;
  limit: LimitReport;
  scopes: ScopesReport;
  today: string;
}

interface Answer<Input, Report> {
  input: Input;
  report: Report;
}

export abstract class Form<Input extends Rules = Rules, Report extends RulesReport = RulesReport> {
  #description = $state('');
  #expires = $state(true);
  #date = $state('');
  #allow = $state.raw<readonly string[]>([]);
  #block = $state.raw<readonly string[]>([]);
  #count = $state('');
  #period = $state<PeriodView>('total');
  #scopes = $state.raw<ReadonlySet<string>>(new Set());
  /** Typed into a chip field but not completed yet; counts as an entry when the form is saved. */
  #pending = $state<Record<ListField, string>>({ allow: '', block: '' });

  #answer = $state.raw<Answer<Input, Report> | undefined>(undefined);
  #edited = $state.raw<ReadonlySet<DraftField>>(new Set());
  #touched = $state.raw<ReadonlySet<DraftField>>(new Set());
  #refused = $state(false);
  /** Left since the last answer. */
  readonly #left = new Set<DraftField>();

  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rewriteDate = false;
  #ended = false;

  /** The form as it stands, to be judged and saved. */
  abstract get input(): Input;
  /** Asks Rust. */
  protected abstract check(input: Input): Promise<Report>;
  /** Whether that is an answer with which the form may be saved. */
  protected abstract accepted(report: Report): boolean;

  get description(): string {
    return this.#description;
  }
  set description(text: string) {
    if (text === this.#description) return;
    this.#description = text;
    this.changed('description');
  }

  /** False = 무기한. The date stays, for whoever changes their mind. */
  get expires(): boolean {
    return this.#expires;
  }
  set expires(expires: boolean) {
    if (expires === this.#expires) return;
    this.#expires = expires;
    this.changed('expiry');
  }

  get date(): string {
    return this.#date;
  }
  set date(text: string) {
    if (text === this.#date) return;
    this.#date = text;
    this.#rewriteDate = false;
    this.changed('expiry');
  }

  get allow(): readonly string[] {
    return this.#allow;
  }
  set allow(entries: readonly string[]) {
    this.#allow = entries;
    this.changed('allow');
    this.touch('allow');
  }

  get block(): readonly string[] {
    return this.#block;
  }
  set block(entries: readonly string[]) {
    this.#block = entries;
    this.changed('block');
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
    this.changed('limit');
  }

  get period(): PeriodView {
    return this.#period;
  }
  set period(period: PeriodView) {
    if (period === this.#period) return;
    this.#period = period;
    this.changed('limit');
  }

  get scopes(): ReadonlySet<string> {
    return this.#scopes;
  }
  set scopes(scopes: ReadonlySet<string>) {
    this.#scopes = scopes;
    this.changed('scopes');
  }

  /** What Rust said last, about {@link input} or about what it was a moment ago. */
  get report(): Report | undefined {
    return this.#answer?.report;
  }

  get today(): string | undefined {
    return this.#answer?.report.today;
  }

  /** The fields of this class as they stand. */
  protected get rules(): Rules {
    return {
      description: this.#description,
      expiry: this.#expires ? { kind: 'on', date: this.#date } : { kind: 'never' },
      allow: [...this.#allow],
      block: [...this.#block],
      limit: { count: this.#count, period: this.#period },
      scopes: [...this.#scopes],
    };
  }

  /** Fills the fields without a question: nobody typed that. */
  protected fill(rules: Partial<Rules>): void {
    const { description, expiry, allow, block, limit, scopes } = rules;
    if (description !== undefined) this.#description = description;
    if (expiry !== undefined) {
      this.#expires = expiry.kind === 'on';
      if (expiry.kind === 'on') this.#date = expiry.date;
    }
    if (allow !== undefined) this.#allow = allow;
    if (block !== undefined) this.#block = block;
    if (limit !== undefined) {
      this.#count = limit.count;
      this.#period = limit.period;
    }
    if (scopes !== undefined) this.#scopes = new Set(scopes);
  }

  /** Asks for the first time. A form that was ended goes on as it was. */
  async begin(): Promise<void> {
    this.#ended = false;
    await this.ask();
  }

  /** Stops asking; an answer on its way is dropped. What was typed stays, for {@link begin}. */
  end(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    this.#asked += 1;
  }

  /**
   * The field was left. Where the last answer is about an earlier form, its problem waits for the next one: else
   * "type a name" would stand beside a name.
   */
  touch(field: DraftField): void {
    if (!this.#edited.has(field) || this.#touched.has(field)) return;
    this.#left.add(field);
    const answer = this.#answer;
    if (answer && same(answer.input, this.input)) this.#tellOfLeft();
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

  /** Asks once more, now, and says whether the form may go on to the review. From then on every problem shows. */
  async settle(): Promise<Verdict> {
    this.#completeEntries();
    try {
      while (!this.#ended) {
        const answer = await this.ask();
        // Typed on while the check was under way: what it said is not about what stands there now.
        if (!answer || !same(answer.input, this.input)) continue;
        return this.accepted(answer.report) ? { kind: 'ready' } : this.refuse();
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

  /** Asks Rust at once; used where something outside the form changed (the catalogue, a name now taken). */
  async recheck(): Promise<void> {
    await this.ask();
  }

  /** A date for whoever has none; whether the token expires stays as it is. */
  protected propose(date: string): boolean {
    if (this.#date !== '' || this.#edited.has('expiry')) return false;
    this.#date = date;
    return true;
  }

  /** Something is typed or chosen and not in {@link input} yet. */
  protected get unfinished(): boolean {
    return this.#pending.allow.trim() !== '' || this.#pending.block.trim() !== '';
  }

  /** A person changed a field: Rust is asked when typing rests. */
  protected changed(field: DraftField): void {
    if (!this.#edited.has(field)) this.#edited = new Set(this.#edited).add(field);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A failed check says nothing about the form; saving asks again and tells.
      this.ask().catch(() => undefined);
    }, CHECK_DELAY);
  }

  /** Answers `undefined` where a later question has overtaken this one. */
  protected async ask(): Promise<Answer<Input, Report> | undefined> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const turn = this.#asked;
    const input = this.input;
    const report = await this.check(input);
    if (turn !== this.#asked) return undefined;
    this.#answer = { input, report };
    this.#tellOfLeft();
    this.#rewrite();
    return this.#answer;
  }

  #problemOf(field: DraftField): Problem | null {
    const report = this.#answer?.report;
    if (!report) return null;
    const own = report[field]?.problem ?? null;
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

/** Of two inputs: the keys come in one order, always the same. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function firstProblem(list: ListReport): Problem | null {
  return list.entries.find((entry) => entry.problem !== null)?.problem ?? null;
}
