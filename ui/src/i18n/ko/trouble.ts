/** The page that stands in for everything while the registry can't be opened. */
import type { TroubleTexts } from '../codes';

export const trouble = {
  happenedLabel: '무슨 일인가요',
  todoLabel: '어떻게 하나요',
  folderLabel: (name: string) => `${name} 폴더`,
  referenceLabel: '기록 번호',
  referenceHint: '로그에서 이 번호로 원인을 찾을 수 있어요.',
  restore: '백업에서 복원',
  mend: '되살리기',
  nothingLost: '이 화면이 보이는 동안에는 데이터를 저절로 바꾸지 않아요.',
  kinds: {
    in_use: {
      title: 'Mapae가 이미 실행 중이에요',
      happened: '다른 Mapae가 같은 데이터 폴더를 쓰고 있어요.',
      todo: '이미 열린 창을 쓰거나, 그 창을 닫고 다시 시작해 주세요.',
    },
    no_access: {
      title: '폴더를 읽거나 쓸 수 없어요',
      happened: '이 계정에 데이터 폴더를 읽거나 쓸 권한이 없어요.',
      todo: '폴더의 소유자와 권한을 확인한 뒤 다시 시작해 주세요.',
    },
    wrong_owner: {
      title: '다른 사용자의 폴더예요',
      happened: '데이터 폴더나 그 안의 파일이 다른 계정의 것이에요. 열면 소유자가 섞이게 되어 열지 않았어요.',
      todo: '그 계정으로 실행하거나, 폴더와 파일의 소유자를 이 계정으로 바꾼 뒤 다시 시작해 주세요.',
    },
    not_a_folder: {
      title: '폴더가 있어야 할 곳에 파일이 있어요',
      happened:
        '데이터 폴더의 자리에 다른 파일이 있어서 등록부를 열지 못했어요. 그 파일은 건드리지 않았어요.',
      todo: '그 파일을 다른 곳으로 옮긴 뒤 다시 시작해 주세요.',
    },
    disk_full: {
      title: '디스크가 가득 찼어요',
      happened: '등록부를 열려면 빈 공간이 필요해요.',
      todo: '같은 디스크에 공간을 비운 뒤 다시 시작해 주세요.',
    },
    damaged: {
      title: '등록부가 손상됐어요',
      happened: '등록부를 읽지 못했어요. 저절로는 다 되살리지 못해서 그대로 두었어요.',
      todo: '되살리기를 눌러 주세요. 지금 데이터는 지우지 않고 다른 폴더로 치워 둬요.',
    },
    rolled_back: {
      title: '등록부의 최근 기록이 사라졌어요',
      happened:
        '마지막으로 본 것보다 오래된 등록부예요. 데이터베이스의 끝이 손상됐거나, 예전 사본이 되돌려졌어요. 그대로 쓰면 그 뒤에 발급한 토큰을 모르게 되어 열지 않았어요.',
      todo: '되살리기를 눌러 주세요. 이 상태 그대로 쓰려면, 상태 폴더의 head 파일을 다른 곳으로 옮기고 다시 시작해 주세요.',
    },
    newer_format: {
      title: '더 새로운 Mapae의 데이터예요',
      happened: '이 버전이 모르는 형식으로 저장되어 있어요.',
      todo: '새 버전의 Mapae로 열어 주세요.',
    },
    key_missing: {
      title: '토큰을 여는 키가 없어요',
      happened:
        '봉인된 토큰은 있는데, 여는 키를 찾지 못했어요. 새 키를 만들면 토큰을 잃게 되어 만들지 않았어요.',
      todo: '발급할 때와 같은 계정과 키링으로 로그인하거나, 키 파일을 상태 폴더에 되돌린 뒤 다시 시작해 주세요. 암호나 복구 키가 있었다면 백업에서 복원할 수도 있어요.',
    },
    key_damaged: {
      title: '토큰을 여는 키가 손상됐어요',
      happened: '키가 있지만 이 등록부의 키로 확인되지 않아요.',
      todo: '백업해 둔 키로 되돌린 뒤 다시 시작해 주세요. 암호나 복구 키가 있었다면 백업에서 복원할 수도 있어요.',
    },
    keyring_locked: {
      title: '키링이 잠겨 있어요',
      happened: '토큰을 여는 키가 운영체제의 키링에 있는데, 키링이 열리지 않았어요.',
      todo: '키링의 잠금을 푼 뒤 다시 시작해 주세요.',
    },
    unknown: {
      title: '등록부를 열지 못했어요',
      happened: '예상하지 못한 문제로 등록부를 열지 못했어요.',
      todo: '다시 시작해 주세요. 그래도 같으면 기록 번호로 로그에서 원인을 찾아 주세요.',
    },
  } satisfies TroubleTexts,
};
