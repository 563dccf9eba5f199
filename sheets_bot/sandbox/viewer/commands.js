/*
 * What a person can do to a sheet: type, tick, clear, paste, sort, filter, insert and delete.
 * Each becomes the same API request that Google's own page would cause.
 */

import * as api from "./api.js";
import { guardOf } from "./cells.js";
import { ask, say } from "./menu.js";
import { isCheckbox, plain } from "./tab.js";

export class Commands {
  /** *refresh()* fetches anew after a change. */
  constructor(grid, refresh) {
    this.grid = grid;
    this.refresh = refresh;
    this.agreed = new Set();
  }

  get tab() { return this.grid.tab; }

  /** Takes what the editor says; goes on to the next cell at once. */
  async typed({ row, column, identity, text, step, choices, strict }) {
    if (step) this.grid.step(step.down, step.right);
    if (choices && strict && text !== "" && !choices.includes(text)) {
      say(`"${text}" is not one of the choices of this cell; nothing was changed.`, true);
      return;
    }
    if (!(await this.mayChange({ top: row, bottom: row, left: column, right: column }))) return;
    this.tab.foresee(row, column, text, { stringValue: text });
    this.grid.refresh();
    await this.#write(row, column, identity, text);
  }

  /** Ticks or unticks a checkbox. */
  async toggle(row, column) {
    const cell = this.tab.cell(row, column);
    const identity = this.tab.identity(row);
    if (!isCheckbox(cell) || !(await this.mayChange({ top: row, bottom: row, left: column, right: column }))) return;
    const on = plain(cell) !== true;
    this.tab.foresee(row, column, on ? "TRUE" : "FALSE", { boolValue: on });
    this.grid.refresh();
    await this.#write(row, column, identity, on);
  }

