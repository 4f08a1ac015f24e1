/**
 * What is wrong (problems) and what is good to know (notices), for every code that Rust sends: each text says what
 * is wrong and what to do. No Korean particle follows a value, because its right form would depend on the value.
 */
import { formatCount } from '../../lib/format';
import type { NoticeTexts, ProblemTexts, RangeTexts } from '../codes';

function instead(suggestion: string | null, otherwise: string): string {
  return suggestion === null ? otherwise : `이렇게 적어 주세요: ${suggestion}`;
}

const range: RangeTexts = {
  this_network: '‘이 네트워크’를 뜻하는 대역이에요(0.0.0.0/8). 실제 요청은 여기서 오지 않아요.',
  private: '사설 대역이에요. 같은 내부망에서 온 요청만 해당돼요.',
  shared: '통신사 공유 대역이에요(100.64.0.0/10).',
  loopback: '자기 자신(루프백) 대역이에요. 게이트웨이와 같은 컴퓨터에서 온 요청만 해당돼요.',
  link_local: '링크 로컬 대역이에요. 같은 회선 안에서만 쓰여요.',
  documentation: '문서 예시용 대역이에요. 실제 요청은 여기서 오지 않아요.',
  benchmarking: '성능 시험용 대역이에요.',
  multicast: '멀티캐스트 대역이에요. 실제 요청은 여기서 오지 않아요.',
  reserved: '예약된 대역이에요. 실제 요청은 여기서 오지 않아요.',
  broadcast: '브로드캐스트 주소예요. 실제 요청은 여기서 오지 않아요.',
  unique_local: 'IPv6 사설 대역이에요. 같은 내부망에서 온 요청만 해당돼요.',
  nat64: 'NAT64 변환용 대역이에요.',
  six_to_four: '6to4 변환용 대역이에요.',
  unspecified: '‘주소 없음’을 뜻하는 주소예요. 실제 요청은 여기서 오지 않아요.',
};

const problem: ProblemTexts = {
  name_empty: () => '이름을 적어 주세요.',
  name_too_long: ({ max, length }) => `${max}자까지 적을 수 있어요. 지금 ${length}자예요. 줄여 주세요.`,
  name_forbidden_character: ({ character }) =>
    `보이지 않거나 쓸 수 없는 문자가 있어요(${character}). 지우고 다시 적어 주세요.`,
  name_taken: ({ name }) => `이미 쓰고 있는 이름이에요(${name}). 다른 이름을 적어 주세요.`,
  description_too_long: ({ max, length }) =>
    `${max}자까지 적을 수 있어요. 지금 ${length}자예요. 줄여 주세요.`,
  description_forbidden_character: ({ character }) =>
    `보이지 않거나 쓸 수 없는 문자가 있어요(${character}). 지우고 다시 적어 주세요.`,
  date_empty: () => '날짜를 적거나 무기한을 골라 주세요.',
  date_unreadable: () => '날짜로 읽을 수 없어요. 2027-02-21처럼 적어 주세요.',
  date_past: ({ today }) => `지난 날짜예요. 오늘(${today})이나 그 뒤의 날짜를 적어 주세요.`,
  date_too_far: ({ latest }) => `너무 먼 날짜예요. ${latest} 또는 그 전 날짜를 적거나 무기한을 골라 주세요.`,
  entry_unreadable: () => 'IP 주소나 CIDR로 읽을 수 없어요. 10.0.0.0/8처럼 적어 주세요.',
  entry_leading_zero: ({ suggestion }) =>
    `0으로 시작하는 숫자는 8진수로 읽힐 수 있어요. ${instead(suggestion, '앞의 0을 지워 주세요.')}`,
  entry_prefix_too_long: ({ max }) => `/ 뒤의 숫자가 너무 커요. ${max}까지 적을 수 있어요.`,
  entry_prefix_unreadable: () => '/ 뒤에는 숫자만 적어 주세요. 10.0.0.0/8처럼요.',
  entry_has_port: ({ suggestion }) => `포트는 적을 수 없어요. ${instead(suggestion, '포트를 지워 주세요.')}`,
  entry_has_zone: ({ suggestion }) =>
    `%로 시작하는 인터페이스 이름은 적을 수 없어요. ${instead(suggestion, '% 뒤를 지워 주세요.')}`,
  entry_other_notation: ({ suggestion }) =>
    `CIDR로만 적을 수 있어요. ${instead(suggestion, '10.0.0.0/8처럼 적어 주세요.')}`,
  entry_is_host_name: () => '도메인 이름은 적을 수 없어요. IP 주소나 CIDR을 적어 주세요.',
  note_too_long: ({ max, length }) =>
    `메모는 ${max}자까지 적을 수 있어요. 지금 ${length}자예요. 줄여 주세요.`,
  note_forbidden_character: ({ character }) =>
    `메모에 보이지 않거나 쓸 수 없는 문자가 있어요(${character}). 지우고 다시 적어 주세요.`,
  too_many_entries: ({ max, count }) =>
    `${formatCount(max)}개까지 적을 수 있어요. 지금 ${formatCount(count)}개예요. 더 넓은 대역으로 묶어 주세요.`,
  limit_unreadable: () => '숫자로 읽을 수 없어요. 1,000처럼 0 이상의 정수를 적어 주세요.',
  limit_too_large: ({ max }) => `${formatCount(max)}까지 적을 수 있어요. 제한하지 않으려면 비워 주세요.`,
  limit_final: () => '무제한으로 정한 뒤에는 제한할 수 없어요. 제한된 토큰을 새로 발급해 주세요.',
  scopes_empty: () => '범위를 하나 이상 골라 주세요.',
  scope_unknown: ({ id }) => `목록에 없는 API가 골라져 있어요(${id}). 선택을 해제하고 다시 골라 주세요.`,
};

const notice: NoticeTexts = {
  host_bits_cut: ({ typed, network }) => `대역의 시작 주소로 맞췄어요: ${typed} → ${network}`,
  mapped_to_ipv4: ({ typed, network }) => `IPv4 주소로 바꿨어요: ${typed} → ${network}`,
  duplicate: ({ position }) => `${position}번째와 같아서 한 번만 저장해요.`,
  every_address: ({ version }) => `모든 IPv${version} 주소가 해당돼요. 정말 뜻한 것인지 확인해 주세요.`,
  special_range: (about) => range[about.range],
  shadowed_by_block: () => '차단에 가려져요. 차단 IP가 먼저라서 여기서는 쓸 수 없어요.',
};

export const problems = { problem, notice };
