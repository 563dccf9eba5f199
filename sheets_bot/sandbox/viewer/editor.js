/*
 * Typing into a cell: a field laid over it, with the choices of a drop-down below.
 * Says what was typed through *onDone*; writes nothing itself.
 */

import { letters } from "./api.js";
import { choicesOf, editText } from "./tab.js";

export class Editor {
  /** *onDone({row, column, identity, text, step, choices, strict})* is called when the person has finished and the text differs. */
  constructor(grid, onDone) {
    this.grid = grid;
    this.onDone = onDone;
    this.field = document.createElement("textarea");
    this.field.className = "editor";
    this.field.rows = 1;
    this.field.hidden = true;
    this.field.spellcheck = false;
    this.list = document.createElement("ul");
    this.list.className = "choices-list";
    this.list.setAttribute("role", "listbox");
    this.list.id = "choices-list";
    this.list.hidden = true;
    document.body.append(this.field, this.list);
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("blur", () => this.commit());
    // Pressing on the list must not take the focus from the field, or it would close first.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#pick(event.target.closest("li")?.dataset.value));
    grid.element.addEventListener("scroll", () => this.place());
  }

  get open() { return !this.field.hidden; }

  /** Opens over a cell, with *text* in place of its content when a person began to type. */
  start(row, column, text) {
    const { tab } = this.grid;
    const cell = tab.cell(row, column);
    if (cell === undefined) return;
    this.at = { row, column };
    this.before = editText(cell);
    this.identity = tab.identity(row);
    this.choices = choicesOf(cell);
    this.strict = !!cell.dataValidation?.strict;
    this.field.value = text ?? this.before;
    this.field.hidden = false;
    this.field.setAttribute("aria-label", `Edit ${letters(column)}${row + 1}`);
    this.place();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.#offer(text ?? "");
  }

  /** Ends with what stands in the field. *step* says where to go next. */
  commit(step) {
    if (!this.open) return;
    const { at, before, field, identity, choices, strict } = this;
    const text = field.value;
    this.close();
    if (text !== before) this.onDone({ ...at, identity, text, step, choices, strict });
    else if (step) this.grid.step(step.down, step.right);
  }

  /** Ends and forgets what was typed. */
  close() {
    this.field.hidden = true;
    this.list.hidden = true;
    this.at = undefined;
    this.grid.focus();
  }

  /** Keeps the field on its row after somebody else moved rows, as far as the rows fetched can tell. */
  follow() {
    const row = this.open && this.identity ? this.grid.tab.rowOf(this.identity) : undefined;
    if (row === undefined || row === this.at.row) return;
    this.at = { ...this.at, row };
    this.grid.select(row, this.at.column);
    this.place();
  }

  /** Lays the field over its cell, which may have been scrolled. */
  place() {
    if (!this.open) return;
    const element = this.grid.elementOf(this.at.row, this.at.column);
    this.field.classList.toggle("away", !element);
    if (!element) return;
    const box = element.getBoundingClientRect();
    const room = this.grid.element.getBoundingClientRect();
    const { style } = this.field;
    style.left = `${box.left - 1}px`;
    style.top = `${box.top - 1}px`;
    style.minWidth = `${box.width + 2}px`;
    style.maxWidth = `${Math.max(box.width + 2, Math.min(480, room.right - box.left - 24))}px`;
    style.minHeight = `${box.height + 2}px`;
    this.#fit(box);
    const field = this.field.getBoundingClientRect();
    this.list.style.left = `${box.left - 1}px`;
    this.list.style.minWidth = `${box.width + 2}px`;
    const below = window.innerHeight - field.bottom > 220;
    this.list.style.top = below ? `${field.bottom + 2}px` : "auto";
    this.list.style.bottom = below ? "auto" : `${window.innerHeight - field.top + 2}px`;
  }

  #fit(box) {
    const { field } = this;
    field.style.width = `${box.width + 2}px`;
    if (field.scrollWidth > field.clientWidth) field.style.width = `${field.scrollWidth + 8}px`;
    field.style.height = `${box.height + 2}px`;
    if (field.scrollHeight > field.clientHeight + 2) field.style.height = `${Math.min(field.scrollHeight + 4, 260)}px`;
  }

  #typed() {
    this.place();
    this.#offer(this.field.value);
  }

  #offer(text) {
    if (!this.choices) {
      this.list.hidden = true;
      return;
    }
    const fitting = this.choices.filter((choice) => choice.toLowerCase().includes(text.trim().toLowerCase()));
    const shown = fitting.length ? fitting : this.choices;
    this.list.replaceChildren(...shown.map((choice) => this.#option(choice)));
    if (this.before && !this.strict) this.list.append(this.#option(""));
    this.list.hidden = false;
    this.place();
  }

  #option(choice) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(choice === this.before));
    item.dataset.value = choice;
    item.textContent = choice || "Clear";
    if (!choice) item.classList.add("quiet");
    return item;
  }

  #pick(value) {
    if (value === undefined) return;
    this.field.value = value;
    this.commit();
  }

  #key(event) {
    const steps = { Enter: { down: event.shiftKey ? -1 : 1, right: 0 }, Tab: { down: 0, right: event.shiftKey ? -1 : 1 } };
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.altKey || event.ctrlKey)) this.#newLine();
    else if (["ArrowDown", "ArrowUp"].includes(event.key) && !this.list.hidden) this.#walk(event.key === "ArrowDown" ? 1 : -1);
    else if (steps[event.key]) this.commit(steps[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #newLine() {
    this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
    this.place();
  }

  #walk(step) {
    const items = [...this.list.children];
    const now = items.findIndex((item) => item.classList.contains("on"));
    const next = items[(now + step + items.length) % items.length] ?? items[0];
    for (const item of items) item.classList.toggle("on", item === next);
    next.scrollIntoView({ block: "nearest" });
    this.field.value = next.dataset.value;
  }
}
