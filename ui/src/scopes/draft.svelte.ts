/**
 * The edit of the catalogue, kept by the window while other tabs are shown. Rust judges it after each rest, and says
 * what would change; here is only what was typed, and which answer belongs to it.
 */
import { host } from '../host/context';
import type { CatalogueField } from '../host/types/CatalogueField';
import type { CatalogueInput } from '../host/types/CatalogueInput';
import type { CatalogueProblemView } from '../host/types/CatalogueProblemView';
import type { CatalogueReport } from '../host/types/CatalogueReport';
import type { CatalogueView } from '../host/types/CatalogueView';
import { merge } from './merge';
import {
  type ApiPart,
  apiOf,
  changeApi,
  changeGroup,
  type GroupPart,
  inputOf,
  moveTo,
  placeOf,
  sameTree,
  step,
  type Tree,
  type TreeApi,
  type TreeGroup,
  treeOf,
  withApi,
  withGroup,
  without,
} from './tree';

/** Typing rests this long before Rust is asked, in milliseconds. */
const CHECK_DELAY = 150;

/** What may be saved, as it was judged. */
export interface Judged {
  readonly input: CatalogueInput;
  readonly report: CatalogueReport;
}

export type Verdict =
  | ({ kind: 'ready' } & Judged)
  | { kind: 'refused'; key: string | undefined; field: CatalogueField }
  | { kind: 'outdated' };

export class CatalogueDraft {
  tree = $state.raw<Tree>([]);
  /** The group or API whose form is shown. */
  selected = $state<string | undefined>();
  /** The catalogue that the edit was made of. */
  #base = $state.raw<CatalogueView | undefined>();
  /** The catalogue as it is now, where it is another one. */
  #fresh = $state.raw<CatalogueView | undefined>();
  #judged = $state.raw<(Judged & { tree: Tree }) | undefined>();
  /** Fields of new ones that were left: `key field`. */
  #left = $state.raw<ReadonlySet<string>>(new Set());
  #refused = $state(false);
  /** Changed by the person and by someone else, at the last laying over. */
  collisions = $state.raw<readonly string[]>([]);

