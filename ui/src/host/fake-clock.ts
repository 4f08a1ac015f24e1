/** The fake host's clock stands still, so that a test reads the same on any day. */

/** 2026-11-23 12:00 in the zone below. */
export const NOW = Date.UTC(2026, 10, 23, 3);
export const TODAY = '2026-11-23';
export const ZONE = 'Asia/Seoul';
