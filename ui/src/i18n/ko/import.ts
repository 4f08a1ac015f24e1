/** Words of the import: choosing a file, what it would change, what came of it. */
import type { ImportOutcome } from '../../host/types/ImportOutcome';
import type { ImportProblem } from '../../host/types/ImportProblem';
import type { RefusedBecause } from '../../host/types/RefusedBecause';

type ProblemTexts = {
  [Code in ImportProblem['code']]: (about: Extract<ImportProblem, { code: Code }>) => string;
};

export const importing = {
  title: '토큰 가져오기',
  intro:
    'Mapae에서 내보낸 CSV나 JSON 파일을 골라 주세요. 확인을 누르기 전에는 아무것도 바뀌지 않아요. 새 토큰은 새 토큰 문자열을 받아요.',
  drop: '파일을 여기에 놓거나',
  choose: '파일 고르기',
  reading: '파일을 읽고 확인하는 중이에요.',
  other: '다른 파일',
  tooLarge: (max: string) => `${max}MB보다 큰 파일은 읽을 수 없어요. 나누어서 가져와 주세요.`,
  unreadable: '파일을 읽지 못했어요. 다시 골라 주세요.',
  notText: '글자로 읽을 수 없는 파일이에요. CSV나 JSON 파일을 골라 주세요.',
  eucKr: 'UTF-8이 아니어서 EUC-KR(한국어 Windows)로 읽었어요. 이름이 깨지지 않았는지 확인해 주세요.',
  file: (name: string, count: string) => `${name}: 토큰 ${count}개`,
  outcomes: { new: '새 토큰', changed: '바뀜', same: '그대로', bad: '문제 있음' } satisfies Record<
    ImportOutcome,
    string
  >,
  filter: '보기',
  all: '모두',
  filtered: (outcome: string, count: string) => `${outcome} ${count}`,
  rows: '가져올 토큰',
  columns: { line: '줄', name: '이름', outcome: '결과', about: '내용' },
  noName: '이름 없음',
  willIssue: '새로 발급해요.',
  asItIs: '이미 이대로예요.',
  willChange: (fields: string) => `바뀌는 것: ${fields}`,
  problem: {
    unreadable: () => '칸의 수나 값이 맞지 않아 읽을 수 없는 줄이에요.',
    repeated: ({ line }) => `${line}번째 줄과 이름이 같아요.`,
    revoked: () => '회수한 토큰이라 바꿀 수 없어요.',
  } satisfies ProblemTexts,
  badQuestion: (count: string) => `문제가 있는 줄이 ${count}개 있어요.`,
  badSkip: '나머지만 가져오기',
  badStop: '그만두기',
  changedQuestion: (count: string) => `이미 있는 토큰 ${count}개의 내용이 파일과 달라요.`,
  changedApply: '바꾸기',
  changedKeep: '그대로 두기',
  summary: (parts: string) => `${parts} 확인을 누르면 시작해요.`,
  issues: (count: string) => `토큰 ${count}개를 발급해요.`,
  changes: (count: string) => `토큰 ${count}개를 바꿔요.`,
  skips: (count: string) => `문제 있는 ${count}줄은 건너뛰어요.`,
  nothingToDo: '가져올 것이 없어요.',
  running: '가져오는 중이에요.',
  stop: '멈추기',
  done: (count: string) => `토큰 ${count}개를 가져왔어요.`,
  stopped: (done: string, total: string) =>
    `멈췄어요. ${total}개 가운데 ${done}개를 가져왔고, 그대로 남아 있어요.`,
  failed: (count: string) => `가져오지 못한 토큰이 ${count}개 있어요.`,
  failures: '가져오지 못한 토큰',
  failuresShown: (count: string) => `처음 ${count}개만 보여요.`,
  why: {
    revoked: '회수했어요.',
    gone: '그사이 삭제됐어요.',
    in_force: '아직 쓸 수 있어요.',
    no_scope_left: '남는 범위가 없어요.',
    too_many_entries: 'IP가 너무 많아요.',
    outdated: '그사이 다른 곳에서 바뀌었어요.',
    failed: '저장하지 못했어요.',
  } satisfies Record<RefusedBecause, string>,
};
