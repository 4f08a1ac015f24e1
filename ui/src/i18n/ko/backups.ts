/** Words of 설정, 백업, and of restoring, which the page about trouble offers too. */
import type { DrillFailureView } from '../../host/types/DrillFailureView';

export const backups = {
  title: '백업',
  intro: '바뀐 것이 있으면 10분에 한 번까지 저절로 만들고, 최근 10개를 보관해요. 모두 암호화되어 있어요.',
  folder: '백업 폴더',
  none: '아직 백업이 없어요.',
  failed: '백업 목록을 읽지 못했어요.',
  list: '백업 목록',
  columns: { time: '시각', size: '크기', events: '기록', restore: '복원' },
  events: (count: string) => `${count}건`,
  now: '지금 백업',
  made: '백업을 만들었어요.',

  drill: '복원 훈련',
  drillHint: '가장 새 백업을 따로 열어 지금 등록부와 견주어 봐요. 데이터는 바뀌지 않아요.',
  drillPassed: (name: string, tokens: string, events: string) =>
    `백업으로 되살릴 수 있어요. 토큰 ${tokens}개와 기록 ${events}건이 모두 맞아요. (${name})`,
  drillFailures: {
    unreadable: '이 백업은 손상되어 끝까지 읽을 수 없어요.',
    other_keys: '이 백업은 다른 데이터 키로 만들었어요.',
    other_history: '이 백업은 지금 등록부와 다른 기록이에요.',
    different: '이 백업에는 등록부와 다른 토큰이 있어요.',
  } satisfies Record<DrillFailureView, string>,
  drillAdvice: (name: string) => `지금 백업을 새로 만들고 다시 훈련해 주세요. (${name})`,
  drillUnopened: (unopened: string, tokens: string) =>
    `토큰 ${tokens}개 가운데 ${unopened}개는 봉인이 열리지 않았어요.`,
  drillDifferent: (names: string) => `등록부와 다른 토큰: ${names}`,

  restore: '복원',
  restoreLabel: (time: string) => `${time} 백업에서 복원`,
  restoreFile: '파일에서 복원',
  restoreTitle: '백업에서 복원',
  which: '복원할 백업',
  fromList: '목록에서',
  fromFile: '파일에서',
  path: '파일 경로',
  pathHint: '다른 컴퓨터에서 내보낸 .age 파일도 돼요. ~는 홈 폴더예요.',
  pathEmpty: '파일 경로를 적어 주세요.',
  aside: '지금 데이터는 지우지 않고 다른 폴더로 치워 둬요.',
  later: '백업 뒤에 발급하거나 바꾼 것은 빠져요. 무엇이 빠졌는지는 복원한 뒤에 알려 드려요.',
  proofNeeded: '이 백업을 만든 때의 암호나 복구 키를 적어 주세요.',
  restored: '백업에서 복원했어요.',

  mend: '되살리기',
  mendTitle: '등록부 되살리기',
  mendText: '백업과 감사 파일에 남은 기록을 합쳐서 등록부를 새로 만들어요.',
  mendProof: '이 등록부의 암호나 복구 키를 적어 주세요.',
  incomplete:
    '백업과 감사 파일을 합쳐도 저장된 변경이 다 나오지 않아요. 아직 아무것도 바꾸지 않았어요. 있는 데까지만 되살릴까요?',
  mendAnyway: '있는 데까지 되살리기',
  mended: '등록부를 되살렸어요.',

  cancel: '취소',

  export: '내보내기',
  exportTitle: '다른 컴퓨터로 내보내기',
  exportText:
    '등록부 전체를 암호화된 파일로 내보내요. 다른 컴퓨터의 설정, 백업에서 「파일에서 복원」을 고르고 이 등록부의 암호나 복구 키를 적으면 열려요.',
  exportFolder: '폴더 경로',
  exportHint: '이 폴더 안에 새 폴더를 만들어요.',
  exported: '내보냈어요. 이 폴더를 통째로 옮겨 주세요.',
  close: '닫기',
};
