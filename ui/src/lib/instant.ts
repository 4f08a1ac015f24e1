/** A local time that a person typed, as an instant. The zone is given: that of the machine must not decide. */
import { formatDateTime } from './format';

const MINUTE = 60_000;

/**
 * The instant (milliseconds since 1970) at which a clock in `zone` shows `2026-11-23 14:30`, with seconds if they are
 * given; `undefined` where the text is no time, or one that the zone leaves out. Of two such instants the earlier.
 */
export function instantOf(text: string, zone: string): number | undefined {
  const read = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?$/.exec(text.trim().normalize('NFKC'));
  if (!read) return undefined;
  const wanted = `${read[1]} ${read[2]}${read[3] ?? ':00'}`;
  const asUtc = Date.parse(`${wanted.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The offset a day before and a day after: around a change of the clocks one of the two holds.
  const candidates = [-1, 1].map((day) => asUtc - offsetAt(asUtc + day * 24 * 60 * MINUTE, zone));
  return candidates
    .filter((instant) => formatDateTime(instant, zone) === wanted)
    .sort((one, other) => one - other)[0];
}

/** How far the clocks of the zone are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const second = Math.floor(instant / 1000) * 1000;
  return Date.parse(`${formatDateTime(second, zone).replace(' ', 'T')}Z`) - second;
}
