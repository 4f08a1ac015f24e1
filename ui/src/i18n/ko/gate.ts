/** The page of the gate: whether it listens, its settings and figures, what a gateway is given, the self-test. */
import type {
  AdviceTexts,
  GateFailureTexts,
  GateProblemTexts,
  GatewayTexts,
  ProbeTexts,
  RecipeProblemTexts,
  SelfTestProblemTexts,
} from '../codes';

const problems: GateProblemTexts = {
  address_unreadable: '주소로 읽을 수 없어요. 127.0.0.1:7461처럼 적어 주세요.',
  address_is_name: '이름은 적을 수 없어요. 127.0.0.1:7461처럼 숫자 주소를 적어 주세요.',
  no_address: 'TCP 주소와 Unix 소켓 가운데 하나는 있어야 해요.',
  path_unusable: '소켓을 만들 수 없는 경로예요. /run/mapae/gate.sock처럼 전체 경로를 적어 주세요.',
  trusts_everyone: '모든 주소를 믿으면 누구나 주소를 꾸밀 수 있어요. 게이트웨이의 주소만 적어 주세요.',
  too_many: '너무 많아요. 더 넓은 대역으로 묶어 주세요.',
  header_unusable: '헤더 이름으로 쓸 수 없어요. X-Forwarded-For처럼 적어 주세요.',
  host_unreadable: '호스트 이름으로 읽을 수 없어요. gate.example처럼 적어 주세요.',
};

const failures: GateFailureTexts = {
  address_in_use: '다른 프로그램이 이 주소를 쓰고 있어요. 그 프로그램을 끄거나 다른 주소를 적어 주세요.',
  address_unavailable: '이 컴퓨터에 없는 주소예요. 설정에서 다른 주소를 적어 주세요.',
  no_access: '이 주소를 열 권한이 없어요. 1024보다 큰 포트나 쓸 수 있는 폴더를 적어 주세요.',
  settings_unreadable: '설정 파일을 읽지 못했어요. 설정을 확인하고 다시 저장해 주세요.',
  unknown: '까닭을 알 수 없어요. 로그를 확인하고 다시 켜 주세요.',
};

const probes: ProbeTexts = {
  allowed: '맞는 토큰',
  no_token: '토큰 없음',
  unknown_token: '모르는 토큰',
  expired: '만료된 토큰',
  revoked: '회수한 토큰',
  blocked_address: '차단한 주소',
  outside_scope: '범위 밖의 API',
  limit: '요청 제한을 넘김',
  forged_address: '꾸며 낸 클라이언트 주소',
  ambiguous_path: '두 가지로 읽히는 경로',
  not_cached: '판정을 기억해 두지 않음',
};

const advice: AdviceTexts = {
  unreachable: '게이트웨이에 닿지 못했어요. 주소와 포트, 게이트웨이가 켜져 있는지 확인해 주세요.',
  gate_not_asked:
    '게이트웨이가 게이트에 묻지 않고 통과시켰어요. 이 경로에 게이트 구성이 들어 있는지 확인해 주세요.',
  gate_not_reached:
    '게이트웨이가 게이트에 닿지 못했어요. 구성에 적은 게이트 주소와 소켓의 권한을 확인해 주세요.',
  header_not_passed: 'Authorization 헤더가 게이트까지 오지 않았어요. 물어볼 때 헤더를 그대로 넘겨 주세요.',
  path_not_passed:
    '원래의 메서드와 경로가 게이트까지 오지 않았어요. 구성의 X-Original 또는 X-Forwarded 줄을 확인해 주세요.',
  proxy_address_seen:
    '게이트가 클라이언트 대신 게이트웨이의 주소를 봤어요. 게이트웨이의 주소를 신뢰하는 프록시에 넣어 주세요.',
  forged_address_believed:
    '클라이언트가 적어 보낸 주소를 믿었어요. 게이트웨이가 이 헤더를 덧붙이지 말고 새로 쓰게 해 주세요.',
  limit_not_restored:
    '429가 다른 상태로 바뀌었어요. 구성에서 429와 Retry-After를 되돌리는 줄을 확인해 주세요.',
  cached: '게이트웨이가 지난 판정을 다시 썼어요. 게이트의 답을 캐시하지 않게 해 주세요.',
  wrong_status: '기대한 상태가 아니에요. 오류 페이지나 다른 규칙이 답을 바꾸는지 확인해 주세요.',
};

