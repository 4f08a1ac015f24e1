/**
 * The promise that a code never reaches the screen without words: a code that Rust adds and a language lacks
 * does not compile.
 */
import type { ErrorCode } from '../host/types/ErrorCode';
import type { Notice } from '../host/types/Notice';
import type { PeriodView } from '../host/types/PeriodView';
import type { Problem } from '../host/types/Problem';
import type { SpecialRange } from '../host/types/SpecialRange';
import type { StatusView } from '../host/types/StatusView';
import type { TroubleView } from '../host/types/TroubleView';

type ByCode<Coded extends { code: string }> = {
  [Code in Coded['code']]: (about: Extract<Coded, { code: Code }>) => string;
};

/** What is wrong with a field or an entry. */
export type ProblemTexts = ByCode<Problem>;
/** What the writer of a valid entry should know. */
export type NoticeTexts = ByCode<Notice>;
export type RangeTexts = Record<SpecialRange, string>;
/** What happened and what to do, one sentence each. */
export type ErrorTexts = Record<ErrorCode, string>;
export type TroubleTexts = Record<TroubleView, { title: string; happened: string; todo: string }>;
export type StatusTexts = Record<StatusView, string>;
export type PeriodTexts = Record<PeriodView, string>;
