/** One text per code: what happened, what to do. */
import type { ErrorTexts } from '../codes';

export const errors = {
  codes: {
    draft_refused: '저장하지 못했어요. 빨간색으로 표시된 칸을 고쳐 주세요.',
    token_not_found: '이 토큰을 찾지 못했어요. 목록을 다시 불러와 주세요.',
    token_not_copyable: '이 토큰은 더 복사할 수 없어요. 새로 발급해 주세요.',
    token_damaged: '보관된 토큰이 손상되어 열지 못했어요. 새로 발급해 주세요.',
    clipboard_failed: '클립보드에 넣지 못했어요. 잠시 뒤에 다시 복사해 주세요.',
    setting_out_of_range: '받을 수 없는 값이에요. 허용된 범위 안에서 적어 주세요.',
    disk_full: '디스크가 가득 차서 저장하지 못했어요. 공간을 비우고 다시 시도해 주세요.',
    store_failed: '저장소를 쓰지 못했어요. 잠시 뒤에 다시 시도해 주세요.',
    registry_unavailable: '등록부를 열지 못한 상태예요. 앱을 다시 시작해 주세요.',
    internal: '예상하지 못한 문제가 생겼어요. 다시 시도해 주세요.',
  } satisfies ErrorTexts,
  reference: (reference: string) => `(기록 번호 ${reference})`,
};
