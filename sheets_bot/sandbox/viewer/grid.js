/*
 * The grid on the page: letters, row numbers, frozen parts, and only those rows and columns
 * that are in view. Knows what is selected; changes nothing in the spreadsheet.
 */

import { cellId } from "./cells.js";
import { GUTTER, HEAD, lettersOf, rowOf } from "./rows.js";

const SPARE_ROWS = 8;

export class Grid extends EventTarget {
  /** *today()* is a serial day number; *marks* say what the bot changed. */
  constructor(element, today, marks) {
    super();
    Object.assign(this, { element, today, marks });
    this.canvas = document.createElement("div");
    this.canvas.className = "canvas";
    this.canvas.setAttribute("role", "presentation");
    this.head = document.createElement("div");
    this.head.className = "head";
    this.head.setAttribute("role", "rowgroup");
    this.body = document.createElement("div");
    this.body.setAttribute("role", "rowgroup");
    this.sheet = document.createElement("div");
    this.sheet.className = "sheet";
    this.sheet.tabIndex = 0;
    this.sheet.setAttribute("role", "grid");
    this.sheet.setAttribute("aria-description", "Arrow keys move, Enter edits, Escape leaves");
    this.sheet.append(this.head, this.body);
    // Charts lie over the cells and are none of them.
    this.drawings = document.createElement("div");
    this.drawings.className = "drawings";
    this.canvas.append(this.sheet, this.drawings);
    element.append(this.canvas);
    element.addEventListener("scroll", () => this.#soon(false));
    new ResizeObserver(() => this.#soon(false)).observe(element);
    this.rendered = new Map();
  }

  /** Shows another tab, from its top left. */
  show(tab) {
    this.tab = tab;
    this.active = { row: tab.rows.nearest(Math.min(tab.frozenRows, tab.rowCount - 1)), column: tab.columns.nearest(0) };
    this.corner = { ...this.active };
    this.element.scrollTo(0, 0);
    this.refresh();
  }

  /** Draws again, at once: sizes or cells of the tab changed. */
  refresh() {
    const { tab } = this;
    this.active = this.#visible(this.active);
    this.corner = this.#visible(this.corner);
    this.canvas.style.width = `${GUTTER + tab.columns.total + 40}px`;
    this.canvas.style.height = `${HEAD + tab.rows.total + 60}px`;
    this.element.setAttribute("aria-label", tab.title);
    this.sheet.setAttribute("aria-rowcount", tab.rowCount);
    this.sheet.setAttribute("aria-colcount", tab.columnCount);
    this.sheet.setAttribute("aria-label", `Sheet ${tab.title}`);
    this.#draw(true);
  }

  /** Draws some rows again, because their cells have come. */
  redraw(first, last) {
    for (const [row, element] of this.rendered) {
      if (row < first || row > last) continue;
      element.remove();
      this.rendered.delete(row);
    }
    if (first < this.tab.frozenRows) this.#drawHead();
    this.#draw(false);
  }

  /** Moves the selection; with *extend* the first corner stays. */
  select(row, column, extend = false) {
    const to = this.#visible({ row, column });
    this.corner = to;
    if (!extend) this.active = { ...to };
    this.#reveal(to);
    this.#draw(false);
    this.#mark();
    this.dispatchEvent(new Event("select"));
  }

  /** Takes the focus, so that keys mean the cells again. */
  focus() {
    this.sheet.focus({ preventScroll: true });
  }

  /** Selects from one place to another without scrolling there: a whole row, column or sheet. */
  selectArea(from, to) {
    this.active = this.#visible(from);
    this.corner = this.#visible(to);
    this.#draw(false);
    this.dispatchEvent(new Event("select"));
  }

  /** Moves the selection by steps over visible cells. */
  step(down, right, extend = false) {
    const from = extend ? this.corner : this.active;
    const walk = (axis, at, steps) => {
      let to = at;
      for (let left = Math.abs(steps); left > 0; left -= 1) to = axis.next(to, Math.sign(steps));
      return to;
    };
    this.select(walk(this.tab.rows, from.row, down), walk(this.tab.columns, from.column, right), extend);
  }

  /** The selected area, ends included. */
  get area() {
    const { active: a, corner: b } = this;
    return {
      top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row),
      left: Math.min(a.column, b.column), right: Math.max(a.column, b.column),
    };
  }

  /** How many rows a page up or down moves. */
  get page() {
    return Math.max(1, Math.floor((this.element.clientHeight - HEAD) / 24) - 2);
  }

  /** What the bot changed in a cell, if anything. */
  markOf(row, column) {
    return this.marks.ofCell(this.marks.ofRow(this.tab, row), this.tab, row, column);
  }

  /** The rows that can be seen now, the frozen ones included. */
  rowsOnScreen() {
    const { tab, element } = this;
    const top = element.scrollTop + tab.rows.start(tab.frozenRows);
    const [first, last] = [tab.rows.at(top), tab.rows.at(element.scrollTop + element.clientHeight - HEAD - 4)];
    return [...this.rendered.keys()].filter((row) => row >= first && row <= last);
  }

  /** The columns that can be seen now, the frozen ones included. */
  columnsOnScreen() {
    const { tab, element } = this;
    const left = element.scrollLeft + tab.columns.start(tab.frozenColumns);
    const [first, last] = [tab.columns.at(left), tab.columns.at(element.scrollLeft + element.clientWidth - GUTTER - 4)];
    return tab.columns.visible().filter((column) => column < tab.frozenColumns || (column >= first && column <= last));
  }

  elementOf(row, column) {
    return document.getElementById(cellId(row, column));
  }

  #visible({ row, column }) {
    return { row: this.tab.rows.nearest(row), column: this.tab.columns.nearest(column) };
  }

