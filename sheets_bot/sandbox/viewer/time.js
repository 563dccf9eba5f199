/*
 * Instants in a time zone, as the page needs them. All instants are seconds since 1970.
 */

export const DAY = 86_400;
const clocks = new Map();

/** How many seconds a zone's wall clock is ahead of UTC at an instant. */
export function ahead(instant, timeZone) {
  // Made once for each zone: it takes longer than all the rest.
  if (!clocks.has(timeZone)) clocks.set(timeZone, clockIn(timeZone));
  const parts = clocks.get(timeZone).formatToParts(new Date(instant * 1000));
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) / 1000;
  return wall - Math.floor(instant);
}

const clockIn = (timeZone) => new Intl.DateTimeFormat("en-GB", {
  timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
});

/** Today in a zone, as Google counts days: from 30 December 1899. */
export const todaySerial = (now, timeZone) => Math.floor((now + ahead(now, timeZone)) / DAY) + 25_569;

/** An instant in words, e.g. "Mon, 23 Nov 2026, 09:00". */
export const inWords = (instant, timeZone) => shown(instant, {
  timeZone, weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});

/** A day and an hour in words, e.g. "Mon 23 Nov, 17:00". */
export const shortly = (instant, timeZone) => shown(instant, {
  timeZone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
});

/** The hour alone, e.g. "17:00". */
export const hour = (instant, timeZone) => shown(instant, { timeZone, hour: "2-digit", minute: "2-digit" });

const shown = (instant, options) => new Intl.DateTimeFormat("en-GB", options).format(new Date(instant * 1000));
