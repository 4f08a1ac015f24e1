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
    registry_in_use: '다른 Mapae가 등록부를 쓰고 있어요. 그 창을 닫고 다시 시도해 주세요.',
    locked: '잠겨 있어요. 잠금을 풀고 다시 시도해 주세요.',
    gate_refused: '게이트 설정을 저장하지 못했어요. 빨간색으로 표시된 칸을 고쳐 주세요.',
    gate_not_saved:
      '설정 파일에 쓰지 못해서 게이트를 그대로 두었어요. 폴더의 권한과 남은 공간을 확인해 주세요.',
    catalogue_refused: 'API 목록을 저장하지 못했어요. 빨간색으로 표시된 칸을 고쳐 주세요.',
    nothing_to_lock_with: '암호가 없어서 잠글 수 없어요. 먼저 암호를 설정해 주세요.',
    wrong_passphrase: '암호가 맞지 않아요. 다시 적어 주세요.',
    wrong_recovery_key: '다른 복구 키예요. 종이에 적은 키를 확인해 주세요.',
    recovery_key_mistyped: '틀리거나 빠진 글자가 있어요. 종이와 견주어 보세요.',
    too_many_attempts: '여러 번 틀려서 잠시 막아 두었어요. 조금 뒤에 다시 시도해 주세요.',
    passphrase_refused: '쓸 수 없는 암호예요. 더 길고 짐작하기 어려운 암호를 적어 주세요.',
    keyring_locked: '키링이 잠겨 있거나 대답하지 않아요. 키링의 잠금을 풀고 다시 시도해 주세요.',
    keyring_vanished:
      '이 세션에 키링이 없어요. 데스크톱에 로그인한 뒤 다시 시도하거나 다른 방법을 써 주세요.',
    key_damaged: '키가 손상됐거나 이 등록부의 키가 아니에요. 다른 방법으로 열어 주세요.',
    last_protector: '등록부를 여는 마지막 방법이라 없앨 수 없어요. 다른 방법을 먼저 켜 주세요.',
    busy: '다른 작업이 아직 끝나지 않았어요. 끝난 뒤에 다시 시도해 주세요.',
    backup_not_found: '그 자리에 백업이 없어요. 경로나 목록을 확인해 주세요.',
    backup_unreadable:
      '백업을 열지 못했어요. 손상됐거나 다른 등록부의 백업이에요. 다른 백업으로 시도해 주세요.',
    backup_newer: '더 새로운 Mapae가 만든 백업이에요. 새 버전으로 열어 주세요.',
    unlock_needed: '이 백업을 열려면 암호나 복구 키가 필요해요.',
    backup_key_missing:
      '이 백업을 여는 키가 이 컴퓨터에 없어요. 만든 컴퓨터의 키링이나 키 파일을 되돌리거나 다른 백업으로 시도해 주세요.',
    incomplete: '저장된 변경을 다 되살릴 수 없어요. 있는 데까지 되살릴지 골라 주세요.',
    audit_broken: '감사 파일이 맞지 않아서 백업하지 못했어요. 설정의 감사로그에서 검증해 주세요.',
    not_portable: '키링과 키 파일은 다른 컴퓨터로 옮길 수 없어요. 먼저 암호나 복구 키를 만들어 주세요.',
    folder_unusable: '그 폴더에는 쓸 수 없어요. 다른 폴더를 적어 주세요.',
    outdated: '그사이 다른 곳에서 바뀐 토큰이에요. 지금 내용을 확인하고 다시 저장해 주세요.',
    token_revoked: '회수한 토큰이라 바꿀 수 없어요. 새로 발급해 주세요.',
    token_in_force: '아직 쓸 수 있는 토큰이라 삭제할 수 없어요. 먼저 회수해 주세요.',
    name_mismatch: '적은 이름이 토큰의 이름과 달라요. 똑같이 적어 주세요.',
    import_unreadable: '토큰 목록으로 읽을 수 없는 파일이에요. Mapae에서 내보낸 CSV나 JSON을 골라 주세요.',
    nothing_to_import: '가져올 내용이 없어요. 파일을 다시 골라 주세요.',
    too_many: '한 번에 다룰 수 있는 것보다 많아요. 나누어서 다시 시도해 주세요.',
    token_expired: '만료된 토큰이에요. 만료일을 먼저 뒤로 미뤄 주세요.',
    import_unknown_column:
      '모르는 이름의 열이 있어요. 이름, 설명, 만료일, 허용 IP, 차단 IP, 요청 제한, 기간, 범위만 쓸 수 있어요.',
    stopped: '멈췄어요.',
    internal: '예상하지 못한 문제가 생겼어요. 다시 시도해 주세요.',
  } satisfies ErrorTexts,
  reference: (reference: string) => `(기록 번호 ${reference})`,
};
