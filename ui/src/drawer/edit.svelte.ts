/**
 * A token as it is being edited: a {@link Form} that is filled from it. Rust says what would change, and whether the
 * token was changed by someone else since: then nothing is saved before the form was laid over the token as it is now.
 */
import { changesOf } from '../host/changes';
import type { Host } from '../host/host';
import type { ChangeView } from '../host/types/ChangeView';
import type { EditInput } from '../host/types/EditInput';
import type { EditReport } from '../host/types/EditReport';
import type { TokenDetail } from '../host/types/TokenDetail';
import { FIRST_DAYS, Form, type Rules, same } from '../issue/form.svelte';
import { rulesOf } from '../issue/rules';
import { addDays } from '../kit/calendar';

export type RuleName = keyof Rules;

const RULES: readonly RuleName[] = ['description', 'expiry', 'allow', 'block', 'limit', 'scopes'];

export class Edit extends Form<EditInput, EditReport> {
  readonly #host: Pick<Host, 'checkEdit'>;
  /** The token that the form was filled from. */
  #token = $state.raw<TokenDetail>() as TokenDetail;
  /** The token as it is now, where it is another one. */
  #fresh = $state.raw<TokenDetail | undefined>();
  /** Changed by the person and by someone else: what was typed stands there. */
  collisions = $state.raw<readonly RuleName[]>([]);

  constructor(host: Pick<Host, 'checkEdit'>, token: TokenDetail) {
    super();
    this.#host = host;
    this.#token = token;
    this.fill(rulesOf(token));
  }

  get token(): TokenDetail {
    return this.#token;
  }

  override get input(): EditInput {
    return { revision: this.#token.row.revision, ...this.rules };
  }

  /** True if closing would lose something that a person typed or chose. */
  get dirty(): boolean {
    return this.unfinished || RULES.some((name) => !sameRule(this.rules[name], rulesOf(this.#token)[name]));
  }

  /** The form is about a token that is not so any more. */
  get outdated(): boolean {
    return this.#fresh !== undefined || (this.report?.outdated ?? null) !== null;
  }

  /** What was changed by someone else; `undefined` until that is known. */
  get differences(): ChangeView[] | undefined {
    return this.#fresh && changesOf(this.#token, this.#fresh);
  }

  /** The token as it is now, from whoever asked. An older answer is no news. */
  meet(token: TokenDetail): void {
    if (token.row.revision > (this.#fresh ?? this.#token).row.revision) this.#fresh = token;
  }

  /** Lays what the person changed over the token as it is now. What both changed stays as it was typed. */
  async reload(fresh: TokenDetail): Promise<void> {
    const before = rulesOf(this.#token);
    const now = rulesOf(fresh);
    const mine = this.rules;
    const collisions: RuleName[] = [];
    const laid: Record<string, unknown> = {};
    for (const name of RULES) {
      const merged = merge(before[name], mine[name], now[name]);
      laid[name] = merged.value;
      if (merged.collides) collisions.push(name);
    }
    this.#token = fresh;
    this.#fresh = undefined;
    this.collisions = collisions;
    this.fill(laid as unknown as Rules);
    await this.ask();
  }

  override async begin(): Promise<void> {
    await super.begin();
    if (this.today) this.propose(addDays(this.today, FIRST_DAYS));
  }

  protected override check(input: EditInput): Promise<EditReport> {
    return this.#host.checkEdit(this.#token.row.id, input);
  }

  protected override accepted({ ready }: EditReport): boolean {
    return ready;
  }
}

type Rule = Rules[RuleName];

function merge(before: Rule, mine: Rule, now: Rule): { value: Rule; collides: boolean } {
  if (sameRule(mine, before)) return { value: now, collides: false };
  if (sameRule(now, before) || sameRule(now, mine)) return { value: mine, collides: false };
  if (isList(before) && isList(mine) && isList(now))
    return { value: mergeLists(before, mine, now), collides: false };
  return { value: mine, collides: true };
}

/** What the person added is added, what they removed is removed; all else is as it is now. */
function mergeLists(before: string[], mine: string[], now: string[]): string[] {
  const removed = before.filter((text) => !mine.includes(text));
  const added = mine.filter((text) => !before.includes(text) && !now.includes(text));
  return [...now.filter((text) => !removed.includes(text)), ...added];
}

/** The order of a list is no difference; the spelling of a limit that is none is none, either. */
function sameRule(one: Rule, other: Rule): boolean {
  if (isList(one) && isList(other)) return same([...one].sort(), [...other].sort());
  if (isUnlimited(one) && isUnlimited(other)) return true;
  return same(one, other);
}

function isList(rule: Rule): rule is string[] {
  return Array.isArray(rule);
}

function isUnlimited(rule: Rule): boolean {
  return typeof rule === 'object' && 'count' in rule && rule.count === '';
}
