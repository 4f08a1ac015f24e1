/** The gate of the fake host: it listens to nobody, and knows requests that nobody sent. */
import { FakeDecisions } from './fake-decisions';
import { judgeEntry } from './fake-draft';
import { refusal } from './fake-refusal';
import type { DecisionFilter } from './types/DecisionFilter';
import type { DecisionPage } from './types/DecisionPage';
import type { GateFailure } from './types/GateFailure';
import type { GateFigures } from './types/GateFigures';
import type { GateInput } from './types/GateInput';
import type { GateProblem } from './types/GateProblem';
import type { GateReport } from './types/GateReport';
import type { GateSettingsView } from './types/GateSettingsView';
import type { GateStateView } from './types/GateStateView';
import type { GateView } from './types/GateView';
import type { GatewayInput } from './types/GatewayInput';
import type { ProbeAdvice } from './types/ProbeAdvice';
import type { ProbeKind } from './types/ProbeKind';
import type { RecipeFileView } from './types/RecipeFileView';
import type { RecipeInput } from './types/RecipeInput';
import type { RecipeProblem } from './types/RecipeProblem';
import type { RecipeView } from './types/RecipeView';
import type { SelfTestInput } from './types/SelfTestInput';
import type { SelfTestReport } from './types/SelfTestReport';

export interface GateOptions {
  /** What the gate does at the start; off by default. */
  gate?: 'off' | 'on' | 'reading' | GateFailure;
  /** Requests that were decided before; 240 where it is on. */
  decisions?: number;
  /** More requests come by themselves, as long as somebody looks. */
  liveGate?: boolean;
}

/** Requests of `liveGate` a second. */
const RATE = 4;
const SECONDS = 300;

/** What fails through a gateway at port 8081, and why. */
const BROKEN: Partial<Record<ProbeKind, ProbeAdvice>> = {
  blocked_address: 'proxy_address_seen',
  limit: 'limit_not_restored',
  not_cached: 'cached',
};

const PROBES: Record<ProbeKind, number> = {
  allowed: 0,
  no_token: 401,
  unknown_token: 401,
  expired: 401,
  revoked: 401,
  blocked_address: 403,
  outside_scope: 403,
  limit: 429,
  forged_address: 403,
  ambiguous_path: 403,
  not_cached: 401,
};

export class FakeGate {
  readonly decisions: FakeDecisions;
  /** Of the last change until it was in force, in microseconds. */
  lastChangeMicros: number | null = null;
  misconfigured = 0;

  #settings: GateSettingsView;
  #state: GateStateView['kind'];
  #failure: GateFailure = 'unknown';
  #hasSecret = false;
  readonly #live: boolean;
  #seen = performance.now();