const testProblems: SelfTestProblemTexts = {
  url_unreadable: '주소로 읽을 수 없어요. http://127.0.0.1:8080처럼 적어 주세요.',
  url_public: '이 컴퓨터나 내부망의 주소만 시험할 수 있어요.',
  host_unknown: '이 이름의 주소를 찾지 못했어요. 이름을 확인하거나 숫자 주소를 적어 주세요.',
  gate_off: '게이트가 꺼져 있어요. 먼저 켜 주세요.',
  api_unusable: '이 API로는 시험할 수 없어요. 경로가 있는 GET API를 골라 주세요.',
};

const gateways: GatewayTexts = {
  nginx: 'nginx',
  caddy: 'Caddy',
  haproxy: 'HAProxy',
  envoy: 'Envoy',
  traefik: 'Traefik',
};

const recipeProblems: RecipeProblemTexts = {
  gate: '게이트웨이가 쓸 수 없는 게이트 주소예요. 설정에서 TCP 주소나 Unix 소켓을 다시 적어 주세요.',
  upstream: '주소로 읽을 수 없어요. 127.0.0.1:3000처럼 적어 주세요.',
  prefix: '경로로 읽을 수 없어요. /나 /api/처럼 슬래시로 시작하고 끝내 주세요.',
  client_header: '이 헤더로는 구성을 만들 수 없어요. 설정에서 클라이언트 주소 헤더를 바꿔 주세요.',
  only_forwarded_for:
    '이 게이트웨이는 X-Forwarded-For만 써요. 설정에서 클라이언트 주소 헤더를 X-Forwarded-For로 바꿔 주세요.',
  only_tcp: '이 게이트웨이는 Unix 소켓에 물을 수 없어요. 설정에서 TCP 주소를 적어 주세요.',
};

