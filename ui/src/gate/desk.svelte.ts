/**
 * What a person does on the page of the gate. Outlives the page and a lock, so that all is found as it was left;
 * holds nothing secret.
 */
import { DecisionsAsked } from '../decisions/asked.svelte';
import type { GatewayInput } from '../host/types/GatewayInput';
import type { SelfTestReport } from '../host/types/SelfTestReport';
import { GateForm } from './form.svelte';

export type GateSide = 'overview' | 'decisions';

/** The parts of its first side, in their order. */
export const SECTIONS = ['figures', 'settings', 'recipes', 'caller', 'test'] as const;

export type GateSection = (typeof SECTIONS)[number];

export class GateDesk {
  side: GateSide = $state('overview');
  /** The part that was asked for; a new object each time. Whoever leads there takes it away. */
  section = $state.raw<{ readonly id: GateSection } | undefined>();
  /** Which decisions are shown. */
  readonly asked = new DecisionsAsked();
  /** The settings as they are being typed. */
  readonly form = new GateForm();
  /** For which gateway a configuration is shown, and where the API behind it is. */
  gateway: GatewayInput = $state('nginx');
  upstream = $state('127.0.0.1:3000');
  /** The paths that are guarded, and whether the API gets the Authorization header. */
  prefix = $state('/');
  tokenGoesOn = $state(false);
  /** Where callers find the gateway. */
  callerUrl = $state('https://api.example.com');
  /** Where the self-test finds it. */
  testUrl = $state('http://127.0.0.1:8080');
  /** Ids: what the example calls, and what the self-test asks for. Empty: the first there is. */
  called = $state('');
  tested = $state('');
  /** Of the last self-test. */
  report = $state.raw<SelfTestReport | undefined>();

  go(id: GateSection): void {
    this.side = 'overview';
    this.section = { id };
  }
}