  #made = 0;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #saved = $derived<Tree>(treeOf(this.#base?.groups ?? []));
  readonly dirty = $derived(!sameTree(this.tree, this.#saved));
  readonly #marks = $derived.by(() => {
    const saved = contents(this.#saved);
    const marks = new Map<string, 'new' | 'changed'>();
    for (const [key, { isNew, text }] of contents(this.tree)) {
      if (isNew) marks.set(key, 'new');
      else if (saved.get(key)?.text !== text) marks.set(key, 'changed');
    }
    return marks;
  });
  readonly #problems = $derived.by(() => {
    const found = new Map<string, CatalogueProblemView>();
    const { report, tree } = this.#judged ?? { report: undefined, tree: [] };
    for (const problem of report?.problems ?? []) {
      const name = `${keyOf(tree, problem) ?? ''} ${problem.field}`;
      if (!found.has(name)) found.set(name, problem);
    }
    return found;
  });

  get loaded(): boolean {
    return this.#base !== undefined;
  }

  /** What Rust said last, about the tree or about what it was a moment ago. */
  get report(): CatalogueReport | undefined {
    return this.dirty ? this.#judged?.report : undefined;
  }

  /** How many changes saving would make; `undefined` until that is known. */
  get changes(): number | undefined {
    const report = this.report;
    if (!report) return undefined;
    const { added, changed, removed, regrouped } = report;
    return added.length + changed.length + removed.length + Number(regrouped);
  }

  get outdated(): boolean {
    return this.#fresh !== undefined;
  }

  /** The saved catalogue, from whoever asked. Takes it over where nothing was changed; else the edit is outdated by it. */
  meet(view: CatalogueView): void {
    if (view.revision === this.#base?.revision) this.#fresh = undefined;
    else if (this.dirty && this.#base) this.#fresh = view;
    else this.#adopt(view);
    // A check may have been lost to a lock, and tokens hold other APIs now.
    if (this.dirty) this.#later(0);
  }

  /** After saving: what is new has its id now, and the same one stays selected. */
  saved(view: CatalogueView): void {
    const place = this.selected === undefined ? undefined : placeOf(this.tree, this.selected);
    this.#adopt(view);
    const group = place && this.tree[place.group];
    this.selected = place?.api === undefined ? group?.key : group?.apis[place.api]?.key;
  }

  /** Lays what was changed over the catalogue as it is now. */
  rebase(): void {
    if (!this.#fresh) return;
    const fresh = this.#fresh;
    this.#lay(treeOf(fresh.groups));
    this.#base = fresh;
    this.#fresh = undefined;
    this.#later(0);
  }

  /** Takes over what a document would make of the catalogue, to be edited further. */
  take({ groups }: CatalogueInput): void {
    this.#lay(treeOf(groups, this.#base?.groups ?? []));
    this.#later(0);
  }

  /** 되돌리기: back to the saved catalogue. */
  revert(): void {
    const view = this.#fresh ?? this.#base;
    if (view) this.#adopt(view);
  }

  changeApi(key: string, part: ApiPart): void {
    this.#set(changeApi(this.tree, key, part));
  }

  changeGroup(key: string, part: GroupPart): void {
    this.#set(changeGroup(this.tree, key, part));
  }

  /** A new one at the end; answers its key. `id`: of one that left the catalogue and comes back. */
  addApi(group: string, id = ''): string {
    const key = this.#key();
    const title = { ko: id, en: id };
    const api: TreeApi = { key, isNew: true, id, title, method: '', path: '', deprecated: false };
    this.#set(withApi(this.tree, group, api));
    return key;
  }

  addGroup(): string {
    const key = this.#key();
    const group: TreeGroup = { key, isNew: true, id: '', title: { ko: '', en: '' }, apis: [] };
    this.#set(withGroup(this.tree, group));
    return key;
  }

  /** Answers the way to put it back, as it was, where its group is still there. */
  remove(key: string): () => void {
    const place = placeOf(this.tree, key);
    const group = place && this.tree[place.group];
    this.#set(without(this.tree, key));
    return () => {
      if (!group || placeOf(this.tree, key)) return;
      const api = place.api === undefined ? undefined : group.apis[place.api];
      this.#set(
        api ? withApi(this.tree, group.key, api, place.api) : withGroup(this.tree, group, place.group),
      );
      this.selected = key;
    };
  }

  /** False where there is nowhere to go. */
  step(key: string, by: -1 | 1): boolean {
    const next = step(this.tree, key, by);
    if (next === this.tree) return false;
    this.#set(next);
    return true;
  }

  moveTo(key: string, group: string): void {
    this.#set(moveTo(this.tree, key, group));
  }

  /** A field was left: what is wrong with it may be said, also of a new one. */
  leave(key: string, field: CatalogueField): void {
    this.#left = new Set(this.#left).add(`${key} ${field}`);
  }

  /** What is wrong with a field, where it is time to say so. */
  problem(key: string, field: CatalogueField): CatalogueProblemView | undefined {
    const name = `${key} ${field}`;
    const isFresh = key.startsWith('new ');
    return isFresh && !this.#refused && !this.#left.has(name) ? undefined : this.#problems.get(name);
  }

  /** Anything is wrong with it that may be said. */
  isWrong(key: string): boolean {
    return FIELDS.some((field) => this.problem(key, field) !== undefined);
  }

  /** What is wrong with the whole. */
  get wholeProblem(): CatalogueProblemView | undefined {
    return this.#problems.get(' whole');
  }

  /** New, or other than it is saved. */
  mark(key: string): 'new' | 'changed' | undefined {
    return this.#marks.get(key);
  }

  /** Asks once more, now. From then on every problem shows. */
  async settle(): Promise<Verdict> {
    for (;;) {
      const tree = this.tree;
      const judged = await this.#ask();
      // Typed on, or asked again, meanwhile: what it said is not about what stands there now.
      if (!judged || tree !== this.tree) continue;
      const { input, report } = judged;
      if (report.outdated !== null) return { kind: 'outdated' };
      if (report.ready) return { kind: 'ready', input, report };
      this.#refused = true;
      const first = report.problems[0];
      return { kind: 'refused', key: first && keyOf(tree, first), field: first?.field ?? 'whole' };
    }
  }

  async #ask(): Promise<Judged | undefined> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const turn = this.#asked;
    const tree = this.tree;
    const input = inputOf(tree, this.#base?.revision ?? '');
    const report = await host().checkCatalogue(input);
    if (turn !== this.#asked) return undefined;
    this.#judged = { input, report, tree };
    return { input, report };
  }

  #adopt(view: CatalogueView): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#base = view;
    this.#fresh = undefined;
    this.#judged = undefined;
    this.#left = new Set();
    this.#refused = false;
    this.collisions = [];
    this.tree = treeOf(view.groups);
    if (this.selected !== undefined && !placeOf(this.tree, this.selected)) this.selected = undefined;
  }

  #lay(over: Tree): void {
    const { tree, collisions } = merge(this.#saved, this.tree, over);
    this.tree = tree;
    this.collisions = collisions;
  }

  #set(tree: Tree): void {
    this.tree = tree;
    this.#later(CHECK_DELAY);
  }

  /** A failed check says nothing about the edit; saving asks again and tells. */
  #later(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask().catch(() => undefined), milliseconds);
  }

  #key(): string {
    this.#made += 1;
    return `new ${this.#made}`;
  }
}

/** Outlives the page that asks for it: what is derived in it belongs to no component. */
export function newDraft(): CatalogueDraft {
  let draft: CatalogueDraft | undefined;
  $effect.root(() => {
    draft = new CatalogueDraft();
  });
  if (!draft) throw new Error('a root runs at once');
  return draft;
}

const FIELDS: readonly CatalogueField[] = ['id', 'title_ko', 'title_en', 'method', 'path', 'whole'];

function keyOf(tree: Tree, { group, api }: CatalogueProblemView): string | undefined {
  const around = group === null ? undefined : tree[group];
  return api === null ? around?.key : around?.apis[api]?.key;
}

/** What stands in each group and API, as text to be compared. */
function contents(tree: Tree): Map<string, { isNew: boolean; text: string }> {
  return new Map(
    tree.flatMap(({ key, isNew, title, apis }) => [
      [key, { isNew, text: JSON.stringify(title) }] as const,
      ...apis.map((api) => [api.key, { isNew: api.isNew, text: JSON.stringify(apiOf(api)) }] as const),
    ]),
  );
}