  /** Empties the selected cells; checkboxes become unticked. */
  async clear() {
    const { area, tab } = this.grid;
    if (!(await this.mayChange(area))) return;
    const one = area.top === area.bottom && area.left === area.right;
    if (one && isCheckbox(tab.cell(area.top, area.left))) {
      await this.#write(area.top, area.left, tab.identity(area.top), false);
      return;
    }
    if (await this.#stillThere(area)) await this.#do(api.clear(tab.spreadsheetId, tab.title, area));
  }

  /** The selected cells as text with tabs, for the clipboard. */
  copied() {
    const { area, tab } = this.grid;
    const lines = [];
    for (let row = area.top; row <= area.bottom; row += 1) {
      if (tab.rows.size(row) === 0) continue;
      const cells = [];
      for (let column = area.left; column <= area.right; column += 1) {
        cells.push(quotedForPaste(tab.cell(row, column)?.formattedValue ?? ""));
      }
      lines.push(cells.join("\t"));
    }
    return lines.join("\n");
  }

  /** Types text with tabs in, from the selected cell on to the right and down. */
  async paste(text) {
    const { area, tab } = this.grid;
    const values = linesOf(text).map((line) => line.slice(0, tab.columnCount - area.left));
    const height = Math.min(values.length, tab.rowCount - area.top);
    const width = Math.max(...values.map((line) => line.length));
    const target = { ...area, bottom: area.top + height - 1, right: area.left + width - 1 };
    if (!(await this.mayChange(target))) return;
    if (!(await this.#stillThere(target))) return;
    await this.#do(api.type(tab.spreadsheetId, tab.title, area.top, area.left, values.slice(0, height)));
  }

  /** Sorts all rows below the frozen ones by a column. */
  async sort(column, sortOrder) {
    const { tab } = this;
    const range = { sheetId: tab.id, startRowIndex: tab.frozenRows, endRowIndex: tab.rowCount,
      startColumnIndex: 0, endColumnIndex: tab.columnCount };
    await this.#change({ sortRange: { range, sortSpecs: [{ dimensionIndex: column, sortOrder }] } });
  }

  /** Shows only the rows that read the same in a column as one cell does. */
  async filterLike(row, column) {
    const { tab } = this;
    const text = tab.cell(row, column)?.formattedValue ?? "";
    const condition = text === "" ? { type: "BLANK" } : { type: "TEXT_EQ", values: [{ userEnteredValue: text }] };
    const range = { sheetId: tab.id, startRowIndex: Math.max(0, tab.frozenRows - 1), endRowIndex: tab.rowCount,
      startColumnIndex: 0, endColumnIndex: tab.columnCount };
    const criteria = { ...(tab.sheet.basicFilter?.criteria ?? {}), [column]: { condition } };
    await this.#change({ setBasicFilter: { filter: { range, criteria } } });
  }

  async showAll() {
    await this.#change({ clearBasicFilter: { sheetId: this.tab.id } });
  }

  /** Puts an empty row or column before *at*; *like* says which neighbour it takes its looks from. */
  async insert(dimension, at, like) {
    const range = { sheetId: this.tab.id, dimension, startIndex: at, endIndex: at + 1 };
    await this.#change({ insertDimension: { range, inheritFromBefore: like === "before" && at > 0 } });
  }

  async remove(dimension, first, last) {
    const whole = dimension === "ROWS"
      ? { top: first, bottom: last, left: 0, right: this.tab.columnCount - 1 }
      : { top: 0, bottom: this.tab.rowCount - 1, left: first, right: last };
    if (dimension === "COLUMNS" && !(await this.mayChange(whole))) return;
    if (dimension === "ROWS" && !(await this.#stillThere(whole))) return;
    const range = { sheetId: this.tab.id, dimension, startIndex: first, endIndex: last + 1 };
    await this.#change({ deleteDimension: { range } });
  }

  async widen(column, pixelSize) {
    const range = { sheetId: this.tab.id, dimension: "COLUMNS", startIndex: column, endIndex: column + 1 };
    await this.#change({ updateDimensionProperties: { range, properties: { pixelSize }, fields: "pixelSize" } });
  }

  /** Asks before the first change inside a protected range; once agreed, not again for that range. */
  async mayChange(area) {
    const guards = new Map();
    for (let column = area.left; column <= area.right; column += 1) {
      for (const row of new Set([area.top, area.bottom])) {
        const guard = guardOf(this.tab, row, column);
        if (guard && !this.agreed.has(guard.protectedRangeId)) guards.set(guard.protectedRangeId, guard);
      }
    }
    if (!guards.size) return true;
    const described = [...guards.values()].map((guard) => guard.description).find(Boolean);
    const yes = await ask("Heads up: these cells are protected",
      described ?? "They are kept up to date by the bot, which will put its own value back.", "Edit anyway");
    if (yes) for (const id of guards.keys()) this.agreed.add(id);
    this.grid.element.focus({ preventScroll: true });
    return yes;
  }

  /** Writes one value into the row that the person saw, wherever it is by now. */
  async #write(row, column, identity, value) {
    const { tab } = this;
    await this.#do((async () => {
      const now = identity ? await this.#rowNow(row, identity) : row;
      if (now === undefined) say("That row is no longer there to be told from the others; nothing was changed.", true);
      else await api.type(tab.spreadsheetId, tab.title, now, column, [[value]]);
    })());
  }

  async #rowNow(row, { column, text }) {
    const { tab } = this;
    const [there] = await api.shownIn(tab.spreadsheetId, tab.id, column, row, row);
    if (there === text) return row;
    const all = await api.shownIn(tab.spreadsheetId, tab.id, column, 0, tab.rowCount - 1);
    const found = all.indexOf(text);
    return found >= 0 && found === all.lastIndexOf(text) ? found : undefined;
  }

  /** Whether the first and the last row of an area are still those that the page shows. */
  async #stillThere(area) {
    const { tab } = this;
    for (const row of new Set([area.top, area.bottom])) {
      const identity = tab.identity(row);
      if (identity && (await this.#rowNow(row, identity).catch(() => undefined)) !== row) {
        say("Rows were moved meanwhile; nothing was changed. Look again, then repeat.", true);
        await this.refresh();
        return false;
      }
    }
    return true;
  }

  #change(...requests) {
    return this.#do(api.change(this.tab.spreadsheetId, ...requests));
  }

  async #do(request) {
    try {
      await request;
    } catch (error) {
      say(error.message.replace(/^Invalid requests\[\d+\]\.\w+: /, ""), true);
    }
    await this.refresh();
  }
}

const quotedForPaste = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Lines and cells of text with tabs; a cell in quotes may hold line breaks. */
function linesOf(text) {
  const lines = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\n\r]*))(\t|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quotedCell, bare, end] = cell.exec(text) ?? [undefined, undefined, text.slice(cell.lastIndex), ""];
    lines.at(-1).push(quotedCell?.replaceAll('""', '"') ?? bare);
    if (end === "") break;
    if (end !== "\t" && cell.lastIndex < text.length) lines.push([]);
  }
  return lines;
}

