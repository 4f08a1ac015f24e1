import type {
  AdviceTexts,
  GateFailureTexts,
  GateProblemTexts,
  GatewayTexts,
  ProbeTexts,
  RecipeProblemTexts,
  SelfTestProblemTexts,
} from '../codes';
import type { Words } from '../ko';

const problems: GateProblemTexts = {
  address_unreadable: 'This can’t be read as an address. Type it like 127.0.0.1:7461.',
  address_is_name: 'A name can’t be used. Type a numeric address like 127.0.0.1:7461.',
  no_address: 'There must be a TCP address or a Unix socket.',
  path_unusable: 'No socket can be made there. Type a whole path like /run/mapae/gate.sock.',
  trusts_everyone: 'If every address is trusted, anyone can forge theirs. Type the gateway’s address only.',
  too_many: 'That is too many. Use wider networks.',
  header_unusable: 'This is no usable header name. Type it like X-Forwarded-For.',
  host_unreadable: 'This can’t be read as a host name. Type it like gate.example.',
};

const failures: GateFailureTexts = {
  address_in_use: 'Another program uses this address. Stop that program or type another address.',
  address_unavailable: 'This computer has no such address. Type another one in the settings.',
  no_access: 'It may not be opened. Use a port above 1024, or a folder that can be written.',
  settings_unreadable: 'The settings file could not be read. Check the settings and save them again.',
  unknown: 'The cause is not known. Look at the log and turn it on again.',
};

const probes: ProbeTexts = {
  allowed: 'A good token',
  no_token: 'No token',
  unknown_token: 'An unknown token',
  expired: 'An expired token',
  revoked: 'A revoked token',
  blocked_address: 'A blocked address',
  outside_scope: 'An API outside its scopes',
  limit: 'More than its request limit',
  forged_address: 'A forged client address',
  ambiguous_path: 'A path that reads in two ways',
  not_cached: 'No decision is remembered',
};

const advice: AdviceTexts = {
  unreachable: 'The gateway was not reached. Check address and port, and whether it is running.',
  gate_not_asked:
    'The gateway let it through without asking the gate. Check that its configuration covers this path.',
  gate_not_reached:
    'The gateway did not reach the gate. Check the gate’s address in its configuration, and who may use the socket.',
  header_not_passed: 'The Authorization header did not reach the gate. Have it passed on when asking.',
  path_not_passed:
    'Method and path as they were did not reach the gate. Check the X-Original or X-Forwarded lines of the configuration.',
  proxy_address_seen:
    'The gate saw the gateway’s address in place of the client’s. Put the gateway’s address among the trusted proxies.',
  forged_address_believed:
    'An address that the client wrote was believed. Have the gateway set this header anew, not append to it.',
  limit_not_restored:
    'The 429 became another status. Check the lines of the configuration that restore 429 and Retry-After.',
  cached: 'The gateway used an earlier decision again. Have it not cache the gate’s answers.',
  wrong_status: 'Not the status that was expected. Check whether an error page or another rule changes it.',
};

const testProblems: SelfTestProblemTexts = {
  url_unreadable: 'This can’t be read as an address. Type it like http://127.0.0.1:8080.',
  url_public: 'Only addresses of this computer or a private network can be tested.',
  host_unknown: 'No address was found for this name. Check it, or type a numeric address.',
  gate_off: 'The gate is off. Turn it on first.',
  api_unusable: 'This API can’t be used for the test. Choose a GET API with a path.',
};

const gateways: GatewayTexts = {
  nginx: 'nginx',
  caddy: 'Caddy',
  haproxy: 'HAProxy',
  envoy: 'Envoy',
  traefik: 'Traefik',
};

const recipeProblems: RecipeProblemTexts = {
  gate: 'A gateway can’t use the gate’s address. Type its TCP address or Unix socket anew in the settings.',
  upstream: 'This can’t be read as an address. Type it like 127.0.0.1:3000.',
  prefix: 'This can’t be read as a path. Begin and end it with a slash, like / or /api/.',
  client_header:
    'There is no configuration for this header. Change the client address header in the settings.',
  only_forwarded_for:
    'This gateway knows X-Forwarded-For alone. Make it the client address header in the settings.',
  only_tcp: 'This gateway can’t ask over a Unix socket. Type a TCP address in the settings.',
};

