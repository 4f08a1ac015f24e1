/** Words of the settings page but for 보호 and 백업, which have dictionaries of their own. */
import type { AuditFlawView } from '../../host/types/AuditFlawView';
import type { AuditPlaceView } from '../../host/types/AuditPlaceView';

export const settings = {
  title: '설정',
  display: '화면',
  language: '언어',
  languages: { ko: '한국어', en: 'English' },
  theme: '테마',
  themes: { system: '시스템', light: '밝게', dark: '어둡게' },
  clipboard: '클립보드',
  clipboardSeconds: '복사한 토큰을 지우는 시간(초)',
  clipboardHint: (min: string, max: string) =>
    `${min}초부터 ${max}초까지. 그사이 다른 것을 복사했다면 건드리지 않아요.`,
  clipboardError: (min: string, max: string) => `${min}부터 ${max} 사이의 정수를 적어 주세요.`,
  saved: '저장했어요.',

  reminders: '알림',
  remindWhen: '만료되기 전에 데스크톱 알림으로 알리기',
  remindDays: (count: string) => `${count}일 전`,
  remindToday: '만료되는 날',
  remindOff: '알리지 않기',
  remindText: 'Mapae가 켜져 있을 때 그날 한 번 알려요. 회수한 토큰은 알리지 않아요.',
  calendarText: '앞으로 올 만료일을 달력 프로그램에서 볼 수 있게 파일(.ics)로 저장해요.',
  calendar: '달력으로 내보내기…',

  sections: '설정 목차',
  lock: '잠금',
  idle: '쓰지 않으면 잠그기',
  idleOff: '끄기',
  minutes: (count: string) => `${count}분`,
  lockWhen: '다음 때에도 잠그기',
  onSuspend: '절전에 들어갈 때',
  onScreenLock: '화면이 잠길 때',
  onStart: '시작할 때',
  lockNow: '지금 잠그기',
  needsPassphrase: '암호가 있어야 잠글 수 있어요.',
  toProtection: '암호 설정하러 가기',

  audit: '감사로그',
  auditText:
    '모든 변경과 복사는 앞 기록에 사슬로 이어진 기록으로 남아요. 데이터베이스와 감사 파일의 사슬을 처음부터 끝까지 확인해요.',
  verify: '감사로그 검증',
  intact: (count: string) => `기록 ${count}건이 빠짐없이 이어져 있어요.`,
  broken: (place: string, sequence: string, flaw: string) =>
    `${place}에서 ${sequence}번 기록이 맞지 않아요. ${flaw}`,
  flaws: {
    missing: '기록이 빠져 있어요.',
    unreadable: '기록을 읽을 수 없어요.',
    altered: '기록의 내용이 바뀌었어요.',
    out_of_place: '기록의 순서가 바뀌었어요.',
    not_the_head: '마지막으로 본 기록이 아니에요. 끝이 잘렸거나 예전 사본이에요.',
  } satisfies Record<AuditFlawView, string>,
  places: { database: '데이터베이스', audit_file: '감사 파일' } satisfies Record<AuditPlaceView, string>,

  density: '목록의 행 높이',
  densities: { comfortable: '넉넉하게', compact: '촘촘하게' },
  folders: '폴더',
  folderDetails: {
    data: '토큰 등록부',
    config: '이 화면의 설정',
    state: '키, 감사 파일, 백업, 로그',
  },
  about: '정보',
  keys: '단축키 보기',
  version: '버전',
};
