/** What is done with many tokens at once: fields, what it would do, the run and its report. */
import type { BulkAction } from '../../host/types/BulkAction';
import type { RefusedBecause } from '../../host/types/RefusedBecause';

/** The lists have one action each. */
export type BulkKind =
  | Exclude<BulkAction['kind'], 'add_entries' | 'remove_entries'>
  | 'add_allow'
  | 'remove_allow'
  | 'add_block'
  | 'remove_block';

export const bulk = {
  label: '고른 토큰으로 할 일',
  more: '더 보기',
  export: '내보내기',
  short: {
    disable: '중지',
    enable: '사용',
    revoke: '회수',
    set_expiry: '만료일 바꾸기',
    add_scopes: '범위 더하기',
    remove_scopes: '범위 빼기',
    add_allow: '허용 IP 더하기',
    remove_allow: '허용 IP 빼기',
    add_block: '차단 IP 더하기',
    remove_block: '차단 IP 빼기',
  } satisfies Record<BulkKind, string>,
  title: {
    disable: (count: string) => `토큰 ${count}개 중지`,
    enable: (count: string) => `토큰 ${count}개 사용`,
    revoke: (count: string) => `토큰 ${count}개 회수`,
    set_expiry: (count: string) => `토큰 ${count}개의 만료일 바꾸기`,
    add_scopes: (count: string) => `토큰 ${count}개에 범위 더하기`,
    remove_scopes: (count: string) => `토큰 ${count}개에서 범위 빼기`,
    add_allow: (count: string) => `토큰 ${count}개에 허용 IP 더하기`,
    remove_allow: (count: string) => `토큰 ${count}개에서 허용 IP 빼기`,
    add_block: (count: string) => `토큰 ${count}개에 차단 IP 더하기`,
    remove_block: (count: string) => `토큰 ${count}개에서 차단 IP 빼기`,
  } satisfies Record<BulkKind, (count: string) => string>,
  text: {
    disable: '다음 요청부터 거절해요. 나중에 다시 켤 수 있어요.',
    enable: '다음 요청부터 다시 받아요.',
    revoke: '다음 요청부터 거절하고, 다시는 쓸 수 없어요. 되돌릴 수 없어요.',
    set_expiry: '고른 토큰의 만료일을 모두 이 날짜로 바꿔요.',
    add_scopes: '고른 API를 더해요. 이미 있는 범위는 그대로예요.',
    remove_scopes: '고른 API를 빼요. 남는 범위가 없는 토큰은 바꾸지 않아요.',
    add_allow: '허용 IP가 비어 있는 토큰은 모든 주소를 허용해요. 더하면 더한 주소만 허용하게 돼요.',
    remove_allow: '마지막 허용 IP를 빼면 모든 주소를 허용하게 돼요.',
    add_block: '차단 IP는 허용 IP와 겹쳐도 먼저예요.',
    remove_block: '같은 네트워크를 차단 IP에서 빼요. 메모는 보지 않아요.',
  } satisfies Record<BulkKind, string>,

  cancel: '취소',
  back: '뒤로',
  next: '다음',
  confirm: '확인',
  close: '닫기',
  stop: '멈추기',
  failed: (reason: string) => `하지 못했어요. ${reason}`,

  preview: {
    title: '이렇게 바뀌어요',
    reading: '무엇이 바뀌는지 보고 있어요.',
    changed: (total: string, changed: string) => `${total}개 가운데 ${changed}개가 바뀌어요.`,
    none: (total: string) => `${total}개 가운데 바뀌는 토큰이 없어요.`,
    unchanged: (count: string) => `${count}개는 이미 그래요.`,
    refused: {
      revoked: (count: string) => `${count}개는 회수되어 바꿀 수 없어요.`,
      gone: (count: string) => `${count}개는 삭제되어 바꿀 수 없어요.`,
      in_force: (count: string) => `${count}개는 아직 쓰고 있어서 지울 수 없어요.`,
      no_scope_left: (count: string) => `${count}개는 남는 범위가 없어서 바꾸지 않아요.`,
      too_many_entries: (count: string) => `${count}개는 IP가 1,000개를 넘어서 바꾸지 않아요.`,
      outdated: (count: string) => `${count}개는 같은 때 바뀌어서 바꾸지 못해요.`,
      failed: (count: string) => `${count}개는 기록이 손상되어 바꾸지 못해요.`,
    } satisfies Record<RefusedBecause, (count: string) => string>,
    narrowed: (count: string) =>
      `${count}개는 지금 모든 주소를 허용해요. 바꾸면 더한 주소에서만 쓸 수 있고, 다른 곳에서는 끊겨요.`,
    opened: (count: string) => `${count}개는 마지막 허용 IP가 빠져서 모든 주소를 허용하게 돼요.`,
    final: '회수는 되돌릴 수 없어요.',
    names: (names: string, more: boolean) => `(${names}${more ? ' 등' : ''})`,
  },

  run: {
    title: '바꾸는 중이에요',
  },
  report: {
    done: (count: string) => `${count}개를 바꿨어요.`,
    nothing: '바뀐 토큰이 없어요.',
    unchanged: (count: string) => `${count}개는 이미 그랬어요.`,
    failed: (count: string) => `${count}개는 바꾸지 못했어요.`,
    stopped: (left: string) => `멈췄어요. 이미 바꾼 것은 그대로예요. ${left}개는 손대지 않았어요.`,
    failures: '바꾸지 못한 토큰',
    more: (count: string) => `그 밖에 ${count}개`,
    why: {
      revoked: '회수됐어요.',
      gone: '삭제됐어요.',
      in_force: '아직 쓰고 있어요.',
      no_scope_left: '남는 범위가 없어요.',
      too_many_entries: 'IP가 1,000개를 넘어요.',
      outdated: '같은 때 바뀌었어요.',
      failed: '기록이 손상됐거나 디스크에 쓰지 못했어요.',
    } satisfies Record<RefusedBecause, string>,
  },
  undo: {
    label: '되돌리기',
    disabled: (count: string) => `토큰 ${count}개를 중지했어요.`,
    enabled: (count: string) => `토큰 ${count}개를 다시 사용해요.`,
    running: (count: string) => `토큰 ${count}개를 되돌리는 중이에요.`,
    done: (count: string) => `토큰 ${count}개를 되돌렸어요.`,
    partly: (count: string, failed: string) => `${count}개를 되돌렸고, ${failed}개는 되돌리지 못했어요.`,
  },
  exporting: {
    title: (count: string) => `토큰 ${count}개 내보내기`,
    text: '규칙과 상태를 파일로 적어요. 토큰 값은 들어가지 않아요.',
  },
};
