/** The words of the token table, of a token's drawer and of the line about the clipboard. */
import type { ClearingView } from '../../host/types/ClearingView';
import type { PeriodView } from '../../host/types/PeriodView';

export const tokens = {
  grid: 'API 토큰',
  total: (count: string) => `${count}개`,
  reading: (count: string) => `${count}개, 더 읽는 중`,
  columns: {
    name: '이름',
    token: '토큰',
    status: '상태',
    scopes: '범위',
    expiry: '만료일',
    limit: '요청 제한',
    allow: '허용 IP',
    block: '차단 IP',
    lastUsed: '최근 사용',
    issued: '발급일',
  },
  scopeCount: (count: string) => `${count}개`,
  limitIn: {
    total: (count: string) => `전체 ${count}`,
    minute: (count: string) => `${count}/분`,
    hour: (count: string) => `${count}/시간`,
    day: (count: string) => `${count}/일`,
    thirty_days: (count: string) => `${count}/30일`,
  } satisfies Record<PeriodView, (count: string) => string>,
  limitWords: {
    total: (count: string) => `모두 합쳐 ${count}번까지`,
    minute: (count: string) => `1분에 ${count}번까지`,
    hour: (count: string) => `1시간에 ${count}번까지`,
    day: (count: string) => `1일에 ${count}번까지`,
    thirty_days: (count: string) => `30일에 ${count}번까지`,
  } satisfies Record<PeriodView, (count: string) => string>,
  everyAddress: '모두 허용',
  none: '없음',
  neverUsed: '쓴 적 없음',
  more: (count: string) => `+${count}`,
  lastDay: '오늘까지',
  /** Beside the date, where a fortnight or less is left. */
  daysLeftShort: (days: string) => `D-${days}`,
  /** In brackets after a date. */
  daysLeft: (days: string) => `${days}일 뒤`,
  daysAgo: (days: string) => `${days}일 전`,
  until: (date: string, left: string, zone: string) => `${date}까지 (${left}, ${zone})`,
  refusedFrom: (instant: string) => `${instant}부터 거절해요`,
  inZone: (time: string, zone: string) => `${time} (${zone})`,

  copy: (name: string) => `토큰 복사: ${name}`,
  notCopyable: '복사본을 보관하지 않는 토큰이라 다시 복사할 수 없어요.',
  copied: (seconds: string) => `토큰을 복사했어요. ${seconds}초 뒤에 클립보드에서 지워요.`,
  onClipboard: (name: string, seconds: string) => `${name}: 클립보드에 있어요. ${seconds}초 뒤 지워요.`,
  clearing: '클립보드에서 지우는 중이에요.',
  clearNow: '지금 지우기',
  settled: {
    cleared: '클립보드에서 지우고, 지워진 것을 확인했어요.',
    replaced: '그사이 다른 내용이 복사되어 클립보드를 그대로 두었어요.',
    unverified: '클립보드에서 지웠지만 확인하지 못했어요. 다른 내용을 복사해서 덮어쓰세요.',
  } satisfies Record<ClearingView, string>,

  partlyFailed: '목록을 다 불러오지 못했어요.',
  failedTitle: '토큰 목록을 불러오지 못했어요',

  emptyTitle: '첫 토큰을 발급해 보세요',
  emptyText:
    '토큰은 프로그램이 API를 부를 때 내미는 열쇠예요. 쓸 수 있는 API, 주소, 기간, 횟수를 토큰마다 정해요.',
  issueFirst: '첫 토큰 발급',
  noApisTitle: '먼저 API 목록이 있어야 해요',
  noApisText:
    '토큰에는 목록에 있는 API만 줄 수 있어요. 예시 목록을 불러오면 바로 첫 토큰을 발급할 수 있어요.',
  loadSample: '예시 API 목록 불러오기',
  sampleLoaded: '예시 API 목록을 불러왔어요. 이제 첫 토큰을 발급해 보세요.',

  detail: {
    description: '설명',
    noDescription: '적은 설명이 없어요.',
    rules: '규칙',
    scopes: '쓸 수 있는 API',
    record: '기록',
    issuedAt: '발급 일시',
    issuedBy: '발급한 사용자',
    lastUsed: '최근 사용',
    id: '번호',
    never: '무기한. 회수할 때까지 쓸 수 있어요.',
    blockWins: '허용 IP와 겹치면 차단이 먼저예요.',
    noMethod: '미정',
    noPath: '경로가 정해지지 않아 아직 통과하지 못해요.',
    gone: '목록에 없음',
    goneText: 'API 목록에서 빠져서 통과하지 못해요.',
    failed: '토큰의 내용을 불러오지 못했어요.',
  },
};
