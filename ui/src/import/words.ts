/** A row of an import in words of the present language. */
import type { DraftReport } from '../host/types/DraftReport';
import type { ImportOutcome } from '../host/types/ImportOutcome';
import type { ImportProblem } from '../host/types/ImportProblem';
import type { ImportRow } from '../host/types/ImportRow';
import type { ListReport } from '../host/types/ListReport';
import type { Problem } from '../host/types/Problem';
import { auditWords } from '../i18n/audit';
import { importWords } from '../i18n/import';
import { i18n } from '../i18n/index.svelte';
import { problemText } from '../issue/wording';
import type { Tone } from '../tokens/words';

export const TONES: Record<ImportOutcome, Tone> = { new: 'ok', changed: 'warn', same: 'mute', bad: 'bad' };

/** What would be done with it, or every reason why it can't be, a line each. */
export function aboutLines(row: ImportRow): string[] {
  const words = i18n.of(importWords);
  switch (row.outcome) {
    case 'new':
      return [words.willIssue];
    case 'same':
      return [words.asItIs];
    case 'changed': {
      const fields = row.changes.map(({ field }) => i18n.of(auditWords).fields[field]);
      return [words.willChange(fields.join(', '))];
    }
    case 'bad':
      return [
        ...(row.problem ? [rowProblem(row.problem)] : []),
        ...(row.report ? draftProblems(row.report) : []),
      ];
  }
}

function rowProblem(problem: ImportProblem): string {
  // Each code has the text of its own shape; TypeScript can't follow the pair through the table.
  const texts = i18n.of(importWords).problem as Record<string, (about: ImportProblem) => string>;
  return texts[problem.code]?.(problem) ?? problem.code;
}

function draftProblems(report: DraftReport): string[] {
  const { description, expiry, allow, block, limit, scopes } = i18n.of(auditWords).fields;
  const found: [string, Problem | null][] = [
    [i18n.t.tokens.columns.name, report.name.problem],
    [description, report.description.problem],
    [expiry, report.expiry.problem],
    ...listProblems(allow, report.allow),
    ...listProblems(block, report.block),
    [limit, report.limit.problem],
    [scopes, report.scopes.problem],
  ];
  return found.flatMap(([field, problem]) => (problem ? `${field}: ${problemText(problem)}` : []));
}

function listProblems(field: string, { entries, problem }: ListReport): [string, Problem | null][] {
  return [[field, problem], ...entries.map((entry): [string, Problem | null] => [field, entry.problem])];
}
