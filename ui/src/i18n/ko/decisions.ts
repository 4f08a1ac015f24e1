/**
 * Decisions of the gate in words: the ten steps, why a request was refused, and the list of recent ones. No Korean
 * particle follows a value (see `problems.ts`).
 */
import type { ScopeView } from '../../host/types/ScopeView';
import { formatCount } from '../../lib/format';
import type { DialectTexts, PathProblemTexts, RefusalTexts, StepTexts } from '../codes';

function apiTitle({ id, api }: ScopeView): string {
  return api?.title.ko ?? id;
}

const steps: StepTexts = {
  header: { title: '헤더', rule: 'Authorization 헤더가 하나 있고, Bearer 토큰이에요.' },
  form: { title: '토큰 형식', rule: '형식과 검사 글자가 맞는 토큰이에요.' },
  known: { title: '등록된 토큰', rule: '이 등록부에서 발급한 토큰이에요.' },
  standing: { title: '토큰 상태', rule: '회수하거나 중지하지 않은 토큰이에요.' },
  expiry: { title: '만료일', rule: '만료되지 않았고, 재발급하기 전의 토큰이면 유예가 남아 있어요.' },
  address: { title: '클라이언트 주소', rule: 'IP 규칙이 있으면 클라이언트 주소를 알아야 해요.' },
  block: { title: '차단 IP', rule: '차단 IP에 없는 주소예요.' },
  allow: { title: '허용 IP', rule: '허용 IP가 비어 있거나, 그 안의 주소예요.' },
  scope: { title: '범위', rule: '메서드와 경로가 토큰의 범위에 있는 API와 맞아요.' },
  limit: { title: '요청 제한', rule: '요청 제한이 남아 있어요.' },
};

const path: PathProblemTexts = {
  not_absolute: '슬래시(/)로 시작하지 않아요.',
  too_long: '8,192자보다 길어요.',
  empty_segment: '슬래시가 이어져 있어요(//).',
  dot_segment: '점으로 된 구간이 있어요(/./, /../).',
  forbidden_byte: '경로에 쓸 수 없는 글자가 있어요(;, \\, #, 제어 문자).',
  ambiguous_encoding: '풀면 다른 경로가 되는 글자를 %로 감췄어요(%2F, %2E).',
  broken_encoding: '% 뒤에 16진수 두 자리가 없어요.',
  bad_parameter: '중괄호 매개변수는 한 구간 전체여야 하고, 이름이 겹치면 안 돼요.',
};

const refusals: RefusalTexts = {
  misconfigured: () => '게이트웨이가 무엇을 묻는지 말하지 않았어요. 설정을 게이트 페이지의 것과 맞춰 주세요.',
  header_missing: () => 'Authorization 헤더가 없어요.',
  header_other_scheme: () => 'Authorization 헤더가 Bearer 방식이 아니에요.',
  header_malformed: () => 'Authorization 헤더에서 토큰을 읽을 수 없어요.',
  header_repeated: () => '토큰이 두 번 왔어요. 어느 것인지 알 수 없어요.',
  header_in_query: () => '토큰이 경로의 물음표 뒤에 왔어요. 헤더로만 받아요.',
  malformed_token: () => '형식이나 검사 글자가 맞지 않아요. 잘렸거나 잘못 적은 토큰이에요.',
  unknown_token: () => '이 등록부에 없는 토큰이에요.',
  revoked: () => '회수한 토큰이에요.',
  disabled: () => '중지한 토큰이에요.',
  expired: () => '만료된 토큰이에요.',
  secret_retired: () => '재발급하기 전의 토큰이고, 유예가 끝났어요.',
  address_unknown: () => '클라이언트 주소를 알 수 없어서 IP 규칙을 따질 수 없어요.',
  blocked: ({ number: place, entry, note }) =>
    `차단 IP ${formatCount(place)}번째${entry === null ? '' : `: ${entry}`}${note === null ? '' : ` ${note}`}`,
  not_allowed: () => '허용 IP에 없는 주소예요.',
  ambiguous_path: ({ problem }) => `두 가지로 읽힐 수 있는 경로예요. ${path[problem]}`,
  no_such_api: () => '메서드와 경로가 맞는 API가 목록에 없어요.',
  api_not_held: ({ api }) => `토큰의 범위에 없는 API예요: ${apiTitle(api)}`,
  limit_exceeded: ({ retryAfterSeconds }) =>
    retryAfterSeconds === null
      ? '요청 제한을 다 썼어요.'
      : `요청 제한을 다 썼어요. ${formatCount(retryAfterSeconds)}초 뒤에 다시 쓸 수 있어요.`,
};

