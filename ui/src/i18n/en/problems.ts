/** The English twin of `../ko/problems.ts`. */
import { formatCount } from '../../lib/format';
import type { NoticeTexts, ProblemTexts, RangeTexts } from '../codes';

function instead(suggestion: string | null, otherwise: string): string {
  return suggestion === null ? otherwise : `Type it as ${suggestion}.`;
}

const range: RangeTexts = {
  this_network: 'The range that means “this network” (0.0.0.0/8). Real requests never come from it.',
  private: 'A private range: matches only requests from your own network.',
  shared: 'A carrier’s shared range (100.64.0.0/10).',
  loopback: 'A loopback range: matches only requests from the gateway’s own machine.',
  link_local: 'A link-local range, used only within one network segment.',
  documentation: 'A range for examples in documents. Real requests never come from it.',
  benchmarking: 'A range for benchmarking.',
  multicast: 'A multicast range. Real requests never come from it.',
  reserved: 'A reserved range. Real requests never come from it.',
  broadcast: 'The broadcast address. Real requests never come from it.',
  unique_local: 'A private IPv6 range: matches only requests from your own network.',
  nat64: 'A range for NAT64 translation.',
  six_to_four: 'A range for 6to4 translation.',
  unspecified: 'The address that means “no address”. Real requests never come from it.',
};

const problem: ProblemTexts = {
  name_empty: () => 'Type a name.',
  name_too_long: ({ max, length }) => `At most ${max} characters; this has ${length}. Shorten it.`,
  name_forbidden_character: ({ character }) =>
    `It holds an invisible or unusable character (${character}). Delete it and type it again.`,
  name_taken: ({ name }) => `That name is taken (${name}). Choose another.`,
  description_too_long: ({ max, length }) => `At most ${max} characters; this has ${length}. Shorten it.`,
  description_forbidden_character: ({ character }) =>
    `It holds an invisible or unusable character (${character}). Delete it and type it again.`,
  date_empty: () => 'Type a date, or choose Indefinite.',
  date_unreadable: () => 'That can’t be read as a date. Type it like 2027-02-21.',
  date_past: ({ today }) => `That date has passed. Type today (${today}) or a later date.`,
  date_too_far: ({ latest }) => `Too far away. Type ${latest} or an earlier date, or choose Indefinite.`,
  entry_unreadable: () => 'Not an IP address or CIDR. Type it like 10.0.0.0/8.',
  entry_leading_zero: ({ suggestion }) =>
    `A number with a leading zero may be read as octal. ${instead(suggestion, 'Remove the leading zeros.')}`,
  entry_prefix_too_long: ({ max }) => `The number after / is too large. It can be at most ${max}.`,
  entry_prefix_unreadable: () => 'Only a number can follow /, as in 10.0.0.0/8.',
  entry_has_port: ({ suggestion }) =>
    `A port can’t be part of it. ${instead(suggestion, 'Remove the port.')}`,
  entry_has_zone: ({ suggestion }) =>
    `An interface name after % can’t be part of it. ${instead(suggestion, 'Remove what follows %.')}`,
  entry_other_notation: ({ suggestion }) =>
    `Only CIDR notation works. ${instead(suggestion, 'Type it like 10.0.0.0/8.')}`,
  entry_is_host_name: () => 'A host name can’t be used. Type an IP address or CIDR.',
  note_too_long: ({ max, length }) => `A note has at most ${max} characters; this has ${length}. Shorten it.`,
  note_forbidden_character: ({ character }) =>
    `The note holds an invisible or unusable character (${character}). Delete it and type it again.`,
  too_many_entries: ({ max, count }) =>
    `At most ${formatCount(max)} entries; there are ${formatCount(count)}. Join some into wider networks.`,
  limit_unreadable: () => 'That can’t be read as a number. Type a whole number such as 1,000.',
  limit_too_large: ({ max }) => `At most ${formatCount(max)}. Leave it blank for no limit.`,
  limit_final: () => 'An unlimited token can’t be limited later. Issue a limited one instead.',
  scopes_empty: () => 'Choose at least one scope.',
  scope_unknown: ({ id }) =>
    `An API that is not in the catalogue is chosen (${id}). Clear it and choose again.`,
};

const notice: NoticeTexts = {
  host_bits_cut: ({ typed, network }) => `Moved to the start of its network: ${typed} → ${network}`,
  mapped_to_ipv4: ({ typed, network }) => `Turned into IPv4: ${typed} → ${network}`,
  duplicate: ({ position }) => `Same as entry ${position}; it is stored once.`,
  every_address: ({ version }) => `Matches every IPv${version} address. Make sure that you mean it.`,
  special_range: (about) => range[about.range],
  shadowed_by_block: () => 'Hidden by the block list: blocking comes first, so nothing gets in from here.',
};

export const problems = { problem, notice };
