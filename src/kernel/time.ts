/** Simulated time is a whole number of nanoseconds in a `number`: exact up to 104 days. */
export const MICROSECOND = 1_000
export const MILLISECOND = 1_000_000
export const SECOND = 1_000_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/** An instant that never comes. */
export const NEVER = Number.POSITIVE_INFINITY
