/** Words of what is written to a file: lists, the trail, the calendar; and of every long run's progress. */
import type { FileFormat } from '../../host/types/FileFormat';

export const exporting = {
  format: '형식',
  formats: {
    csv: '스프레드시트에서 열 수 있어요.',
    json: '빠짐없이 그대로 담겨요. 다른 프로그램에서 읽기 좋아요.',
  } satisfies Record<FileFormat, string>,
  folder: '저장할 폴더',
  hint: '새 파일로 저장하고, 있는 파일은 덮어쓰지 않아요. 토큰 문자열은 담기지 않아요.',
  save: '내보내기',
  running: '내보내는 중이에요.',
  written: (count: string) => `${count}건을 저장했어요.`,
  stop: '멈추기',
  stopping: '멈추는 중이에요.',
  progress: (done: string, total: string) => `${total}건 가운데 ${done}건`,
  calendarTitle: '달력으로 내보내기',
  calendarText:
    '앞으로 올 만료일을 하루짜리 일정으로 담은 iCalendar 파일(.ics)을 만들어요. 달력 프로그램에서 불러오세요.',
};
