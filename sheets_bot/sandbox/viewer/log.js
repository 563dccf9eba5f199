/*
 * The bot's own log, as it stands in the tab `Bot log`: what it wrote, where, and why; and its acts
 * from the tab `Acts`. Finds columns by their headers, so a person may move them. Draws nothing.
 */

import * as api from "./api.js";

const BLOCK = 250;
const MOST_LINES = 3000;
const LOG = { at: "Time", tab: "Tab", key: "Row", column: "Column", before: "Old", after: "New", why: "Why", job: "Job", run: "Run", line: "Line" };
const ACTS = { state: "State", words: "What became of it", ticked: "Tick seen", ended: "Ended", tab: "Tab", key: "Row", action: "Action" };
const MOST_ACTS = 30;

/** The line of the log that stands for a whole new row. */
export const isNewRow = ({ column }) => column.startsWith("(");

/** Whether a line id is later than another. Runs are named by their time; within a run, lines are counted. */
export function isLater(line, other) {
  const [run, number] = split(line);
  const [otherRun, otherNumber] = split(other);
  return run === otherRun ? number > otherNumber : run > otherRun;
}

const split = (line) => {
  const at = line.lastIndexOf("-");
  return [line.slice(0, at), Number(line.slice(at + 1))];
};

export class BotLog {
  constructor() {
    this.forget();
  }

  /** Another spreadsheet is shown. */
  forget() {
    this.lines = [];
    this.acts = [];
    this.known = new Set();
    this.isThere = false;
  }

  /** Reads what came since the last time. *sheets* are the API's; true if anything is new. */
  async read(spreadsheetId, sheets) {
    const [log, acts] = await Promise.all([
      this.#fresh(spreadsheetId, sheetOf(sheets, "Bot log")),
      tableOf(spreadsheetId, sheetOf(sheets, "Acts"), ACTS, MOST_ACTS),
    ]);
    const actsChanged = JSON.stringify(acts) !== JSON.stringify(this.acts);
    this.acts = acts;
    for (const line of log) this.known.add(line.line);
    this.lines = [...log, ...this.lines].slice(0, MOST_LINES);
    return log.length > 0 || actsChanged;
  }

  /** The id of the latest line, or an empty text. */
  get newest() {
    return this.lines.reduce((newest, { line }) => (!newest || isLater(line, newest) ? line : newest), "");
  }

  async #fresh(spreadsheetId, sheet) {
    this.isThere = !!sheet;
    if (!sheet) return [];
    const fresh = [];
    let heads;
    for (let first = 0; first <= MOST_LINES; first += BLOCK) {
      const rows = await shownOf(spreadsheetId, sheet, first, first + BLOCK - 1);
      heads ??= rows.shift() ?? [];
      const lines = named(rows, heads, LOG).filter(({ line }) => line && !this.known.has(line));
      fresh.push(...lines);
      // The newest stand on top: a block with something known, or an end, is the last that matters.
      if (rows.length < BLOCK - 1 || lines.length < rows.length) break;
    }
    return fresh;
  }
}

export const sheetOf = (sheets, title) => sheets.find(({ properties }) => properties.title === title);

async function tableOf(spreadsheetId, sheet, names, most) {
  if (!sheet) return [];
  const [heads = [], ...rows] = await shownOf(spreadsheetId, sheet, 0, most);
  return named(rows, heads, names).filter((row) => Object.values(row).some(Boolean));
}

/** Rows *first* to *last* as texts; none where the sheet has ended. */
async function shownOf(spreadsheetId, sheet, first, last) {
  const { sheetId = 0, gridProperties = {} } = sheet.properties;
  const end = Math.min(last, (gridProperties.rowCount ?? 0) - 1);
  return first > end ? [] : api.shownRows(spreadsheetId, sheetId, first, end);
}

function named(rows, heads, names) {
  const places = Object.entries(names).map(([name, header]) => [name, heads.indexOf(header)]);
  return rows.map((row) => Object.fromEntries(places.map(([name, at]) => [name, row[at] ?? ""])));
}
