/*
 * The element of one cell: its text, link, checkbox or drop-down, its colours and marks.
 * Text goes in as text, never as markup.
 */

import { background, banding, dress } from "./look.js";
import { element as make } from "./make.js";
import { inWords } from "./marks.js";
import { conditionalFormat } from "./rules.js";
import { choicesOf, inside, isCheckbox, plain } from "./tab.js";

const LETTER_WIDTH = 6.3; // on average; tells only whether a line of the grid is left out

export const cellId = (row, column) => `cell-${row}-${column}`;

/** Whether somebody asked to be warned before a place is changed. */
export const isGuarded = (tab, row, column) => !!guardOf(tab, row, column);

/** The protected range that covers a place, if any. */
export const guardOf = (tab, row, column) =>
  (tab.sheet.protectedRanges ?? []).find(({ range, unprotectedRanges = [] }) =>
    range && inside(range, row, column) && !unprotectedRanges.some((free) => inside(free, row, column)));

/** Makes the element of a cell; *today* is a serial day number. */
export function cellElement(tab, row, column, today) {
  const cell = tab.cell(row, column);
  const element = document.createElement("div");
  element.className = "cell";
  element.id = cellId(row, column);
  element.dataset.row = row;
  element.dataset.column = column;
  element.setAttribute("role", "gridcell");
  element.setAttribute("aria-colindex", column + 1);
  if (isGuarded(tab, row, column)) element.classList.add("guarded");
  if (cell === undefined) {
    element.classList.add("coming");
    return element;
  }
  const laid = conditionalFormat(tab, row, column, today);
  const band = banding(tab.sheet.bandedRanges, row, column);
  if (band) element.style.backgroundColor = band;
  dress(element, cell.userEnteredFormat, laid, plain(cell));
  fill(element, tab, row, column, cell, background(laid));
  if (cell.note) {
    element.classList.add("noted");
    element.setAttribute("aria-description", cell.note);
  }
  return element;
}

/** Shows that the bot changed a cell: by a colour, by a bar at its left, and in words. */
export function markCell(element, mark) {
  element.classList.add("changed");
  const note = element.getAttribute("aria-description");
  element.setAttribute("aria-description", [note, inWords(mark)].filter(Boolean).join("\n"));
}

function fill(element, tab, row, column, cell, laidGround) {
  const value = plain(cell);
  if (isCheckbox(cell)) {
    element.append(checkbox(value === true || cell.formattedValue === "TRUE", tab.header(column)));
    element.classList.add("full");
    return;
  }
  const shown = cell.formattedValue ?? "";
  if (choicesOf(cell) || cell.dataValidation?.condition?.type === "ONE_OF_RANGE") {
    element.classList.add("choice");
    if (shown) element.append(chip(shown, laidGround));
    element.append(caret());
    element.classList.add("full");
    return;
  }
  if (!shown) return;
  element.append(linkOf(cell) ? anchor(linkOf(cell), shown) : words(shown));
  if (cell.effectiveValue?.errorValue) element.classList.add("wrong");
  element.classList.add(spills(element, tab, row, column) ? "spill" : "full");
  element.classList.toggle("over", shown.length * LETTER_WIDTH > tab.columns.size(column));
  element.classList.toggle("lines", shown.includes("\n"));
}

const words = (text) => make("span", "words", text);
const caret = () => make("span", "caret");

function checkbox(on, name) {
  const box = make("span", "check");
  box.setAttribute("aria-label", name || "Tick");
  box.setAttribute("role", "checkbox");
  box.setAttribute("aria-checked", String(on));
  return box;
}

function chip(text, ground) {
  const element = make("span", "chip", text);
  if (ground) element.style.backgroundColor = "transparent";
  return element;
}

/** Text longer than its cell runs on over empty neighbours to the right, as in Google Sheets. */
function spills(element, tab, row, column) {
  if (element.classList.contains("wraps") || element.style.justifyContent !== "flex-start") return false;
  if (column + 1 === tab.frozenColumns || tab.mergeAt(row, column)) return false;
  const next = tab.cell(row, column + 1);
  return next !== undefined && plain(next) === null && !next.dataValidation && column + 1 < tab.columnCount;
}

function linkOf(cell) {
  const uri = cell.hyperlink ?? cell.textFormatRuns?.find((run) => run.format?.link?.uri)?.format.link.uri
    ?? cell.userEnteredFormat?.textFormat?.link?.uri;
  return uri && (/^(https?|mailto):/i.test(uri) || /^#gid=\d+/.test(uri)) ? uri : undefined;
}

function anchor(uri, text) {
  const element = make("a", "words", text);
  element.href = uri;
  if (!uri.startsWith("#")) {
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }
  element.tabIndex = -1;
  return element;
}
