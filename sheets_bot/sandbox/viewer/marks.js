/*
 * What the bot changed since this person looked last, cell by cell, from the lines of its log.
 * Remembered in this browser, for each spreadsheet. A mark goes when its cell was on the screen for
 * a moment, and its colour when the tab is left. What people type leaves no line, so it is never marked.
 */

import { isLater, isNewRow } from "./log.js";

const MOST_SEEN = 3000;

export class Marks {
  /** *onChange()* is called when counts changed. */
  constructor(onChange) {
    this.onChange = onChange;
    this.clear();
  }

  clear() {
    this.byTab = new Map();
    this.columns = new Map();
    this.lingering = new Set();
  }

  /** Takes the lines of the log of a spreadsheet, newest first. The first look ever marks nothing. */
  take(spreadsheetId, log) {
    this.place = `sheets_bot seen ${spreadsheetId}`;
    this.memory ??= remembered(this.place);
    // A log that ends earlier than what was seen belongs to a world that was begun anew.
    if (!this.memory || (this.memory.upTo && (!log.newest || isLater(this.memory.upTo, log.newest)))) {
      this.memory = { upTo: log.newest, seen: [] };
      this.#remember();
    }
    const seen = new Set(this.memory.seen);
    this.byTab.clear();
    for (const line of log.lines) {
      if (this.memory.upTo && !isLater(line.line, this.memory.upTo)) continue;
      const fresh = !seen.has(line.line);
      if (fresh || this.lingering.has(line.line)) this.#add({ ...line, fresh });
    }
    this.newest = log.newest;
    this.onChange();
  }

  /** Another spreadsheet: its memory is another. */
  forget() {
    this.clear();
    this.memory = undefined;
  }

  #add(mark) {
    if (!this.byTab.has(mark.tab)) this.byTab.set(mark.tab, new Map());
    const rows = this.byTab.get(mark.tab);
    if (!rows.has(mark.key)) rows.set(mark.key, []);
    rows.get(mark.key).push(mark);
  }

  /** How many marks of a tab nobody has seen yet. */
  count(title) {
    return this.unseen(title).length;
  }

  /** Whether anything in a tab is marked. */
  has(title) {
    return this.byTab.has(title);
  }

  unseen(title) {
    return [...(this.byTab.get(title)?.values() ?? [])].flat().filter(({ fresh }) => fresh);
  }

  /** The marks of a row of a tab, newest first, or nothing. */
  ofRow(tab, row) {
    const rows = this.byTab.get(tab.title);
    if (!rows?.size || row < tab.frozenRows) return undefined;
    const column = this.#keyColumn(tab, rows);
    return column === undefined ? undefined : rows.get(tab.cell(row, column)?.formattedValue);
  }

  /** The mark of a cell among those of its row: the newest of its column, or the one of the whole row. */
  ofCell(marks, tab, row, column) {
    const mark = marks?.find((one) => one.column === tab.header(column));
    if (mark) return mark;
    const filled = !!tab.cell(row, column)?.formattedValue;
    return filled ? marks?.find(isNewRow) : undefined;
  }

  /** The column in which the keys stand; looked for anew whenever cells have arrived. */
  #keyColumn(tab, rows) {
    const known = this.columns.get(tab.id);
    if (known?.arrivals === tab.arrivals && known.rows === rows) return known.column;
    const column = tab.columnWith(rows);
    this.columns.set(tab.id, { arrivals: tab.arrivals, rows, column });
    return column;
  }

  /** Notes that marks were seen; their colour stays as long as the tab is shown. */
  see(marks) {
    const fresh = marks.filter((mark) => mark.fresh);
    if (!fresh.length) return;
    for (const mark of fresh) {
      mark.fresh = false;
      this.lingering.add(mark.line);
      this.memory.seen.push(mark.line);
    }
    this.#remember();
    this.onChange();
  }

  /** The tab is left: what was seen is no longer coloured. */
  leave() {
    this.lingering.clear();
    for (const [title, rows] of this.byTab) {
      for (const [key, marks] of rows) {
        const left = marks.filter(({ fresh }) => fresh);
        if (left.length) rows.set(key, left);
        else rows.delete(key);
      }
      if (!rows.size) this.byTab.delete(title);
    }
  }

  #remember() {
    const anything = [...this.byTab.values()].some((rows) => [...rows.values()].flat().some(({ fresh }) => fresh));
    if (!anything && this.newest) this.memory = { upTo: this.newest, seen: [...this.lingering] };
    this.memory.seen = this.memory.seen.slice(-MOST_SEEN);
    try {
      localStorage.setItem(this.place, JSON.stringify(this.memory));
    } catch {
      // A browser that keeps nothing for pages marks until it is closed, and no longer.
    }
  }
}

function remembered(place) {
  try {
    const { upTo, seen } = JSON.parse(localStorage.getItem(place)) ?? {};
    return typeof upTo === "string" && Array.isArray(seen) ? { upTo, seen } : undefined;
  } catch {
    return undefined;
  }
}

/** A mark in words, for the note and for those who do not see its colour. */
export function inWords(mark) {
  const what = isNewRow(mark) ? "Added by the bot" : "Changed by the bot";
  const before = isNewRow(mark) ? "" : mark.before ? `\nbefore: ${shortened(mark.before)}` : "\nbefore: empty";
  return `${what}, ${mark.at}${before}${mark.why ? `\nwhy: ${shortened(mark.why)}` : ""}`;
}

export const shortened = (text, most = 160) => (text.length > most ? `${text.slice(0, most).trimEnd()} …` : text);
