/*
 * What the mouse and the keyboard mean on the grid. Turns them into selections, edits and
 * commands; draws nothing and asks the server nothing.
 */

import { letters } from "./api.js";
import { inWords } from "./marks.js";
import { hint, openMenu } from "./menu.js";
import { choicesOf, isCheckbox } from "./tab.js";

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

export class Hands {
  constructor(grid, editor, commands) {
    Object.assign(this, { grid, editor, commands });
    const { element } = grid;
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("click", (event) => this.#click(event));
    element.addEventListener("dblclick", (event) => this.#twice(event));
    element.addEventListener("contextmenu", (event) => this.#menu(event));
    element.addEventListener("pointerover", (event) => this.#over(event));
    element.addEventListener("pointerleave", () => hint());
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("copy", (event) => this.#copy(event));
    element.addEventListener("cut", (event) => this.#copy(event) || commands.clear());
    element.addEventListener("paste", (event) => this.#paste(event));
  }

  #placeOf(event) {
    const cell = event.target.closest?.("[data-row]");
    return cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  }

  #down(event) {
    const edge = event.target.closest("[data-edge]");
    if (edge && event.button === 0) {
      this.#drag(edge, event);
      return;
    }
    const { tab } = this.grid;
    const place = this.#placeOf(event);
    const area = this.grid.area;
    if (place) {
      const within = place.row >= area.top && place.row <= area.bottom && place.column >= area.left && place.column <= area.right;
      if (event.button === 0 || !within) this.grid.select(place.row, place.column, event.shiftKey && event.button === 0);
      this.dragging = event.button === 0;
      window.addEventListener("pointerup", () => { this.dragging = false; }, { once: true });
    } else if (event.target.closest("[data-number]")) {
      this.#wholeRow(Number(event.target.closest("[data-number]").dataset.number), event.shiftKey);
    } else if (event.target.closest("[data-letter]") && !event.target.closest("[data-menu]")) {
      const column = Number(event.target.closest("[data-letter]").dataset.letter);
      this.grid.active = { row: tab.rows.nearest(0), column };
      this.grid.corner = { row: tab.rows.nearest(tab.rowCount - 1), column };
      this.grid.refresh();
    }
  }

  #wholeRow(row, extend) {
    const { grid } = this;
    const { columns, columnCount } = grid.tab;
    grid.active = { row: extend ? grid.active.row : row, column: columns.nearest(0) };
    grid.corner = { row, column: columns.nearest(columnCount - 1) };
    grid.refresh();
  }

  #move(event) {
    const place = this.dragging && event.buttons === 1 && this.#placeOf(event);
    if (!place) return;
    const { corner } = this.grid;
    if (place.row !== corner.row || place.column !== corner.column) this.grid.select(place.row, place.column, true);
  }

  #drag(edge, event) {
    const { grid } = this;
    const column = Number(edge.dataset.edge);
    const before = grid.tab.columns.size(column);
    const width = (now) => Math.max(24, Math.round(before + now.clientX - event.clientX));
    edge.setPointerCapture(event.pointerId);
    edge.classList.add("dragging");
    const moving = (now) => { edge.style.transform = `translateX(${width(now) - before}px)`; };
    edge.addEventListener("pointermove", moving);
    edge.addEventListener("pointerup", (end) => {
      edge.classList.remove("dragging");
      if (width(end) !== before) this.commands.widen(column, width(end));
    }, { once: true });
    event.preventDefault();
  }

  #click(event) {
    const more = event.target.closest("[data-menu]");
    if (more) {
      const box = more.getBoundingClientRect();
      this.#columnMenu(Number(more.dataset.menu), box.left, box.bottom + 2);
      return;
    }
    const place = this.#placeOf(event);
    if (place && event.target.closest(".check")) this.commands.toggle(place.row, place.column);
    else if (place && event.target.closest(".caret")) this.editor.start(place.row, place.column);
  }

  #twice(event) {
    const place = this.#placeOf(event);
    if (place && !event.target.closest(".check, a")) this.editor.start(place.row, place.column);
  }

  #over(event) {
    const element = event.target.closest("[data-row]");
    const place = element && this.#placeOf(event);
    hint(element, place && this.#notes(place));
  }

