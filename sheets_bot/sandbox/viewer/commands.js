/*
 * What a person can do to a sheet: type, tick, clear, paste, sort, filter, insert and delete, and
 * take it back. Each becomes the same API request that Google's own page would cause.
 */

import * as api from "./api.js";
import { guardOf } from "./cells.js";
import { linesOf, quotedForPaste } from "./clipboard.js";
import * as deeds from "./deeds.js";
import { ask, say } from "./menu.js";
import { rowNow, stillThere } from "./place.js";
import { isCheckbox, plain } from "./tab.js";
import { CannotUndo } from "./undo.js";

const GONE = "That row is no longer there to be told from the others; nothing was changed.";
const MOVED = "Rows were moved meanwhile; nothing was changed. Look again, then repeat.";

export class Commands {
  /** *refresh()* fetches anew after a change; *history* keeps what can be taken back. */
  constructor(grid, history, refresh) {
    Object.assign(this, { grid, history, refresh });
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
    await this.#change(tab, area, "clearing cells", () => api.clear(tab.spreadsheetId, tab.title, area));
  }

  /** The selected cells as text with tabs, for the clipboard; undefined, and said, while some are not here yet. */
  copied() {
    const { area, tab } = this.grid;
    if (!tab.has(area.top, area.bottom)) {
      say("Some of these rows are still being fetched; nothing was copied. Copy again in a moment.", true);
      tab.need(area.top, area.bottom).catch((error) => this.#failed(error));
      return undefined;
    }
    const lines = [];
    for (let row = area.top; row <= area.bottom; row += 1) {
      if (tab.rows.size(row) === 0) continue;
      const cells = [];
      for (let column = area.left; column <= area.right; column += 1) {
        if (tab.columns.size(column) > 0) cells.push(quotedForPaste(tab.cell(row, column)?.formattedValue ?? ""));
      }
      lines.push(cells.join("\t"));
    }
    return lines.join("\n");
  }

  /** Types text with tabs in, from the selected cell on to the right and down; one cell fills the selection. */
  async paste(text) {
    const { area, tab } = this.grid;
    const given = linesOf(text);
    const fills = given.length === 1 && given[0].length === 1;
    const values = fills
      ? Array.from({ length: area.bottom - area.top + 1 }, () => Array(area.right - area.left + 1).fill(given[0][0]))
      : given.slice(0, tab.rowCount - area.top).map((line) => line.slice(0, tab.columnCount - area.left));
    const width = Math.max(...values.map((line) => line.length));
    const target = { ...area, bottom: area.top + values.length - 1, right: area.left + width - 1 };
    if (!(await this.mayChange(target))) return;
    await this.#change(tab, target, "pasting", () => api.type(tab.spreadsheetId, tab.title, area.top, area.left, values));
  }

  /** Sorts all rows below the frozen ones by a column. */
  sort(column, sortOrder) {
    return this.#do(() => deeds.sorting(this.tab, column, sortOrder, `sorting by column ${api.letters(column)}`));
  }

  /** Shows only the rows that read the same in a column as one cell does. */
  filterLike(row, column) {
    const text = this.tab.cell(row, column)?.formattedValue ?? "";
    const condition = text === "" ? { type: "BLANK" } : { type: "TEXT_EQ", values: [{ userEnteredValue: text }] };
    return this.filter(column, { condition });
  }

  /** Filters by one column as *criterion* (the API's FilterCriteria) says; without one it no longer counts. */
  filter(column, criterion) {
    const { [column]: _, ...others } = this.tab.sheet.basicFilter?.criteria ?? {};
    const criteria = criterion ? { ...others, [column]: criterion } : others;
    return this.#do(() => deeds.filtering(this.tab, criteria, "filtering"));
  }

  showAll() {
    return this.#do(() => deeds.filtering(this.tab, {}, "showing all rows"));
  }

  /** Puts an empty row or column before *at*; *like* says which neighbour it takes its looks from. */
  insert(dimension, at, like) {
    const what = dimension === "ROWS" ? "inserting a row" : "inserting a column";
    return this.#do(() => deeds.inserting(this.tab, dimension, at, like === "before" && at > 0, what));
  }

  async remove(dimension, first, last) {
    const { tab } = this;
    const isRows = dimension === "ROWS";
    const area = { top: 0, bottom: tab.rowCount - 1, left: first, right: last };
    if (!isRows && !(await this.mayChange(area))) return;
    if (isRows && !(await this.#stay(tab, { top: first, bottom: last }))) return;
    const what = isRows ? "deleting rows" : "deleting columns";
    await this.#do(() => deeds.removing(tab, dimension, first, last, what));
  }

  widen(column, pixelSize) {
    const before = { pixelSize: this.tab.columns.size(column) };
    return this.#do(() => deeds.resizing(this.tab, "COLUMNS", column, column, { pixelSize }, before, "changing a width"));
  }

  /** Hides columns, or shows them. */
  hide(first, last, hiddenByUser) {
    const what = hiddenByUser ? "hiding a column" : "showing columns";
    const before = { hiddenByUser: !hiddenByUser };
    return this.#do(() => deeds.resizing(this.tab, "COLUMNS", first, last, { hiddenByUser }, before, what));
  }

  undo() {
    return this.#inTurn(() => this.#again("undo", this.history.last, "Taken back"));
  }

  redo() {
    return this.#inTurn(() => this.#again("redo", this.history.next, "Done again"));
  }

  /** One thing after the other, however fast a person types. */
  #inTurn(act) {
    const turn = (this.turn ?? Promise.resolve()).then(act);
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  async #again(way, step, words) {
    if (!step) {
      say(way === "undo" ? "There is nothing of yours to take back." : "There is nothing to do again.");
      return;
    }
    try {
      await this.history[way]();
      say(`${words}${step.tab === this.tab ? "" : ` in ${step.tab.title}`}: ${step.what}.`);
    } catch (error) {
      this.#failed(error, `${words.toLowerCase()} was not possible: `);
    }
    await this.refresh();
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
    this.grid.focus();
    return yes;
  }

  /** Writes one value into the row that the person saw, wherever it is by now. */
  async #write(row, column, identity, value) {
    const { tab } = this;
    const what = typeof value === "boolean" ? (value ? "a tick" : "taking a tick away") : "typing";
    await this.#do(async () => {
      const now = await rowNow(tab, row, identity);
      if (now === undefined) throw new CannotUndo(GONE);
      // The row may have moved: the way back must know it by what tells it apart there.
      const area = { top: now, bottom: now, left: column, right: column };
      return deeds.changeOf(tab, area, what, () => api.type(tab.spreadsheetId, tab.title, now, column, [[value]]), identity);
    });
  }

  async #change(tab, area, what, write) {
    if (await this.#stay(tab, area)) await this.#do(() => deeds.changeOf(tab, area, what, write));
  }

  async #stay(tab, area) {
    if (await stillThere(tab, area)) return true;
    say(MOVED, true);
    await this.refresh();
    return false;
  }

  /** Makes a deed and does it; it can then be taken back. */
  #do(make) {
    return this.#inTurn(() => this.#done(make));
  }

  async #done(make) {
    try {
      const { tab } = this;
      const deed = await make();
      await deed.forth();
      this.history.add({ ...deed, tab });
    } catch (error) {
      this.#failed(error);
    }
    await this.refresh();
  }

  /** A refusal is said; anything else is a defect of this page. */
  #failed(error, before = "") {
    if (!(error instanceof api.ApiError || error instanceof CannotUndo)) throw error;
    const words = error.message.replace(/^Invalid requests\[\d+\]\.\w+: /, "");
    say(before ? `${before[0].toUpperCase()}${before.slice(1)}${words}` : words, true);
  }
}
