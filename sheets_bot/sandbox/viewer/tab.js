/*
 * One tab as the page knows it: its sizes, and its cells by blocks of rows that are fetched
 * when they come into view. Old cells stay shown until the new ones are here.
 */

import * as api from "./api.js";
import { axisOf } from "./axis.js";

const BLOCK = 100;
const USUAL_ROW = 21;
const USUAL_COLUMN = 100;

export class Tab {
  /** *sheet* is the API's Sheet; *sizes* come from api.dimensions; *onCells(first, last)* is called when rows arrive. */
  constructor(spreadsheetId, sheet, sizes, onCells) {
    this.spreadsheetId = spreadsheetId;
    this.onCells = onCells;
    this.blocks = new Map();
    this.arrivals = 0;
    this.adopt(sheet, sizes);
  }

  /** Takes a newer state of the same sheet; every block is to be fetched again when it is in view. */
  adopt(sheet, sizes) {
    this.sheet = sheet;
    this.id = sheet.properties.sheetId ?? 0;
    this.title = sheet.properties.title;
    const grid = sheet.properties.gridProperties ?? {};
    this.rowCount = grid.rowCount ?? 0;
    this.columnCount = grid.columnCount ?? 0;
    this.frozenRows = grid.frozenRowCount ?? 0;
    this.frozenColumns = grid.frozenColumnCount ?? 0;
    this.rows = axisOf(sizes.rows, this.rowCount, USUAL_ROW);
    this.columns = axisOf(sizes.columns, this.columnCount, USUAL_COLUMN);
    this.filtered = sizes.rows.some((row) => row.hiddenByFilter);
    this.merges = sheet.merges ?? [];
    for (const block of this.blocks.values()) block.stale = true;
  }

  /** The CellData at a place; an empty object where nothing is, undefined where nothing was fetched yet. */
  cell(row, column) {
    const block = this.blocks.get(Math.floor(row / BLOCK));
    if (!block?.rows) return undefined;
    return block.rows[row % BLOCK]?.[column] ?? {};
  }

  /** What the header of a column shows. */
  header(column) {
    return this.cell(Math.max(0, this.frozenRows - 1), column)?.formattedValue ?? "";
  }

  /** The column in which most of the texts in *keys* (with a `has`) stand, among the fetched rows; undefined if in none. */
  columnWith(keys) {
    const counts = new Map();
    for (const row of this.#fetched()) {
      for (let column = 0; column < this.columnCount; column += 1) {
        const text = row >= this.frozenRows && this.cell(row, column)?.formattedValue;
        if (text && keys.has(text)) counts.set(column, (counts.get(column) ?? 0) + 1);
      }
    }
    return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  }

  /** Shows a typed value at once; the next fetch brings what the server made of it. */
  foresee(row, column, shown, value) {
    const block = this.blocks.get(Math.floor(row / BLOCK));
    const cells = block?.rows?.[row % BLOCK];
    if (!cells) return;
    cells[column] = { ...(cells[column] ?? {}), formattedValue: shown, effectiveValue: value, userEnteredValue: value };
  }

  /** Whether all rows from *first* to *last* were fetched. */
  has(first, last) {
    for (let at = Math.floor(first / BLOCK); at * BLOCK <= last; at += 1) {
      if (!this.blocks.get(at)?.rows) return false;
    }
    return true;
  }

