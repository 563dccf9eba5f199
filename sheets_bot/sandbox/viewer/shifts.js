/*
 * The shifts as they are typed in the tab `Settings`, and when the next one starts. What cannot be
 * read there counts as its default, and without any such tab a practice roster counts.
 */

import { ahead, DAY } from "./time.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const PRACTICE = ["17:00-21:00", "17:00-21:00", "17:00-21:00", "17:00-21:00", "17:00-21:00", "09:00-18:00", "off"];
const OFF = new Set(["", "off", "no", "none", "free", "closed", "day off", "false", "0", "-", "–", "—"]);
const BETWEEN_SHIFTS = /\s*(?:[,;/+&\n]|\band\b|\bund\b)\s*/;
const BETWEEN_TIMES = /\s*(?:[-‐–—−~]|\bto\b|\btill?\b|\buntil\b|\bbis\b)\s*/;
const TIME = /^(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?$/;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A roster: for each weekday from Monday its shifts as [start, end] in minutes after midnight, and days off. */
export const practiceRoster = () => ({ days: PRACTICE.map(shiftsOf), off: new Set(), zone: undefined, typed: false });

/** The roster that *rows* of the tab Settings (texts; the first row holds the headers) say. */
export function rosterOf(rows) {
  const [heads = [], ...body] = rows;
  const [name, value, standard] = ["Setting", "Value", "Default"].map((header) => heads.indexOf(header));
  if (name < 0 || value < 0) return practiceRoster();
  const typed = new Map(body.map((row) => [row[name], { value: row[value] ?? "", standard: row[standard] ?? "" }]));
  const days = DAYS.map((day, at) => {
    const { value: text, standard: usual } = typed.get(`Shifts on ${day}`) ?? { value: PRACTICE[at], standard: "" };
    return shiftsOf(text) ?? shiftsOf(usual) ?? shiftsOf(PRACTICE[at]);
  });
  const off = new Set((typed.get("Days off")?.value ?? "").split(BETWEEN_SHIFTS).map(dayOf).filter(Boolean));
  const zone = typed.get("Time zone")?.value;
  return { days, off, zone: isZone(zone) ? zone : undefined, typed: typed.has("Shifts on Monday") };
}

/** Shifts of one day as typed: "17:00-21:00", "9am-1pm and 14-18", off. Undefined if that is no such text. */
export function shiftsOf(text) {
  const said = text.trim().toLowerCase();
  if (OFF.has(said)) return [];
  const shifts = said.split(BETWEEN_SHIFTS).filter(Boolean).map((part) => {
    const ends = part.split(BETWEEN_TIMES).map(minutesOf);
    return ends.length === 2 && ends.every((end) => end !== undefined) && ends[0] !== ends[1] ? ends : undefined;
  });
  return shifts.includes(undefined) ? undefined : shifts.sort((a, b) => a[0] - b[0]);
}

function minutesOf(text) {
  const [, hours, minutes = "0", half] = TIME.exec(text.trim()) ?? [];
  if (hours === undefined || Number(minutes) > 59 || Number(hours) > (half ? 12 : 24)) return undefined;
  return ((half ? (Number(hours) % 12) + (half === "pm" ? 12 : 0) : Number(hours)) * 60 + Number(minutes)) % 1440;
}

/** A day as 2026-12-24, typed so or as 24.12.2026 or 24 Dec 2026. */
function dayOf(text) {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  if (year) return iso(year, month, day);
  const [, first, second, third] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  if (first) return iso(third, second, first);
  const [, date, name, last] = /^(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})$/i.exec(text) ?? [];
  return date && MONTHS.includes(name.toLowerCase()) ? iso(last, MONTHS.indexOf(name.toLowerCase()) + 1, date) : undefined;
}

const iso = (year, month, day) => `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

function isZone(zone) {
  try {
    return !!zone && !!new Intl.DateTimeFormat("en-GB", { timeZone: zone });
  } catch {
    return false;
  }
}

/** The next shift as {start, end} in seconds since 1970; undefined if none starts within 60 days. */
export function nextShift(now, zone, roster = practiceRoster()) {
  const today = Math.floor((now + ahead(now, zone)) / DAY) * DAY;
  for (let at = 0; at < 60; at += 1) {
    const midnight = today + at * DAY;
    const date = new Date(midnight * 1000);
    if (roster.off.has(date.toISOString().slice(0, 10))) continue;
    for (const [from, until] of roster.days[(date.getUTCDay() + 6) % 7]) {
      const start = instant(midnight + from * 60, zone);
      // The shift that begins within this minute has begun.
      if (start > now + 60) return { start, end: instant(midnight + (until > from ? until : until + 1440) * 60, zone) };
    }
  }
  return undefined;
}

const instant = (wall, zone) => wall - ahead(wall - ahead(wall, zone), zone);
