/** Words of the lock page, and of every field that asks for a passphrase or a recovery key. */
import type { LockedBecauseView } from '../../host/types/LockedBecauseView';

export const lock = {
  title: '잠겨 있어요',
  because: {
    start: '시작할 때는 먼저 열어야 해요.',
    person: '잠금을 눌러서 잠갔어요.',
    idle: '한동안 쓰지 않아서 잠갔어요.',
    suspend: '절전에 들어가면서 잠갔어요.',
    screen: '화면이 잠겨서 함께 잠갔어요.',
    keyring_locked: '토큰을 여는 키가 든 키링이 잠겨 있거나 대답하지 않아요.',
    keyring_vanished: '토큰을 여는 키가 든 키링이 이 세션에 없어요.',
    key_missing: '키 파일이나 키링의 키가 사라졌어요. 다른 방법으로는 열 수 있어요.',
    key_damaged: '키 파일이나 키링의 키가 손상됐어요. 다른 방법으로는 열 수 있어요.',
  } satisfies Record<LockedBecauseView, string>,
  draftKept: '쓰던 발급 내용은 그대로 있어요. 잠금을 풀면 이어서 쓸 수 있어요.',
  passphrase: '암호',
  recoveryKey: '복구 키',
  recoveryKeyHint: '적어 둔 32글자예요. 줄표와 대소문자는 달라도 돼요.',
  keyring: '키링',
  way: '여는 방법',
  unlock: '잠금 풀기',
  otherWays: '다른 방법',
  /** Buttons that show another way. */
  ways: {
    passphrase: '암호로 열기',
    recovery_key: '복구 키로 열기',
    keyring: '키링으로 다시 시도',
  },
  noWay: '지금 열 수 있는 방법이 없어요. 키링이나 키 파일을 되돌린 뒤 다시 시작해 주세요.',
  keyringText: '키링의 잠금을 푼 뒤 다시 시도해 주세요. 키링이 따로 암호를 물을 수 있어요.',
  /** On the field. */
  wait: (seconds: string) => `여러 번 틀려서 막아 두었어요. ${seconds}초 뒤에 다시 할 수 있어요.`,
  /** On the button. */
  waitButton: (seconds: string) => `${seconds}초 뒤에 다시`,
  unlocked: '잠금을 풀었어요.',
};
