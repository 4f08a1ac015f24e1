/** The draft of a token as it is being typed in the issuing dialog: a {@link Form} with a name. */
import type { Host } from '../host/host';
import type { DraftInput } from '../host/types/DraftInput';
import type { DraftReport } from '../host/types/DraftReport';
import type { TokenDetail } from '../host/types/TokenDetail';
import { addDays } from '../kit/calendar';
import { FIRST_DAYS, Form } from './form.svelte';
import { rulesOf } from './rules';

type Checker = Pick<Host, 'checkDraft'>;

export class Draft extends Form<DraftInput, DraftReport> {
  readonly #host: Checker;
  /** 복제: the token that it was filled from. */
  readonly source: TokenDetail | undefined;
  /** So many of its APIs are not in the catalogue any more and can't be given again. */
  readonly left: number = 0;

  #name = $state('');
  #copyOnce = $state(false);
  /** The date that the dialog proposed, which counts as nothing typed. */
  #proposed = '';
  /** A copy without any change is nothing typed, too. */
  #filled = '';

  constructor(host: Checker, source?: TokenDetail) {
    super();
    this.#host = host;
    this.source = source;
    if (!source) return;
    // Of a date that is past the dialog makes its own proposal.
    const listed = source.scopes.filter(({ api }) => api !== null);
    this.left = source.scopes.length - listed.length;
    const { expiry, ...rules } = rulesOf({ ...source, scopes: listed });
    this.fill(isPast(source) ? rules : { ...rules, expiry });
    this.#copyOnce = source.row.copyOnce;
    this.#filled = this.#content;
  }

  get name(): string {
    return this.#name;
  }
  set name(text: string) {
    if (text === this.#name) return;
    this.#name = text;
    this.changed('name');
  }

  /** 한 번만 보기. Rust finds nothing wrong with either, so it is not asked. */
  get copyOnce(): boolean {
    return this.#copyOnce;
  }
  set copyOnce(once: boolean) {
    this.#copyOnce = once;
  }

  override get input(): DraftInput {
    return { name: this.#name, ...this.rules, copyOnce: this.#copyOnce };
  }

  /** True if closing would lose something that a person typed or chose. */
  get dirty(): boolean {
    if (this.unfinished) return true;
    if (this.source) return this.#content !== this.#filled;
    const { name, description, expiry, allow, block, limit, scopes, copyOnce } = this.input;
    return (
      name !== '' ||
      description !== '' ||
      expiry.kind === 'never' ||
      expiry.date !== this.#proposed ||
      allow.length > 0 ||
      block.length > 0 ||
      limit.count !== '' ||
      limit.period !== 'total' ||
      scopes.length > 0 ||
      copyOnce
    );
  }

  /** Asks for today and proposes the first date. */
  override async begin(): Promise<void> {
    await super.begin();
    if (!this.today || !this.propose(addDays(this.today, FIRST_DAYS))) return;
    this.#proposed = this.date;
    if (this.source) this.#filled = this.#content;
    if (this.expires) await this.ask();
  }

  protected override check(input: DraftInput): Promise<DraftReport> {
    return this.#host.checkDraft(input);
  }

  protected override accepted({ ready }: DraftReport): boolean {
    return ready;
  }

  get #content(): string {
    return JSON.stringify(this.input);
  }
}

function isPast({ row }: TokenDetail): boolean {
  return row.expiry.kind === 'on' && row.expiry.daysLeft < 0;
}
