/** What a document would make of the fake host's catalogue: JSON alone, read lightly. Rust reads YAML, too. */
import type { ApiView } from './types/ApiView';
import type { CatalogueInput } from './types/CatalogueInput';
import type { CatalogueReport } from './types/CatalogueReport';
import type { CatalogueView } from './types/CatalogueView';
import type { GroupView } from './types/GroupView';
import type { OpenApiMode } from './types/OpenApiMode';
import type { OpenApiPreview } from './types/OpenApiPreview';
import type { OpenApiProblem } from './types/OpenApiProblem';
import type { SkippedOperation } from './types/SkippedOperation';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  deprecated?: boolean;
}

interface Document {
  openapi?: string;
  swagger?: string;
  info?: { title?: string; version?: string };
  servers?: { url: string }[];
  paths?: Record<string, Record<string, Operation>>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export function previewOpenapi(
  text: string,
  mode: OpenApiMode,
  present: CatalogueView,
  check: (input: CatalogueInput) => CatalogueReport,
): OpenApiPreview {
  const read = readDocument(text);
  const refused = 'problem' in read ? read.problem : null;
  const document: Document = 'problem' in read ? {} : read.document;
  const skipped: SkippedOperation[] = [];
  const found = new Map<string, GroupView>();
  const basePath = (document.servers?.[0]?.url ?? '').replace(/^https?:\/\/[^/]*/, '').replace(/\/$/, '');
  let operations = 0;
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [name, operation] of Object.entries(item).filter(([name]) => METHODS.includes(name))) {
      operations += 1;
      const method = name.toUpperCase();
      const whole = `${basePath}${path}`;
      if (/\/\//.test(whole)) skipped.push({ method, path: whole, reason: 'path_ambiguous' });
      else add(found, operation, { method, path: whole });
    }
  }
  const groups = mode === 'replace' ? [...found.values()] : together(present.groups, [...found.values()]);
  const draft: CatalogueInput = { revision: present.revision, groups: refused ? present.groups : groups };
  return {
    problem: refused,
    title: document.info?.title ?? '',
    version: document.info?.version ?? '',
    basePath,
    operations,
    skipped,
    draft,
    report: check(draft),
  };
}

function add(
  found: Map<string, GroupView>,
  operation: Operation,
  at: { method: string; path: string },
): void {
  const tag = operation.tags?.[0] ?? 'default';
  const group = found.get(tag) ?? { id: tag, title: { ko: tag, en: tag }, apis: [] };
  found.set(tag, group);
  const id = operation.operationId ?? `${at.method}${at.path}`.replaceAll(/[^A-Za-z0-9]+/g, '-');
  const title = operation.summary ?? id;
  group.apis.push({ id, title: { ko: title, en: title }, ...at, deprecated: operation.deprecated ?? false });
}

/** What is there stays, and takes what the document says of it. */
function together(present: readonly GroupView[], found: readonly GroupView[]): GroupView[] {
  const news = new Map<string, ApiView>(found.flatMap(({ apis }) => apis.map((api) => [api.id, api])));
  const known = new Set(present.flatMap(({ apis }) => apis.map(({ id }) => id)));
  const kept = present.map((group) => ({ ...group, apis: group.apis.map((api) => news.get(api.id) ?? api) }));
  for (const group of found) {
    const fresh = group.apis.filter(({ id }) => !known.has(id));
    const own = kept.find(({ id }) => id === group.id);
    if (own) own.apis = [...own.apis, ...fresh];
    else if (fresh.length > 0) kept.push({ ...group, apis: fresh });
  }
  return kept;
}

function readDocument(text: string): { document: Document } | { problem: OpenApiProblem } {
  if (text.length > 20_000_000) return { problem: { code: 'too_large' } };
  let document: Document;
  try {
    document = JSON.parse(text) as Document;
  } catch {
    return { problem: { code: 'unreadable', line: 3, column: 7 } };
  }
  if (document.swagger) return { problem: { code: 'version', version: document.swagger } };
  if (!document.openapi) return { problem: { code: 'not_open_api' } };
  return /^3\.[01]/.test(document.openapi)
    ? { document }
    : { problem: { code: 'version', version: document.openapi } };
}
