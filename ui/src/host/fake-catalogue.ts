/**
 * How the fake host judges and keeps an edited catalogue: a light imitation of Rust's answers. What a document would
 * make of it is in `fake-openapi.ts`.
 */
import { EVERY } from '../tokens/query';
import { scatter } from './fake-made';
import { previewOpenapi } from './fake-openapi';
import { refusal } from './fake-refusal';
import type { ApiUsage } from './types/ApiUsage';
import type { ApiView } from './types/ApiView';
import type { CatalogueField } from './types/CatalogueField';
import type { CatalogueInput } from './types/CatalogueInput';
import type { CatalogueProblemCode } from './types/CatalogueProblemCode';
import type { CatalogueProblemView } from './types/CatalogueProblemView';
import type { CatalogueReport } from './types/CatalogueReport';
import type { CatalogueView } from './types/CatalogueView';
import type { GroupView } from './types/GroupView';
import type { OpenApiMode } from './types/OpenApiMode';
import type { OpenApiPreview } from './types/OpenApiPreview';
import type { StatusView } from './types/StatusView';
import type { TokenPage } from './types/TokenPage';
import type { TokenQuery } from './types/TokenQuery';

/** What is needed of the tokens. */
interface HoldingTokens {
  catalogue: CatalogueView;
  page(query: TokenQuery, offset: number, limit: number): TokenPage;
}

const IN_FORCE: StatusView[] = ['active', 'expiring', 'disabled', 'exhausted'];
const NAMED = 100;
const LONGEST = 200;

export class FakeCatalogue {
  readonly #tokens: HoldingTokens;
  #revisions = 0;
  #made = 0;

  constructor(tokens: HoldingTokens) {
    this.#tokens = tokens;
  }

  check(input: CatalogueInput): CatalogueReport {
    const present = this.#tokens.catalogue;
    const problems = problemsOf(input.groups);
    const before = apisOf(present.groups);
    const after = apisOf(input.groups);
    const gone = [...before.values()].filter(({ id }) => !after.has(id));
    const outdated = input.revision === present.revision ? null : present.revision;
    return {
      problems,
      added: input.groups.flatMap(({ apis }) => apis.filter(({ id }) => !before.has(id))),
      changed: [...after.values()].flatMap((api) => {
        const was = before.get(api.id);
        return was && !same(was, api) ? [{ before: was, after: api }] : [];
      }),
      removed: gone.map((api) => {
        const page = this.#holders(api.id);
        return { api, tokens: page.total, names: page.rows.map(({ name }) => name).sort() };
      }),
      regrouped: !same(shapeOf(present.groups, after), shapeOf(input.groups, before)),
      outdated,
      ready: problems.length === 0 && outdated === null,
    };
  }

  set(input: CatalogueInput): CatalogueView {
    const report = this.check(input);
    if (report.outdated !== null) throw refusal('outdated');
    if (!report.ready) throw refusal('catalogue_refused');
    this.#revisions += 1;
    this.#tokens.catalogue = {
      revision: `r${this.#revisions}`,
      groups: input.groups.map((group) => ({
        ...group,
        id: group.id || this.#id(),
        apis: group.apis.map((api) => ({ ...api, id: api.id || this.#id() })),
      })),
    };
    return this.#tokens.catalogue;
  }

  preview(text: string, mode: OpenApiMode): OpenApiPreview {
    return previewOpenapi(text, mode, this.#tokens.catalogue, (input) => this.check(input));
  }

  usage(): ApiUsage[] {
    const listed = [...apisOf(this.#tokens.catalogue.groups).keys()];
    // What the made tokens hold and the catalogue lacks.
    const held = ['left-the-catalogue'].filter((id) => !listed.includes(id));
    return [...listed, ...held].flatMap((id, at) => {
      const isListed = at < listed.length;
      const tokens = this.#holders(id).total;
      if (!isListed && tokens === 0) return [];
      const dice = tokens === 0 ? 0 : scatter(at);
      return { id, listed: isListed, tokens, allowed: isListed ? dice % 900 : 0, refused: dice % 40 };
    });
  }

  #holders(id: string): TokenPage {
    return this.#tokens.page({ ...EVERY, scopes: [id], statuses: IN_FORCE }, 0, NAMED);
  }

  #id(): string {
    this.#made += 1;
    return `made-${this.#made}`;
  }
}

function apisOf(groups: readonly GroupView[]): Map<string, ApiView> {
  return new Map(groups.flatMap(({ apis }) => apis.map((api) => [api.id, api] as const)));
}

/** Groups, their titles, and what of `kept` stands in which. */
function shapeOf(groups: readonly GroupView[], kept: ReadonlyMap<string, ApiView>): unknown {
  return groups.map(({ id, title, apis }) => [
    id,
    title.ko,
    title.en,
    apis.map((api) => api.id).filter((api) => kept.has(api)),
  ]);
}

function problemsOf(groups: readonly GroupView[]): CatalogueProblemView[] {
  const found: CatalogueProblemView[] = [];
  const ids = new Set<string>();
  const requests = new Map<string, string>();
  for (const [group, { title, apis }] of groups.entries()) {
    const tell = (api: number | null, field: CatalogueField, code: CatalogueProblemCode | null) => {
      if (code) found.push({ group, api, field, code, other: null });
    };
    tell(null, 'title_ko', titleProblem(title.ko));
    tell(null, 'title_en', titleProblem(title.en));
    for (const [at, api] of apis.entries()) {
      tell(at, 'title_ko', titleProblem(api.title.ko));
      tell(at, 'title_en', titleProblem(api.title.en));
      if (api.id && ids.has(api.id)) tell(at, 'id', 'repeated');
      else if (/[^!-~]|["\\]/.test(api.id)) tell(at, 'id', 'forbidden');
      ids.add(api.id);
      if (api.method && /[^A-Za-z-]/.test(api.method)) tell(at, 'method', 'forbidden');
      tell(at, 'path', pathProblem(api.path));
      if (api.method === null || api.path === null) continue;
      const request = `${api.method} ${api.path.replaceAll(/\{[^/]*\}/g, '{}')}`;
      const other = requests.get(request);
      if (other !== undefined) found.push({ group, api: at, field: 'path', code: 'same_requests', other });
      requests.set(request, api.id || api.title.ko);
    }
  }
  return found;
}

function titleProblem(title: string): CatalogueProblemCode | null {
  if (title.trim() === '') return 'empty';
  return [...title].length > LONGEST ? 'too_long' : null;
}

function pathProblem(path: string | null): CatalogueProblemCode | null {
  if (path === null) return null;
  if (!path.startsWith('/')) return 'path_not_absolute';
  if (/\/\/|\/\.\.?(\/|$)|%2f|%2e|;/i.test(path)) return 'path_ambiguous';
  const names = [...path.matchAll(/\{([^/]*)\}/g)].map(([, name]) => name);
  if (names.includes('') || new Set(names).size < names.length) return 'path_parameter';
  return /[\s?#]/.test(path) ? 'path_unreadable' : null;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
