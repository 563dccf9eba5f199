/*
 * What the mouse and the keyboard mean on the grid. Turns them into selections, edits and
 * commands; draws nothing and asks the server nothing.
 */

import { edgeFrom } from "./edge.js";
import { inWords } from "./marks.js";
import { hint } from "./menu.js";
import { Menus } from "./menus.js";
import { choicesOf, isCheckbox } from "./tab.js";

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

export class Hands {
  constructor(grid, editor, commands) {
    Object.assign(this, { grid, editor, commands });
    this.menus = new Menus(grid, commands);
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
    element.addEventListener("cut", (event) => this.#copy(event) && commands.clear());
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
      this.#wholeColumn(Number(event.target.closest("[data-letter]").dataset.letter), event.shiftKey);
    }
  }

  #wholeRow(row, extend) {
    const { columnCount } = this.grid.tab;
    this.grid.selectArea({ row: extend ? this.grid.active.row : row, column: 0 }, { row, column: columnCount - 1 });
  }

  #wholeColumn(column, extend) {
    const { rowCount } = this.grid.tab;
    this.grid.selectArea({ row: 0, column: extend ? this.grid.active.column : column }, { row: rowCount - 1, column });
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
      this.menus.ofColumn(Number(more.dataset.menu), box.left, box.bottom + 2);
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
    if (letter) this.menus.ofColumn(Number(letter.dataset.letter), event.clientX, event.clientY);
    else if (event.target.closest("[data-row], [data-number]")) this.menus.ofCell(event.clientX, event.clientY);
  }

  #key(event) {
    const { grid, editor } = this;
    if (!grid.tab || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    const { row, column } = grid.active;
    const act = STEPS[event.key] ? () => this.#arrow(event, command)
      : command ? this.#commandOf(event) : this.#moveOf(event) ?? this.#deedOf(event);
    if (act) act();
    else if (event.key.length === 1 && !command && !event.altKey) editor.start(row, column, event.key);
    else return;
    event.preventDefault();
  }

  /** What a key with Ctrl means. */
  #commandOf({ key, shiftKey }) {
    const { grid, commands } = this;
    const { row, column } = grid.active;
    const { frozenRows, rowCount, columnCount } = grid.tab;
    return {
      z: () => (shiftKey ? commands.redo() : commands.undo()),
      y: () => commands.redo(),
      a: () => grid.selectArea({ row: 0, column: 0 }, { row: rowCount - 1, column: columnCount - 1 }),
      " ": () => this.#wholeColumn(column, false),
      home: () => grid.select(frozenRows, 0, shiftKey),
      end: () => grid.select(rowCount - 1, columnCount - 1, shiftKey),
      enter: () => this.#open(row, column),
    }[key.toLowerCase()];
  }

  /** What a key that moves the selection means. */
  #moveOf({ key, shiftKey }) {
    const { grid } = this;
    const { row } = grid.active;
    return {
      Tab: () => grid.step(0, shiftKey ? -1 : 1),
      PageDown: () => grid.step(grid.page, 0, shiftKey),
      PageUp: () => grid.step(-grid.page, 0, shiftKey),
      Home: () => grid.select(row, 0, shiftKey),
      End: () => grid.select(row, grid.tab.columnCount - 1, shiftKey),
      Escape: () => document.querySelector('#tabs [aria-selected="true"]').focus(),
    }[key];
  }

  /** What a key that does something means. */
  #deedOf({ key, shiftKey }) {
    const { grid, commands } = this;
    const { row, column } = grid.active;
    if (key === " " && shiftKey) return () => this.#wholeRow(row, false);
    if (key === " " && isCheckbox(grid.tab.cell(row, column))) return () => commands.toggle(row, column);
    if (key === "F2" && shiftKey) return () => hint(grid.elementOf(row, column), this.#notes({ row, column }));
    if (key === "Enter" || key === "F2") return () => this.#open(row, column);
    if (key === "Delete" || key === "Backspace") return () => commands.clear();
    if (key === "ContextMenu" || (key === "F10" && shiftKey)) return () => this.#menuByKey();
    return undefined;
  }

  #arrow(event, command) {
    const { grid } = this;
    const { row, column } = grid.active;
    const [down, right] = STEPS[event.key];
    if (command) this.#toEdge([down, right], event.shiftKey);
    else if (event.altKey && choicesOf(grid.tab.cell(row, column))) this.#open(row, column);
    else grid.step(down, right, event.shiftKey);
  }

  async #toEdge(step, extend) {
    const { grid } = this;
    const { tab } = grid;
    const to = await edgeFrom(tab, extend ? grid.corner : grid.active, step);
    if (grid.tab === tab) grid.select(to.row, to.column, extend);
  }

  #open(row, column) {
    if (isCheckbox(this.grid.tab.cell(row, column))) this.commands.toggle(row, column);
    else this.editor.start(row, column);
  }

  #menuByKey() {
    const { row, column } = this.grid.active;
    const box = this.grid.elementOf(row, column)?.getBoundingClientRect();
    if (box) this.menus.ofCell(box.left + 12, box.bottom);
  }

  /** Puts the selection on the clipboard; false if that was not possible, or is the editor's own business. */
  #copy(event) {
    if (this.editor.open) return false;
    const text = this.commands.copied();
    event.preventDefault();
    if (text === undefined) return false;
    event.clipboardData.setData("text/plain", text);
    return true;
  }

  #paste(event) {
    const text = event.clipboardData.getData("text/plain");
    if (text) this.commands.paste(text);
    event.preventDefault();
  }
}