export const gate = {
  sides: { label: '게이트에서 볼 것', overview: '상태와 설정', decisions: '최근 판정' },
  sections: {
    label: '게이트의 구역',
    figures: '지표',
    settings: '설정',
    recipes: '게이트웨이 구성',
    caller: '부르는 방법',
    test: '시험',
  },
  failedTitle: '게이트의 상태를 불러오지 못했어요',

  state: {
    label: '게이트 상태',
    off: '꺼짐',
    offText: '게이트웨이가 물어도 답하지 않아요.',
    reading: '준비 중',
    readingText: '토큰을 읽는 중이에요. 그동안 모든 요청을 거절해요(503).',
    listening: '켜짐',
    listeningAt: (addresses: string) => `듣는 곳: ${addresses}`,
    failed: '켜지 못함',
    turnOn: '게이트 켜기',
    turnOff: '게이트 끄기',
    on: '게이트를 켰어요.',
    offNow: '게이트를 껐어요.',
    offTitle: '게이트를 끌까요?',
    offWarning: (count: string) =>
      `지난 5분 동안 요청 ${count}개를 판정했어요. 끄면 게이트웨이가 물어볼 곳이 없어서 모든 요청이 거절돼요.`,
  },
  failures,
  problems,

  figures: {
    chart: '초당 요청, 지난 5분',
    summary: (allowed: string, refused: string, most: string) =>
      `지난 5분 동안 허용 ${allowed}개, 거절 ${refused}개. 가장 많을 때 1초에 ${most}개.`,
    none: '지난 5분 동안 온 요청이 없어요.',
    allowed: '허용',
    refused: '거절',
    ago: '5분 전',
    now: '지금',
    perSecond: (count: string) => `${count}/초`,
    table: '숫자로 보기',
    minute: '언제',
    minutesAgo: (from: string, to: string) => `${from}~${to}분 전`,
    since: '켠 뒤로',
    allowedTotal: '허용한 요청',
    refusedTotal: '거절한 요청',
    tokens: '아는 토큰',
    byStep: '단계별 거절',
    noRefusals: '거절한 요청이 없어요.',
    steps: (count: string) => `${count}개`,
    latency: (time: string) => `마지막 변경이 ${time} 만에 적용됐어요.`,
    noLatency: '이 창에서 바꾼 것이 아직 없어요.',
    misconfigured: (count: string) =>
      `판정할 수 없는 모양으로 온 요청이 ${count}개 있어요. 게이트웨이 구성이 잘못됐어요. 아래의 구성과 견주어 보고 시험해 보세요.`,
    toRecipes: '구성 보기',
  },

  settings: {
    tcp: 'TCP 주소',
    tcpHint: '비워 두면 TCP로 듣지 않아요.',
    openToOthers: '다른 컴퓨터에서도 닿아요. 방화벽으로 막아 주세요.',
    open: '밖에 열림',
    unix: 'Unix 소켓',
    unixHint: '같은 컴퓨터의 게이트웨이라면 TCP보다 빨라요. 비워 두면 쓰지 않아요.',
    proxies: '신뢰하는 프록시',
    proxiesHint: '클라이언트 주소를 알려 줄 때 믿을 게이트웨이의 주소예요. 비워 두면 아무도 믿지 않아요.',
    proxiesPlaceholder: '10.0.0.5',
    header: '클라이언트 주소 헤더',
    headerHint: '신뢰하는 프록시가 이 헤더에 적은 주소만 봐요.',
    hosts: 'Host 이름',
    hostsHint: '게이트 자신의 주소 말고도 Host 헤더에 올 수 있는 이름이에요.',
    hostsPlaceholder: 'gate.example',
    save: '저장',
    undo: '되돌리기',
    saved: '저장했고, 바로 적용됐어요.',
    unchanged: '바뀐 것이 없어요.',
    refused: '빨간색으로 표시된 칸을 고쳐 주세요.',
    checkFailed: (reason: string) => `내용을 확인하지 못했어요. ${reason}`,
    secret: '조회 비밀',
    secretText: '다른 프로그램이 POST /introspect(RFC 7662)로 토큰을 확인할 때 내미는 비밀이에요.',
    noSecret: '아직 없어서 조회를 받지 않아요.',
    hasSecret: '만들어 두었어요. 다시 보여 주지 않아요.',
    make: '만들어서 복사',
    replace: '새로 만들어서 복사',
    replaceTitle: '조회 비밀을 새로 만들까요?',
    replaceText: '지금 쓰는 비밀은 바로 통하지 않게 돼요. 조회하는 프로그램에 새 비밀을 넣어 주세요.',
    secretName: '조회 비밀',
    secretCopied: (seconds: string) => `조회 비밀을 복사했어요. ${seconds}초 뒤에 클립보드에서 지워요.`,
  },

  recipes: {
    gateway: '게이트웨이',
    upstream: 'API 서버 주소',
    upstreamHint: '게이트웨이 뒤에 있는 API의 주소예요.',
    prefix: '지킬 경로',
    prefixHint: '이 경로로 시작하는 요청을 물어봐요.',
    tokenGoesOn: 'API 서버에도 토큰을 넘기기',
    needsTrust:
      '게이트가 TCP로 듣는데 믿는 프록시가 없어요. 게이트웨이의 주소를 신뢰하는 프록시에 넣지 않으면 IP 규칙이 있는 토큰이 모두 거절돼요.',
    toSettings: '설정으로 가기',
    text: (gateway: string, file: string) => `${gateway} 구성: ${file}`,
    copied: (file: string) => `복사했어요: ${file}`,
    byHand: '복사하지 못해서 골라 두었어요. Ctrl+C를 눌러 주세요.',
    failed: (reason: string) => `구성을 만들지 못했어요. ${reason}`,
    saved: '저장된 게이트 설정에 맞춘 구성이에요. 설정을 바꾸면 다시 붙여 넣어 주세요.',
    dirty: '저장하지 않은 설정은 아직 들어 있지 않아요.',
  },
  gateways,
  recipeProblems,

  caller: {
    text: '토큰을 받은 사람에게 이렇게 알려 주세요.',
    url: '게이트웨이 주소',
    urlHint: '부르는 쪽에서 쓰는 주소예요.',
    api: 'API',
    command: '호출 예시',
    token: '<토큰>',
    noApis: '경로가 있는 API가 없어요. API 범위에서 먼저 더해 주세요.',
    copied: '호출 예시를 복사했어요.',
  },

  test: {
    text: '게이트웨이를 거쳐 요청 열한 가지를 보내 보고, 제대로 허용하고 거절하는지 확인해요. 시험하는 동안만 통하는 토큰을 써요.',
    url: '게이트웨이 주소',
    urlHint: '이 컴퓨터나 내부망의 주소예요.',
    api: '시험할 API (GET)',
    noApis: '시험할 수 있는 GET API가 없어요. API 범위에서 먼저 더해 주세요.',
    run: '시험하기',
    running: '시험하는 중이에요. 몇 초 걸려요.',
    passed: '통과',
    failed: '실패',
    allPassed: (count: string) => `${count}가지 모두 통과했어요.`,
    someFailed: (failed: string, count: string) => `${count}가지 가운데 ${failed}가지가 실패했어요.`,
    results: '시험 결과',
    answered: (status: string) => `응답 ${status}`,
    wanted: (status: string) => `기대 ${status}`,
    wantedAny: '기대: API의 응답',
    nothing: '응답 없음',
  },
  probes,
  advice,
  testProblems,
};
