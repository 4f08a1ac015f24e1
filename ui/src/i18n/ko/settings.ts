/** Words of the settings page. */
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
  protection: '보호 방식',
  protectionDetails: {
    keyring: {
      how: '토큰을 여는 키가 운영체제의 키링에 들어 있어요.',
      guards: '디스크나 백업이 유출되어도 로그인 암호 없이는 토큰을 열 수 없어요.',
      limits: '로그인한 동안 이 계정으로 실행되는 프로그램은 막지 못해요.',
    },
    key_file: {
      how: '키링을 쓸 수 없어서, 토큰을 여는 키를 상태 폴더의 파일에 두었어요. 이 계정만 읽을 수 있어요.',
      guards: '데이터 폴더만 유출되면 토큰을 열 수 없고, 다른 계정은 키를 읽을 수 없어요.',
      limits:
        '디스크 전체나 상태 폴더까지 유출되면 토큰이 열려요. 이 계정으로 실행되는 프로그램도 막지 못해요.',
    },
  },
  guards: '막는 것',
  limits: '막지 못하는 것',
  folders: '폴더',
  folderNames: { data: '데이터', config: '설정', state: '상태' },
  folderDetails: {
    data: '토큰 등록부',
    config: '이 화면의 설정',
    state: '키, 감사 기록의 마지막 번호, 로그',
  },
  about: '정보',
  version: '버전',
};
