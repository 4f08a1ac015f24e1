/** Words of the frame and of every dialog, and the words that several screens share. */
import type { ShortcutId } from '../../lib/shortcuts';
import type { PeriodTexts, StatusTexts } from '../codes';

export const common = {
  product: 'Mapae',
  nav: {
    label: '주 메뉴',
    apiManagement: 'API 관리',
    tokens: 'API 토큰 발급',
    settings: '설정',
  },
  issue: '발급',
  issued: (name: string) => `토큰을 발급했어요: ${name}`,
  save: '저장',
  cancel: '취소',
  ok: '확인',
  close: '닫기',
  copy: '복사',
  clear: '지우기',
  search: '찾기',
  required: '필수',
  loading: '불러오는 중이에요',
  retry: '다시 시도',
  notifications: '알림',
  dismiss: '알림 닫기',
  status: {
    active: '사용 중',
    expiring: '만료 임박',
    disabled: '중지',
    exhausted: '한도 소진',
    expired: '만료',
    revoked: '회수',
  } satisfies StatusTexts,
  period: {
    total: '전체',
    minute: '1분',
    hour: '1시간',
    day: '1일',
    thirty_days: '30일',
  } satisfies PeriodTexts,
  unlimited: '무제한',
  indefinite: '무기한',
  keys: {
    title: '단축키',
    groups: { window: '창', list: '목록' },
    actions: {
      issue: '토큰 발급',
      settings: '설정 열기',
      keys: '단축키 보기',
      close: '맨 위의 것 닫기',
      row: '행 옮기기',
      cell: '칸 옮기기',
      page: '한 화면씩 옮기기',
      rowEdges: '행의 처음과 끝으로',
      listEdges: '목록의 처음과 끝으로',
      open: '자세히 보기',
      copyToken: '행의 토큰 복사',
    } satisfies Record<ShortcutId, string>,
    or: '또는',
  },
  banner: {
    quarantined: (count: string) => `기록 ${count}건이 손상되어 따로 두었어요. 나머지는 그대로 쓸 수 있어요.`,
    clockBehind: (duration: string) =>
      `컴퓨터 시계가 ${duration} 늦어요. 만료는 지금까지 본 가장 늦은 시각으로 판단해요. 시계를 맞춰 주세요.`,
  },
  protection: {
    keyring: '키링으로 보호',
    key_file: '암호로 보호하지 않음',
  },
  duration: {
    seconds: (count: string) => `${count}초`,
    minutes: (count: string) => `${count}분`,
    hours: (count: string) => `${count}시간`,
    days: (count: string) => `${count}일`,
  },
};
