/*
 * Instants in a time zone, as the page needs them. All instants are seconds since 1970.
 */

const DAY = 86_400;
// A practice roster, from Sunday to Saturday: the hour at which a shift starts. The bot's own is in its Settings tab.
const SHIFT_STARTS = [undefined, 17, 17, 17, 17, 17, 9];

/** How many seconds a zone's wall clock is ahead of UTC at an instant. */
function ahead(instant, timeZone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(new Date(instant * 1000));
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) / 1000;
  return wall - Math.floor(instant);
}

/** Today in a zone, as Google counts days: from 30 December 1899. */
export const todaySerial = (now, timeZone) => Math.floor((now + ahead(now, timeZone)) / DAY) + 25_569;

/** When the next practice shift starts. */
export function nextShift(now, timeZone) {
  const today = Math.floor((now + ahead(now, timeZone)) / DAY) * DAY;
  for (let day = 0; day < 9; day += 1) {
    const midnight = today + day * DAY;
    const hour = SHIFT_STARTS[new Date(midnight * 1000).getUTCDay()];
    if (hour === undefined) continue;
    const wall = midnight + hour * 3600;
    const start = wall - ahead(wall - ahead(wall, timeZone), timeZone);
    if (start > now + 60) return start;
  }
  return now + DAY;
}