  #soon(all) {
    this.all ||= all;
    if (this.waiting || !this.tab) return;
    this.waiting = requestAnimationFrame(() => this.#draw(this.all));
  }

  /** The rows and columns in view, without the frozen ones. */
  #window() {
    const { tab, element } = this;
    const frozen = { height: tab.rows.start(tab.frozenRows), width: tab.columns.start(tab.frozenColumns) };
    const top = element.scrollTop + frozen.height;
    const left = element.scrollLeft + frozen.width;
    return {
      firstRow: Math.max(tab.frozenRows, tab.rows.at(top) - SPARE_ROWS),
      lastRow: Math.min(tab.rowCount - 1, tab.rows.at(element.scrollTop + element.clientHeight) + SPARE_ROWS),
      firstColumn: Math.max(tab.frozenColumns, tab.columns.at(left) - 1),
      lastColumn: Math.min(tab.columnCount - 1, tab.columns.at(element.scrollLeft + element.clientWidth) + 1),
    };
  }

  #draw(all) {
    cancelAnimationFrame(this.waiting);
    this.waiting = undefined;
    this.all = false;
    if (!this.tab?.rowCount) return;
    this.day = this.today();
    const view = this.#window();
    const moved = view.firstColumn !== this.view?.firstColumn || view.lastColumn !== this.view?.lastColumn;
    this.view = view;
    if (all || moved) this.#drawHead();
    this.#drawBody(all || moved);
    this.#mark();
    this.dispatchEvent(new CustomEvent("view", { detail: view }));
  }

  #row(row) {
    return rowOf(this.tab, row, this.view, this.day, this.marks);
  }

  #drawHead() {
    const { tab, view } = this;
    const rows = [];
    for (let row = 0; row < tab.frozenRows; row += 1) {
      if (tab.rows.size(row) > 0) rows.push(this.#row(row));
    }
    rows.at(-1)?.classList.add("last-frozen");
    this.head.replaceChildren(lettersOf(tab, view), ...rows);
  }

  #drawBody(all) {
    const { tab, view, rendered } = this;
    for (const [row, element] of rendered) {
      if (all || row < view.firstRow || row > view.lastRow) {
        element.remove();
        rendered.delete(row);
      }
    }
    const fresh = document.createDocumentFragment();
    for (let row = view.firstRow; row <= view.lastRow; row += 1) {
      if (tab.rows.size(row) === 0 || rendered.has(row)) continue;
      const element = this.#row(row);
      element.style.top = `${HEAD + tab.rows.start(row)}px`;
      element.classList.add("placed");
      rendered.set(row, element);
      fresh.append(element);
    }
    this.body.append(fresh);
  }

  /** Scrolls so that a place is not hidden under the frozen parts or past the edge. */
  #reveal({ row, column }) {
    const { tab, element } = this;
    if (row >= tab.frozenRows) {
      const [start, end] = [tab.rows.start(row), tab.rows.start(row + 1)];
      const top = element.scrollTop + tab.rows.start(tab.frozenRows);
      if (start < top) element.scrollTop -= top - start;
      else element.scrollTop = Math.max(element.scrollTop, end + HEAD + 2 - element.clientHeight);
    }
    if (column >= tab.frozenColumns) {
      const [start, end] = [tab.columns.start(column), tab.columns.start(column + 1)];
      const left = element.scrollLeft + tab.columns.start(tab.frozenColumns);
      if (start < left) element.scrollLeft -= left - start;
      else element.scrollLeft = Math.max(element.scrollLeft, end + GUTTER + 2 - element.clientWidth);
    }
  }

  #mark() {
    const { area, active } = this;
    for (const element of this.canvas.querySelectorAll(".cell")) {
      const [row, column] = [Number(element.dataset.row), Number(element.dataset.column)];
      const selected = row >= area.top && row <= area.bottom && column >= area.left && column <= area.right;
      element.classList.toggle("selected", selected && !(row === active.row && column === active.column));
      element.classList.toggle("active", row === active.row && column === active.column);
      if (selected) element.setAttribute("aria-selected", "true");
      else element.removeAttribute("aria-selected");
    }
    for (const element of this.canvas.querySelectorAll("[data-letter]")) {
      const at = Number(element.dataset.letter);
      element.classList.toggle("on", at >= area.left && at <= area.right);
    }
    for (const element of this.canvas.querySelectorAll("[data-number]")) {
      const at = Number(element.dataset.number);
      element.classList.toggle("on", at >= area.top && at <= area.bottom);
    }
    const id = cellId(active.row, active.column);
    if (document.getElementById(id)) this.sheet.setAttribute("aria-activedescendant", id);
    else this.sheet.removeAttribute("aria-activedescendant");
  }
}
