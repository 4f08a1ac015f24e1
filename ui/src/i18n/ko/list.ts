/** What can be done with any list (filters, columns, views, choosing rows), and what tokens are filtered by. */
import type { CustodyView } from '../../host/types/CustodyView';
import type { FilterKey } from '../../tokens/query';

export const list = {
  tools: '목록 도구',
  filters: {
    add: '필터',
    label: '필터 더하기',
    edit: (name: string) => `필터 바꾸기: ${name}`,
    remove: (name: string) => `필터 빼기: ${name}`,
    clear: '모두 지우기',
    chip: (name: string, value: string) => `${name}: ${value}`,
    /** Instead of a long list of values. */
    andMore: (first: string, more: string) => `${first} 외 ${more}개`,
    any: '상관없음',
    search: '검색어',
    names: {
      token: '붙여 넣은 토큰',
      statuses: '상태',
      scopes: '범위',
      expiresWithin: '만료',
      limited: '요청 제한',
      custody: '보관 방식',
      used: '최근 사용',
    } satisfies Record<FilterKey, string>,
  },
  expiring: '만료 임박',
  expiringCount: (count: string) => `만료 임박 ${count}개만 보기`,
  within: (days: string) => `${days}일 안`,
  withinNow: '오늘',
  otherDays: '직접 적기',
  otherDaysUnit: '일 안',
  daysUnreadable: '0부터 36,500까지의 숫자를 적어 주세요.',
  limited: { yes: '제한 있음', no: '무제한' },
  custody: {
    kept: '언제든지 복사',
    once: '한 번만 보기',
    gone: '사본 없음',
  } satisfies Record<CustodyView, string>,
  used: {
    never: '쓴 적 없음',
    within: (days: string) => `${days}일 안에 씀`,
    notWithin: (days: string) => `${days}일 동안 안 씀`,
  },
  scopesSearch: '범위 찾기',
  scopesNone: '찾는 범위가 없어요.',
  gone: '목록에 없음',
  noPath: '경로 없음',
  noPathTitle: '경로가 정해지지 않아 아직 통과하지 못해요.',

  nothing: {
    title: '조건에 맞는 토큰이 없어요',
    text: '지금 이렇게 찾고 있어요.',
  },

  columns: { label: '열', text: '보여 줄 열', fixed: '이름과 토큰은 늘 보여요.', reset: '처음대로' },

  views: {
    label: '보기',
    text: '저장한 보기',
    every: '모든 토큰',
    none: '아직 저장한 보기가 없어요. 지금의 검색과 필터, 순서를 이름을 붙여 저장해 두세요.',
    name: '보기 이름',
    save: '지금 조건 저장',
    saved: (name: string) => `보기를 저장했어요: ${name}`,
    rename: (name: string) => `이름 바꾸기: ${name}`,
    remove: (name: string) => `보기 지우기: ${name}`,
    removed: (name: string) => `보기를 지웠어요: ${name}`,
    applied: (name: string) => `보기: ${name}`,
    newer: '이 버전에서 읽을 수 없는 조건이 있어요.',
    nameEmpty: '이름을 적어 주세요.',
    nameTaken: '같은 이름의 보기가 있어요.',
    full: '50개까지 저장할 수 있어요. 안 쓰는 보기를 지워 주세요.',
  },

  chosen: {
    label: '고른 토큰',
    count: (count: string) => `${count}개 골랐어요`,
    all: (count: string) => `일치하는 ${count}개를 모두 골랐어요`,
    chooseAll: (count: string) => `일치하는 ${count}개 모두 고르기`,
    clear: '선택 해제',
    cleared: '선택을 해제했어요',
    tooFar: (most: string) =>
      `한 번에 이어서 고를 수 있는 것은 ${most}개까지예요. Ctrl+A로 모두 고를 수 있어요.`,
  },

  menu: {
    label: (name: string) => `${name} 메뉴`,
    open: '자세히 보기',
    copy: '토큰 복사',
    disable: '중지',
    enable: '사용',
    rotate: '재발급…',
    revoke: '회수…',
    remove: '삭제…',
  },
};
