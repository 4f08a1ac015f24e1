/** The simulator in a token's drawer, and what an edit would have done to real requests. No particle follows a value. */
import type { StandingView } from '../../host/types/StandingView';
import type { TraceStateView } from '../../host/types/TraceStateView';
import { formatCount } from '../../lib/format';

const noted = (entry: string, note: string | null) => (note === null ? entry : `${entry} ${note}`);

export const simulator = {
  title: '이 요청이 통과할까요?',
  afterEdit: '이 수정 뒤라면 통과할까요?',
  decisions: '최근 판정 보기',
  address: '클라이언트 주소',
  addressHint: '비우면 주소를 모르는 요청이에요.',
  addressUnreadable: 'IP 주소로 읽을 수 없어요. 10.0.0.7처럼 적어 주세요.',
  lastSeen: (address: string) => `최근 주소: ${address}`,
  api: 'API',
  apiHint: '고르면 메서드와 경로를 채워요.',
  otherPath: '직접 적기',
  method: '메서드',
  methodUnreadable: '메서드로 읽을 수 없어요. GET처럼 적어 주세요.',
  path: '경로',
  pathHint: '물음표 뒤는 따지지 않아요.',
  when: '시각',
  whens: { now: '지금', at: '다른 시각' },
  at: '그 시각',
  atHint: (zone: string) => `2026-11-23 14:30처럼 적어요. ${zone} 기준이에요.`,
  atUnreadable: '시각으로 읽을 수 없어요. 2026-11-23 14:30처럼 적어 주세요.',
  result: '결과',
  allowed: '통과해요',
  refused: (step: string) => `거절돼요: ${step}`,
  waiting: '경로를 적거나 API를 고르면 알려 드려요.',
  notReady: '고칠 곳이 있어서 판정하지 못해요. 먼저 편집 칸을 고쳐 주세요.',
  uncounted: '시험만 해요. 횟수도 기록도 남지 않아요.',
  failed: (reason: string) => `시험하지 못했어요. ${reason}`,
  steps: '열 단계',
  states: {
    assumed: '가정',
    passed: '통과',
    refused: '거절',
    not_reached: '보지 않음',
    not_asked: '규칙 없음',
  } satisfies Record<TraceStateView, string>,
  assumed: '맞는 토큰을 보냈다고 봐요.',
  notReached: '앞 단계에서 거절해서 보지 않아요.',
  standing: {
    active: '사용 중인 토큰이에요.',
    disabled: '중지한 토큰이에요.',
    revoked: '회수한 토큰이에요.',
  } satisfies Record<StandingView, string>,
  neverExpires: '무기한이에요.',
  expires: (date: string, zone: string) => `${date}까지예요(${zone}).`,
  addressUnknown: 'IP 규칙이 있는데 주소를 몰라요.',
  addressNotAsked: 'IP 규칙이 없어서 주소를 따지지 않아요.',
  blocked: (place: number, entry: string, note: string | null) =>
    `차단 IP ${formatCount(place)}번째: ${noted(entry, note)}`,
  noBlock: '차단 IP가 비어 있어요.',
  notBlocked: (entries: number) => `차단 IP ${formatCount(entries)}개에 없는 주소예요.`,
  allowedBy: (place: number, entry: string, note: string | null) =>
    `허용 IP ${formatCount(place)}번째: ${noted(entry, note)}`,
  everyAddress: '허용 IP가 비어 있어서 모든 주소를 허용해요.',
  notAllowed: (entries: number) => `허용 IP ${formatCount(entries)}개에 없는 주소예요.`,
  apiHeld: (api: string) => `토큰이 가진 API예요: ${api}`,
  apiNotHeld: (api: string) => `토큰에 없는 API예요: ${api}`,
  noSuchApi: '메서드와 경로가 맞는 API가 목록에 없어요.',
  unlimited: '무제한이에요.',
  left: (left: string) => `${left}번 남았어요.`,
  exhausted: '요청 제한을 다 썼어요.',
  retryAfter: (seconds: string) => `요청 제한을 다 썼어요. ${seconds}초 뒤에 다시 쓸 수 있어요.`,

  impact: {
    title: '최근 실제 요청으로 보면',
    looking: '최근 요청을 살펴보는 중이에요.',
    none: '최근에 게이트를 지난 요청이 없어서 견주어 볼 것이 없어요.',
    refused: (requests: string, count: string) =>
      `최근 실제 요청 ${requests}개 가운데 ${count}개가 새로 거부돼요.`,
    allowed: (requests: string, count: string) =>
      `최근 실제 요청 ${requests}개 가운데 ${count}개가 새로 통과해요.`,
    same: (requests: string) => `최근 실제 요청 ${requests}개의 결과가 모두 그대로예요.`,
    since: (time: string) => `${time}부터의 요청이에요. 요청 제한은 따지지 않았어요.`,
    addresses: '주소별',
    unknown: '주소를 모름',
    newlyRefused: (count: string) => `새로 거부 ${count}개`,
    newlyAllowed: (count: string) => `새로 통과 ${count}개`,
    failed: (reason: string) => `최근 요청과 견주어 보지 못했어요. 저장은 그대로 할 수 있어요. ${reason}`,
  },
};