  constructor(tokens: number, { gate = 'off', decisions, liveGate = false }: GateOptions) {
    this.#settings = {
      enabled: gate !== 'off',
      tcp: '127.0.0.1:7461',
      unix: '',
      trustedProxies: [],
      clientHeader: 'X-Forwarded-For',
      hosts: [],
    };
    this.#state =
      gate === 'off' ? 'off' : gate === 'reading' ? 'reading' : gate === 'on' ? 'listening' : 'failed';
    if (gate !== 'off' && gate !== 'on' && gate !== 'reading') this.#failure = gate;
    this.decisions = new FakeDecisions(tokens, decisions ?? (gate === 'on' ? 240 : 0));
    this.#live = liveGate;
    if (gate === 'on') this.lastChangeMicros = 212;
    if (gate === 'on' && liveGate) this.misconfigured = 3;
  }

  view(tokens: number): GateView {
    this.#come();
    return {
      settings: { ...this.#settings },
      state: this.#stateView(),
      hasSecret: this.#hasSecret,
      figures: this.#figures(tokens),
    };
  }

  page(filter: DecisionFilter, offset: number, limit: number): DecisionPage {
    this.#come();
    return this.decisions.page(filter, offset, limit);
  }

  check({ tcp, unix, trustedProxies, clientHeader, hosts }: GateInput): GateReport {
    const proxies = trustedProxies.map((entry) => judgeEntry(entry));
    const everyone = proxies.some(({ value }) => value?.network.endsWith('/0'));
    const report: Omit<GateReport, 'ready'> = {
      tcp: tcp.trim() === '' && unix.trim() === '' ? 'no_address' : tcpProblem(tcp.trim()),
      openToOthers: /^(0\.0\.0\.0|\[::\]|10\.|192\.168\.)/.test(tcp.trim()),
      unix: unix.trim() === '' || /^\/[^\0]+$/.test(unix.trim()) ? null : 'path_unusable',
      trustedProxies: proxies,
      trustedProxiesProblem: everyone ? 'trusts_everyone' : proxies.length > 100 ? 'too_many' : null,
      clientHeader: /^[\w-]+$/.test(clientHeader.trim()) ? null : 'header_unusable',
      hosts: hosts.map((host) => (/^[a-z0-9.-]+$/i.test(host) ? null : 'host_unreadable')),
    };
    const { openToOthers: _, trustedProxies: entries, hosts: names, ...problems } = report;
    const good = Object.values(problems).every((problem) => problem === null);
    const ready =
      good && entries.every(({ problem }) => problem === null) && names.every((it) => it === null);
    return { ...report, ready };
  }

  /** What was pasted as 10.0.0.5:443 is told, not taken. */
  set(gate: GateInput): void {
    const report = this.check(gate);
    if (!report.ready) throw refusal('gate_refused');
    const { enabled, tcp, unix, clientHeader, hosts } = gate;
    this.#settings = {
      enabled,
      tcp: tcp.trim(),
      unix: unix.trim(),
      trustedProxies: report.trustedProxies.flatMap(({ value }) => (value ? [value.network] : [])),
      clientHeader: clientHeader.trim(),
      hosts: [...hosts],
    };
    this.#state = enabled ? 'listening' : 'off';
    this.lastChangeMicros = 184;
  }

  makeSecret(): void {
    this.#hasSecret = true;
  }

  recipe({ gateway, upstream, prefix, tokenGoesOn }: RecipeInput): RecipeView {
    const { tcp, unix, clientHeader, trustedProxies } = this.#settings;
    const needsTrust = unix === '' && trustedProxies.length === 0;
    const problem = recipeProblem(gateway, upstream, prefix, clientHeader);
    if (problem) return { files: [], problem, needsTrust };
    const upstreams = [
      '# Within http { }: where the gate and the application are',
      'upstream mapae_gate {',
      `  server ${unix ? `unix:${unix}` : tcp};`,
      '  keepalive 32;',
      '}',
    ];
    const locations = [
      '# Within server { }: each request is asked of the gate before it goes on',
      `location ${prefix} {`,
      '  auth_request /_mapae;',
      ...(tokenGoesOn ? [] : ['  proxy_set_header Authorization "";']),
      `  proxy_pass http://${upstream};`,
      '}',
      'location = /_mapae {',
      '  internal;',
      '  proxy_pass http://mapae_gate/auth/nginx;',
      `  proxy_set_header ${clientHeader} $remote_addr;`,
      '  proxy_set_header X-Original-Method $request_method;',
      '  proxy_set_header X-Original-URI $request_uri;  # as the client sent it, nothing decoded and nothing merged',
      '}',
    ];
    const files =
      gateway === 'nginx'
        ? [fileOf('mapae-upstreams.conf', upstreams), fileOf('mapae-locations.conf', locations)]
        : [fileOf(`${gateway}.conf`, [...upstreams, ...locations])];
    return { files, problem: null, needsTrust };
  }

  test({ url, api }: SelfTestInput): SelfTestReport {
    const none = (problem: SelfTestReport['problem']) => ({ problem, probes: [] });
    if (this.#state !== 'listening') return none('gate_off');
    if (!/^https?:\/\/[^/\s]+/.test(url)) return none('url_unreadable');
    if (!/\/\/(127\.|10\.|192\.168\.|localhost)/.test(url)) return none('url_public');
    if (api === '') return none('api_unusable');
    const broken = url.includes(':8081') ? BROKEN : {};
    const probes = (Object.keys(PROBES) as ProbeKind[]).map((probe) => {
      const advice = broken[probe] ?? null;
      const wanted = PROBES[probe];
      return {
        probe,
        passed: advice === null,
        status: advice === null ? wanted || 200 : 500,
        wanted,
        advice,
      };
    });
    return { problem: null, probes };
  }

  #stateView(): GateStateView {
    const { tcp, unix } = this.#settings;
    switch (this.#state) {
      case 'listening':
        return { kind: 'listening', addresses: [tcp, unix && `unix:${unix}`].filter((it) => it !== '') };
      case 'failed':
        return { kind: 'failed', failure: this.#failure, address: tcp };
      default:
        return { kind: this.#state };
    }
  }

  #figures(tokens: number): GateFigures {
    const refused = this.decisions.refusals();
    const all = [...refused.values()].reduce((sum, count) => sum + count, 0);
    const quiet = this.decisions.total === 0;
    const wave = (at: number, height: number) =>
      quiet ? 0 : Math.max(0, Math.round(height * (1.2 + Math.sin(at / 23) + Math.sin(at / 5) / 3)));
    return {
      lastChangeMicros: this.lastChangeMicros,
      allowed: Array.from({ length: SECONDS }, (_, at) => wave(at, 9)),
      refused: Array.from({ length: SECONDS }, (_, at) => wave(at + 40, 2)),
      allowedTotal: this.decisions.total - all,
      refusedByStep: [...refused].map(([step, count]) => ({ step, count })),
      misconfigured: this.misconfigured,
      tokens,
    };
  }

  /** What came since somebody last looked. */
  #come(): void {
    const now = performance.now();
    const count = Math.floor(((now - this.#seen) / 1000) * RATE);
    if (!this.#live || this.#state !== 'listening' || count === 0) return;
    this.#seen = now;
    this.decisions.arrive(count);
  }
}

function tcpProblem(tcp: string): GateProblem | null {
  if (tcp === '' || /^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d{1,5}$/i.test(tcp)) return null;
  return /^[a-z][a-z0-9.-]*:\d+$/i.test(tcp) ? 'address_is_name' : 'address_unreadable';
}

function recipeProblem(
  gateway: GatewayInput,
  upstream: string,
  prefix: string,
  clientHeader: string,
): RecipeProblem | null {
  if (!/^[\w.-]+(:\d+)?$/.test(upstream)) return 'upstream';
  if (!/^\/(.*\/)?$/.test(prefix)) return 'prefix';
  return gateway === 'traefik' && clientHeader !== 'X-Forwarded-For' ? 'only_forwarded_for' : null;
}

function fileOf(name: string, lines: string[]): RecipeFileView {
  return { name, text: `${lines.join('\n')}\n` };
}