export const gate = {
  sides: { label: 'What to see of the gate', overview: 'State and settings', decisions: 'Recent decisions' },
  sections: {
    label: 'Parts of the gate',
    figures: 'Figures',
    settings: 'Settings',
    recipes: 'Gateway setup',
    caller: 'How to call',
    test: 'Test',
  },
  failedTitle: 'The state of the gate could not be loaded',

  state: {
    label: 'State of the gate',
    off: 'Off',
    offText: 'A gateway that asks gets no answer.',
    reading: 'Getting ready',
    readingText: 'Tokens are being read. Until then every request is refused (503).',
    listening: 'On',
    listeningAt: (addresses) => `Listening at ${addresses}`,
    failed: 'Not on',
    turnOn: 'Turn the gate on',
    turnOff: 'Turn the gate off',
    on: 'The gate is on.',
    offNow: 'The gate is off.',
    offTitle: 'Turn the gate off?',
    offWarning: (count) =>
      `Requests decided in the last 5 minutes: ${count}. Once it is off, gateways have nobody to ask and refuse every request.`,
  },
  failures,
  problems,

  figures: {
    chart: 'Requests a second, last 5 minutes',
    summary: (allowed, refused, most) =>
      `In the last 5 minutes: ${allowed} allowed, ${refused} refused, at most ${most} in one second.`,
    none: 'No requests came in the last 5 minutes.',
    allowed: 'Allowed',
    refused: 'Refused',
    ago: '5 minutes ago',
    now: 'Now',
    perSecond: (count) => `${count}/s`,
    table: 'Show numbers',
    minute: 'When',
    minutesAgo: (from, to) => `${from} to ${to} min ago`,
    since: 'Since it was turned on',
    allowedTotal: 'Requests allowed',
    refusedTotal: 'Requests refused',
    tokens: 'Known tokens',
    byStep: 'Refusals by step',
    noRefusals: 'No request was refused.',
    steps: (count) => count,
    latency: (time) => `The last change was in force after ${time}.`,
    noLatency: 'Nothing was changed in this window yet.',
    misconfigured: (count) =>
      `Requests that came in a form that can’t be judged: ${count}. The gateway’s configuration is wrong. Compare it with the one below, and run the test.`,
    toRecipes: 'Show the configuration',
  },

  settings: {
    tcp: 'TCP address',
    tcpHint: 'Blank: not over TCP.',
    openToOthers: 'Other computers can reach it: guard it by a firewall.',
    open: 'Open to others',
    unix: 'Unix socket',
    unixHint: 'Faster than TCP for a gateway on the same computer. Blank: not used.',
    proxies: 'Trusted proxies',
    proxiesHint: 'Gateways that are believed when they name a client’s address. Blank: nobody is.',
    proxiesPlaceholder: '10.0.0.5',
    header: 'Client address header',
    headerHint: 'Only the address that a trusted proxy writes here counts.',
    hosts: 'Host names',
    hostsHint: 'What the Host header may say besides the gate’s own addresses.',
    hostsPlaceholder: 'gate.example',
    save: 'Save',
    undo: 'Undo changes',
    saved: 'Saved, and in force.',
    unchanged: 'Nothing was changed.',
    refused: 'Please correct the fields marked in red.',
    checkFailed: (reason) => `It could not be checked. ${reason}`,
    secret: 'Introspection secret',
    secretText: 'What another program shows to check tokens with POST /introspect (RFC 7662).',
    noSecret: 'There is none, so nobody may ask.',
    hasSecret: 'One was made. It is never shown again.',
    make: 'Make and copy',
    replace: 'Make a new one and copy',
    replaceTitle: 'Make a new introspection secret?',
    replaceText: 'The one in use stops working at once. Give the new one to the programs that ask.',
    secretName: 'Introspection secret',
    secretCopied: (seconds) =>
      `The introspection secret was copied. It is cleared from the clipboard in ${seconds} s.`,
  },

  recipes: {
    gateway: 'Gateway',
    upstream: 'Address of the API server',
    upstreamHint: 'Where the API behind the gateway is.',
    prefix: 'Guarded paths',
    prefixHint: 'Requests that begin with it are asked about.',
    tokenGoesOn: 'Pass the token on to the API server, too',
    needsTrust:
      'The gate listens on TCP and trusts no proxy. Put the gateway’s address among the trusted proxies, or every token with IP rules is refused.',
    toSettings: 'Go to the settings',
    text: (gateway, file) => `Configuration for ${gateway}: ${file}`,
    copied: (file) => `Copied: ${file}`,
    byHand: 'It could not be copied, so it is selected. Press Ctrl+C.',
    failed: (reason) => `The configuration could not be made. ${reason}`,
    saved: 'It fits the gate’s settings as they are saved. Paste it anew when they change.',
    dirty: 'Settings that are not saved are not in it yet.',
  },
  gateways,
  recipeProblems,

  caller: {
    text: 'Tell this to whoever gets a token.',
    url: 'Address of the gateway',
    urlHint: 'As callers know it.',
    api: 'API',
    command: 'Example of a call',
    token: '<token>',
    noApis: 'No API has a path. Add one under API Scopes first.',
    copied: 'The example was copied.',
  },

  test: {
    text: 'Sends eleven requests through your gateway and checks that they are allowed and refused as they should be. Their tokens work for the time of the test alone.',
    url: 'Address of the gateway',
    urlHint: 'On this computer or a private network.',
    api: 'API to ask for (GET)',
    noApis: 'No GET API has a path. Add one under API Scopes first.',
    run: 'Run the test',
    running: 'Testing. It takes a few seconds.',
    passed: 'Passed',
    failed: 'Failed',
    allPassed: (count) => `All ${count} passed.`,
    someFailed: (failed, count) => `${failed} of ${count} failed.`,
    results: 'Results of the test',
    answered: (status) => `answered ${status}`,
    wanted: (status) => `expected ${status}`,
    wantedAny: 'expected: the API’s answer',
    nothing: 'no answer',
  },
  probes,
  advice,
  testProblems,
} satisfies Words['gate'];