const dialects: DialectTexts = {
  nginx: 'nginx (/auth/nginx)',
  forward: 'Caddy, Traefik (/auth/forward)',
  envoy: 'Envoy (/auth/envoy)',
  haproxy: 'HAProxy (/auth/haproxy)',
};

export const decisions = {
  steps,
  refusals,
  path,
  dialects,

  grid: '최근 판정',
  columns: {
    at: '일시',
    token: '토큰',
    address: '주소',
    method: '메서드',
    path: '경로',
    outcome: '결과',
    reason: '단계와 규칙',
  },
  allowed: '허용',
  refused: '거절',
  allowedAs: (api: string) => `허용: ${api}`,
  /** The deciding step, before the rule. */
  inStep: (step: string, rule: string) => `${step}: ${rule}`,
  noToken: '알 수 없음',
  testToken: '시험 토큰',
  noAddress: '알 수 없음',
  deleted: '삭제됨',

  search: '주소, 메서드, 경로로 찾기',
  filters: { outcome: '결과', step: '거절한 단계', token: '토큰' },
  every: '모두',
  found: (count: string) => `판정 ${count}개`,
  newest: '최근 10,000개까지 보여요.',
  pause: '멈추기',
  resume: '이어 보기',
  paused: '멈췄어요. 새 판정은 세기만 해요.',
  live: '1초마다 새로 와요.',
  fresh: (count: string) => `새 판정 ${count}개 보기`,
  freshOrMore: (count: string) => `새 판정 ${count}개 넘게 보기`,
  emptyTitle: '아직 판정이 없어요',
  emptyOn: '게이트웨이가 게이트에 물어보면 여기에 나타나요.',
  emptyOff: '게이트가 켜져 있지 않아요. 켜면 요청마다 왜 통과하고 거절됐는지 여기에 나타나요.',
  nothingTitle: '맞는 판정이 없어요',
  nothingText: '거르는 조건을 줄여 보세요.',
  clear: '모두 지우기',
  failedTitle: '최근 판정을 불러오지 못했어요',
  partlyFailed: '최근 판정을 다 불러오지 못했어요.',

  panel: (number: string) => `판정 ${number}번`,
  facts: {
    at: '일시',
    token: '토큰',
    address: '클라이언트 주소',
    peer: '물어본 곳',
    dialect: '물어본 방식',
    method: '메서드',
    path: '경로',
    api: 'API',
    status: '응답',
  },
  unix: 'Unix 소켓',
  tokenUnproven: '이 단계까지는 어느 토큰인지 알 수 없어요.',
  addressUntold: '알 수 없어요. 게이트웨이가 주소를 제대로 알려 주지 않았어요.',
  addressTodo: '클라이언트 주소 헤더와 신뢰하는 프록시가 게이트웨이 구성과 같은지 확인해 주세요.',
  peerSeen:
    '게이트가 본 주소가 물어본 곳의 주소와 같아요. 게이트웨이의 주소를 보고 있다면 신뢰하는 프록시에 넣으세요.',
  toSettings: '신뢰하는 프록시로 가기',
  stepsTitle: '열 단계',
  state: { passed: '통과', refused: '여기서 거절', not_reached: '보지 않음' },
  actions: '이 판정으로 할 일',
  addAllow: '허용 IP에 넣기',
  addBlock: '차단 IP에 넣기',
  openToken: '토큰 열기',
  onlyToken: '이 토큰의 판정만 보기',
};
