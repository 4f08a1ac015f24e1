/**
 * The promise that a code never reaches the screen without words: a code that Rust adds and a language lacks
 * does not compile.
 */
import type { DialectView } from '../host/types/DialectView';
import type { ErrorCode } from '../host/types/ErrorCode';
import type { GateFailure } from '../host/types/GateFailure';
import type { GateProblem } from '../host/types/GateProblem';
import type { GatewayInput } from '../host/types/GatewayInput';
import type { Notice } from '../host/types/Notice';
import type { OpenApiProblem } from '../host/types/OpenApiProblem';
import type { PathProblemView } from '../host/types/PathProblemView';
import type { PeriodView } from '../host/types/PeriodView';
import type { ProbeAdvice } from '../host/types/ProbeAdvice';
import type { ProbeKind } from '../host/types/ProbeKind';
import type { Problem } from '../host/types/Problem';
import type { RecipeProblem } from '../host/types/RecipeProblem';
import type { RefusalView } from '../host/types/RefusalView';
import type { SelfTestProblem } from '../host/types/SelfTestProblem';
import type { SpecialRange } from '../host/types/SpecialRange';
import type { StatusView } from '../host/types/StatusView';
import type { StepView } from '../host/types/StepView';
import type { TroubleView } from '../host/types/TroubleView';

type ByCode<Coded extends { code: string }> = {
  [Code in Coded['code']]: (about: Extract<Coded, { code: Code }>) => string;
};

/** What is wrong with a field or an entry. */
export type ProblemTexts = ByCode<Problem>;
/** What the writer of a valid entry should know. */
export type NoticeTexts = ByCode<Notice>;
export type RangeTexts = Record<SpecialRange, string>;
/** Why a document of OpenAPI could not be read, and what to do. */
export type OpenApiTexts = ByCode<OpenApiProblem>;
/** What happened and what to do, one sentence each. */
export type ErrorTexts = Record<ErrorCode, string>;
export type TroubleTexts = Record<TroubleView, { title: string; happened: string; todo: string }>;
export type StatusTexts = Record<StatusView, string>;
export type PeriodTexts = Record<PeriodView, string>;

/** A step of the decision: its name, and what it asks for. */
export type StepTexts = Record<StepView, { title: string; rule: string }>;
/** Why a request was refused, with the rule that decided. */
export type RefusalTexts = ByCode<RefusalView>;
/** Why a path can be read in more than one way. */
export type PathProblemTexts = Record<PathProblemView, string>;
/** How a gateway asks. */
export type DialectTexts = Record<DialectView, string>;

/** What is wrong with a setting of the gate. */
export type GateProblemTexts = Record<GateProblem, string>;
/** Why the gate does not listen, and what to do. */
export type GateFailureTexts = Record<GateFailure, string>;
export type GatewayTexts = Record<GatewayInput, string>;
/** Why there is no configuration for a gateway. */
export type RecipeProblemTexts = Record<RecipeProblem, string>;
/** What a probe of the self-test sends. */
export type ProbeTexts = Record<ProbeKind, string>;
/** What to mend where a probe failed. */
export type AdviceTexts = Record<ProbeAdvice, string>;
/** Why no probe was sent. */
export type SelfTestProblemTexts = Record<SelfTestProblem, string>;