  /** Fetches the blocks of rows *first* to *last* that are missing or stale. */
  async need(first, last) {
    const wanted = [];
    const end = Math.min(last, this.rowCount - 1);
    for (let at = Math.floor(first / BLOCK); at * BLOCK <= end; at += 1) {
      const block = this.blocks.get(at) ?? {};
      if ((!block.rows || block.stale) && !block.coming) wanted.push(at);
    }
    await Promise.all(wanted.map((at) => this.#fetch(at)));
  }

  /**
   * What tells a row from the others whatever its place: a column and the text there that no other
   * fetched row has. Of several such columns, the one with the most different texts is likeliest the
   * key, and then one with digits. Undefined for a frozen row and for one without such a text.
   * The columns from `left` to `right` of an area *without* do not count.
   */
  identity(row, without) {
    if (row < this.frozenRows) return undefined;
    let best;
    for (let column = 0; column < this.columnCount; column += 1) {
      if (without && column >= without.left && column <= without.right) continue;
      const text = this.#name(row, column);
      const counts = text ? this.#counts(column) : undefined;
      if (counts?.get(text) !== 1) continue;
      const rank = counts.size + (/\d/.test(text) ? 0.5 : 0);
      if (!best || rank > best.rank) best = { column, text, rank };
    }
    return best;
  }

  /** The identity of some row, which names the column that likeliest holds the key; undefined if there is none. */
  keyIdentity() {
    for (const row of this.#fetched()) {
      const found = this.identity(row);
      if (found) return found;
    }
    return undefined;
  }

  /** Where the row with an identity is now, among the fetched rows; undefined if it is not there once. */
  rowOf({ column, text }) {
    const rows = this.#rowsNamed(column, text);
    return rows.length === 1 ? rows[0] : undefined;
  }

  #name(row, column) {
    const cell = this.cell(row, column);
    return typeof plain(cell) === "string" ? cell.formattedValue : undefined;
  }

  /** The rows fetched so far, by number. */
  * #fetched() {
    for (const [at, block] of this.blocks) {
      for (let offset = 0; offset < (block.rows?.length ?? 0); offset += 1) yield at * BLOCK + offset;
    }
  }

  #rowsNamed(column, text) {
    return [...this.#fetched()].filter((row) => this.#name(row, column) === text);
  }

  #counts(column) {
    const counts = new Map();
    for (const row of this.#fetched()) {
      const text = this.#name(row, column);
      if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return counts;
  }

  /** The merge that covers a place, if any. */
  mergeAt(row, column) {
    return this.merges.find((merge) => inside(merge, row, column));
  }

  async #fetch(at) {
    const block = this.blocks.get(at) ?? {};
    this.blocks.set(at, block);
    Object.assign(block, { coming: true, stale: false });
    try {
      const last = Math.min((at + 1) * BLOCK, this.rowCount) - 1;
      block.rows = await api.rows(this.spreadsheetId, this.title, at * BLOCK, last);
    } catch (error) {
      block.stale = true;
      throw error;
    } finally {
      block.coming = false;
    }
    this.arrivals += 1;
    this.onCells(at * BLOCK, (at + 1) * BLOCK - 1);
  }
}

/** Whether a grid range covers a place; a missing end is open. */
export function inside(range, row, column) {
  return row >= (range.startRowIndex ?? 0) && row < (range.endRowIndex ?? Infinity)
    && column >= (range.startColumnIndex ?? 0) && column < (range.endColumnIndex ?? Infinity);
}

/** What stands in a cell as a plain value: string, number, boolean, or null. */
export function plain(cell) {
  const value = cell?.effectiveValue ?? {};
  return value.stringValue ?? value.numberValue ?? value.boolValue ?? value.errorValue?.message ?? null;
}

/** Whether a cell's own rule makes it a checkbox. */
export const isCheckbox = (cell) => cell?.dataValidation?.condition?.type === "BOOLEAN";

/** The choices of a drop-down, a grid range text that holds them, or nothing. */
export function choicesOf(cell) {
  const { type, values = [] } = cell?.dataValidation?.condition ?? {};
  if (type !== "ONE_OF_LIST") return undefined;
  return values.map((value) => value.userEnteredValue ?? "");
}

/** The text with which editing starts: formulas and plain numbers as entered, dates as shown. */
export function editText(cell) {
  const value = cell?.userEnteredValue ?? {};
  if (value.formulaValue !== undefined) return value.formulaValue;
  const kind = cell?.userEnteredFormat?.numberFormat?.type ?? "";
  if (value.numberValue !== undefined && !["DATE", "TIME", "DATE_TIME", "PERCENT"].includes(kind)) {
    return String(value.numberValue);
  }
  if (value.numberValue !== undefined) return cell.formattedValue ?? String(value.numberValue);
  if (value.boolValue !== undefined) return value.boolValue ? "TRUE" : "FALSE";
  return value.stringValue ?? "";
}