  /** The note of a cell and what the bot did there. */
  #notes({ row, column }) {
    const mark = this.grid.markOf(row, column);
    return [this.grid.tab.cell(row, column)?.note, mark && inWords(mark)].filter(Boolean).join("\n\n");
  }

  #menu(event) {
    event.preventDefault();
    const letter = event.target.closest("[data-letter]");
    if (letter) this.#columnMenu(Number(letter.dataset.letter), event.clientX, event.clientY);
    else if (event.target.closest("[data-row], [data-number]")) this.#cellMenu(event.clientX, event.clientY);
  }

  #columnMenu(column, x, y) {
    const { commands } = this;
    openMenu(x, y, [
      [`Sort sheet A to Z by column ${letters(column)}`, () => commands.sort(column, "ASCENDING")],
      [`Sort sheet Z to A by column ${letters(column)}`, () => commands.sort(column, "DESCENDING")],
      null,
      ["Insert column left", () => commands.insert("COLUMNS", column, "after")],
      ["Insert column right", () => commands.insert("COLUMNS", column + 1, "before")],
      [`Delete column ${letters(column)}`, () => commands.remove("COLUMNS", column, column)],
    ], this.grid.element);
  }

  #cellMenu(x, y) {
    const { commands, grid } = this;
    const { top, bottom } = grid.area;
    const { row, column } = grid.active;
    const many = bottom > top ? `Delete rows ${top + 1} to ${bottom + 1}` : `Delete row ${top + 1}`;
    openMenu(x, y, [
      ["Insert row above", () => commands.insert("ROWS", top, "after")],
      ["Insert row below", () => commands.insert("ROWS", bottom + 1, "before")],
      [many, () => commands.remove("ROWS", top, bottom)],
      null,
      [`Sort sheet A to Z by column ${letters(column)}`, () => commands.sort(column, "ASCENDING")],
      [`Sort sheet Z to A by column ${letters(column)}`, () => commands.sort(column, "DESCENDING")],
      [`Show only rows like this in column ${letters(column)}`, () => commands.filterLike(row, column)],
      null,
      ["Clear cells", () => commands.clear()],
    ], grid.element);
  }

  #key(event) {
    const { grid, editor, commands } = this;
    if (!grid.tab || event.isComposing) return;
    const { row, column } = grid.active;
    const command = event.ctrlKey || event.metaKey;
    if (STEPS[event.key]) this.#arrow(event, command);
    else if (event.key === "Tab") grid.step(0, event.shiftKey ? -1 : 1);
    else if (event.key === "PageDown") grid.step(grid.page, 0, event.shiftKey);
    else if (event.key === "PageUp") grid.step(-grid.page, 0, event.shiftKey);
    else if (event.key === "Home") grid.select(command ? grid.tab.frozenRows : row, 0, event.shiftKey);
    else if (event.key === "End") grid.select(command ? grid.tab.rowCount - 1 : row, grid.tab.columnCount - 1, event.shiftKey);
    else if (event.key === "Enter" || event.key === "F2") this.#open(row, column);
    else if (event.key === " " && isCheckbox(grid.tab.cell(row, column))) commands.toggle(row, column);
    else if (event.key === "Escape") document.querySelector('#tabs [aria-selected="true"]').focus();
    else if (event.key === "Delete" || event.key === "Backspace") commands.clear();
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) this.#menuByKey();
    else if (event.key.length === 1 && !command && !event.altKey) editor.start(row, column, event.key);
    else return;
    event.preventDefault();
  }

  #arrow(event, command) {
    const { grid } = this;
    const [down, right] = STEPS[event.key];
    if (command) grid.step(down * grid.tab.rowCount, right * grid.tab.columnCount, event.shiftKey);
    else if (event.altKey && choicesOf(grid.tab.cell(grid.active.row, grid.active.column))) this.#open(grid.active.row, grid.active.column);
    else grid.step(down, right, event.shiftKey);
  }

  #open(row, column) {
    if (isCheckbox(this.grid.tab.cell(row, column))) this.commands.toggle(row, column);
    else this.editor.start(row, column);
  }

  #menuByKey() {
    const { row, column } = this.grid.active;
    const box = this.grid.elementOf(row, column)?.getBoundingClientRect();
    if (box) this.#cellMenu(box.left + 12, box.bottom);
  }

  #copy(event) {
    if (this.editor.open) return true;
    event.clipboardData.setData("text/plain", this.commands.copied());
    event.preventDefault();
    return false;
  }

  #paste(event) {
    const text = event.clipboardData.getData("text/plain");
    if (text) this.commands.paste(text);
    event.preventDefault();
  }
}
