/** The words of the issuing dialog and of its review. No Korean particle follows a value (see `problems.ts`). */
import type { LimitView } from '../../host/types/LimitView';
import type { PeriodView } from '../../host/types/PeriodView';
import type { Origin, RuleFacts } from '../../issue/facts';
import { formatCount } from '../../lib/format';

const NATIVE = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉', '열'];

function places(count: number): string {
  const word = NATIVE[count];
  return word ? `${word} 곳` : `${formatCount(count)}곳`;
}

function from(origin: Extract<Origin, { kind: 'places' }>): string {
  const { labels, count } = origin;
  const first = labels.slice(0, labels.length > 3 ? 2 : 3).join(', ');
  if (count === 1) return `${first}에서만`;
  return labels.length > 3 ? `${first} 등 ${places(count)}에서만` : `${first} ${places(count)}에서만`;
}

const PERIODS: Record<PeriodView, string> = {
  total: '전체',
  minute: '1분',
  hour: '1시간',
  day: '1일',
  thirty_days: '30일',
};

const WITHIN: Record<PeriodView, string> = {
  total: '모두 합쳐',
  minute: '1분에',
  hour: '1시간에',
  day: '하루',
  thirty_days: '30일에',
};

function limitWords(limit: LimitView): string {
  if (limit.kind === 'unlimited') return '횟수 제한 없이';
  return `${WITHIN[limit.period]} ${formatCount(limit.count)}번까지`;
}

export const issue = {
  title: 'API 토큰 발급',
  required: '필수',

  name: '이름',
  nameHint: '발급한 뒤에는 바꿀 수 없어요.',
  description: '설명',
  charactersLeft: (left: number) => `${formatCount(left)}자 남았어요.`,
  charactersOver: (over: number) => `${formatCount(over)}자 넘었어요.`,

  expiry: '만료일',
  never: '무기한',
  onDate: '날짜 지정',
  expiryKind: '만료 방식',
  presets: '며칠 뒤 만료',
  presetLabel: (days: number) => `${days}일 뒤`,
  expiryMeaning: (date: string, daysLeft: number, zone: string) =>
    `${date}까지 (${daysLeft === 0 ? '오늘까지' : daysLeft === 1 ? '내일까지' : `${formatCount(daysLeft)}일 뒤`}, ${zone})`,
  neverMeaning: '만료되지 않아요. 회수할 때까지 쓸 수 있어요.',
  expiresAtUtc: (instant: string) => `${instant}에 만료돼요.`,
  calendar: {
    open: '달력 열기',
    title: '날짜 고르기',
    previousMonth: '이전 달',
    nextMonth: '다음 달',
    today: '오늘',
    selected: '선택됨',
    keys: '화살표로 날짜, PageUp과 PageDown으로 달, Shift와 함께 누르면 해를 옮겨요.',
  },

  allow: '허용 IP',
  allowHint: '비워 두면 모든 주소를 허용해요. 적고 Enter를 누르면 하나가 완성돼요.',
  block: '차단 IP',
  blockHint: '허용 IP와 겹치면 차단이 먼저예요.',
  networkPlaceholder: '10.0.0.0/8 사무실',
  shadowed: '차단에 가려져요',
  chips: {
    list: (label: string) => `${label} 목록`,
    edit: (text: string) => `${text} 고치기`,
    remove: (text: string) => `${text} 지우기`,
    keys: '왼쪽 화살표로 항목에 가서 Enter로 고치고 Delete로 지워요.',
    added: (count: number) => `${formatCount(count)}개를 넣었어요.`,
    removed: (text: string) => `지웠어요: ${text}`,
    more: (count: number) => `그 밖에 ${formatCount(count)}개 더 있어요.`,
    use: (text: string) => `바꾸기: ${text}`,
  },

  limit: '요청 제한',
  limitHint: '비우거나 0이면 무제한이에요.',
  limitPlaceholder: '무제한',
  period: '제한 기간',
  periods: PERIODS,
  unlimitedFinal: '무제한이에요. 발급한 뒤에는 제한을 걸 수 없어요.',
  limitMeaning: (limit: LimitView) =>
    limit.kind === 'unlimited' ? '무제한' : `${limitWords(limit)} 쓸 수 있어요.`,

  scopes: '범위',
  scopesSearch: '범위 찾기',
  scopesChosen: (count: number) => `${formatCount(count)}개 고름`,
  selectAll: '모두 선택',
  clearAll: '선택 해제',
  scopesNone: '찾는 API가 없어요.',
  scopesEmptyTitle: 'API 목록이 비어 있어요',
  scopesEmptyText: '토큰은 목록에 있는 API만 쓸 수 있어요. 예시를 불러와서 시작해 보세요.',
  loadSample: '예시 API 목록 불러오기',
  sampleLoaded: '예시 API 목록을 불러왔어요.',
  noPath: '경로 없음',
  noPathTitle: '경로가 없어서 게이트가 맞춰 볼 것이 없어요. 이 API로 온 요청은 통과하지 못해요.',
  noPathChosen: (count: number) =>
    `고른 API 중 ${formatCount(count)}개는 경로가 없어요. 게이트가 맞춰 볼 것이 없어서 요청이 통과하지 못해요.`,

  advanced: '고급',
  copyOnce: '한 번만 보기',
  copyOnceHint: '처음 복사하면 보관한 사본을 없애요. 그 뒤로는 아무도 다시 복사할 수 없어요.',

  cancel: '취소',
  save: '저장',

  discardTitle: '쓰던 내용을 버릴까요?',
  discardText: '아직 발급하지 않았어요. 닫으면 적은 내용이 사라져요.',
  discard: '버리기',
  keepWriting: '계속 작성',

  refused: (count: number) => `고칠 곳이 ${formatCount(count)}군데 있어요.`,
  checkFailed: (reason: string) => `내용을 확인하지 못했어요. ${reason}`,

  review: {
    title: '이대로 발급할까요?',
    confirm: '확인',
    cancel: '취소',
    final: '발급한 뒤에는 바꿀 수 없어요',
    finalName: '이름',
    finalUnlimited: '요청 제한 없음(무제한). 나중에 제한하려면 제한이 있는 토큰을 새로 발급해야 해요.',
    finalCopyOnce: '한 번만 보기. 처음 복사한 뒤에는 다시 복사할 수 없어요.',
    anyAddress: '모든 주소',
    noBlocked: '없음',
    noDescription: '없음',
    networks: (count: number) => `${formatCount(count)}개`,
    limit: (limit: LimitView) => (limit.kind === 'unlimited' ? '무제한' : limitWords(limit)),
    sentence: ({ origin, blocked, expiry, limit, scopes }: RuleFacts) => {
      if (origin.kind === 'nowhere') return '허용 IP가 모두 차단에 가려져서 어디서도 쓸 수 없어요.';
      const where = origin.kind === 'anywhere' ? '어디서나' : from(origin);
      const except = blocked === 0 ? '' : ` (차단한 ${places(blocked)} 제외)`;
      const until = expiry.kind === 'never' ? '기한 없이' : `${expiry.date}까지`;
      return `${where}${except}, ${until}, ${limitWords(limit)} API ${formatCount(scopes)}개를 쓸 수 있어요.`;
    },
  },
};
