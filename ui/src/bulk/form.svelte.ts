/**
 * The fields of an action over many tokens: a {@link Form} of which only some are looked at. Rust judges them as it
 * judges those of a draft; what the rest of a draft lacks is of no interest here.
 */
import type { Host } from '../host/host';
import type { BulkAction } from '../host/types/BulkAction';
import type { DraftReport } from '../host/types/DraftReport';
import type { BulkKind } from '../i18n/bulk';
import { FIRST_DAYS, Form, type Rules } from '../issue/form.svelte';
import { addDays } from '../kit/calendar';

export type BulkField = 'expiry' | 'allow' | 'block' | 'scopes' | 'reason';

export const FIELD: Record<BulkKind, BulkField | undefined> = {
  disable: undefined,
  enable: undefined,
  revoke: 'reason',
  set_expiry: 'expiry',
  add_scopes: 'scopes',
  remove_scopes: 'scopes',
  add_allow: 'allow',
  remove_allow: 'allow',
  add_block: 'block',
  remove_block: 'block',
};

export class BulkForm extends Form<Rules, DraftReport> {
  reason = $state('');
  readonly #host: Pick<Host, 'checkDraft'>;
  readonly #kind: BulkKind;

  constructor(host: Pick<Host, 'checkDraft'>, kind: BulkKind) {
    super();
    this.#host = host;
    this.#kind = kind;
  }

  override get input(): Rules {
    return this.rules;
  }

  get action(): BulkAction {
    return actionOf(this.#kind, this.rules, this.reason);
  }

  /** A list without an entry would do nothing. */
  get empty(): boolean {
    const field = FIELD[this.#kind];
    return (field === 'allow' || field === 'block') && this[field].length === 0 && !this.unfinished;
  }

  override async begin(): Promise<void> {
    await super.begin();
    if (this.today && this.propose(addDays(this.today, FIRST_DAYS))) await this.ask();
  }

  protected override check(rules: Rules): Promise<DraftReport> {
    return this.#host.checkDraft({ name: '', ...rules, copyOnce: false });
  }

  protected override accepted(report: DraftReport): boolean {
    const field = FIELD[this.#kind];
    if (field === undefined || field === 'reason') return true;
    const entries = field === 'allow' || field === 'block' ? report[field].entries : [];
    return report[field].problem === null && entries.every(({ problem }) => problem === null);
  }
}

function actionOf(kind: BulkKind, { expiry, allow, block, scopes }: Rules, reason: string): BulkAction {
  switch (kind) {
    case 'disable':
    case 'enable':
      return { kind };
    case 'revoke':
      return { kind, reason };
    case 'set_expiry':
      return { kind, expiry };
    case 'add_scopes':
    case 'remove_scopes':
      return { kind, scopes };
    case 'add_allow':
      return { kind: 'add_entries', list: 'allow', entries: allow };
    case 'remove_allow':
      return { kind: 'remove_entries', list: 'allow', entries: allow };
    case 'add_block':
      return { kind: 'add_entries', list: 'block', entries: block };
    case 'remove_block':
      return { kind: 'remove_entries', list: 'block', entries: block };
  }
}
