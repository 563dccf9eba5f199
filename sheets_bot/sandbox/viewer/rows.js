/*
 * The elements of the grid: the letters of the columns, and a row with its number and its cells.
 * Frozen columns come first and stay; the others only as far as they are in view.
 */

import { letters } from "./api.js";
import { cellElement, markCell } from "./cells.js";
import { element } from "./make.js";

export const GUTTER = 46;
export const HEAD = 24;

/** The line of letters above the sheet. */
export function lettersOf(tab, view) {
  const line = element("div", "letters");
  line.setAttribute("role", "row");
  const corner = element("div", "number corner");
  corner.setAttribute("role", "columnheader");
  corner.append(element("span", "unseen", "Row"));
  line.append(corner, ...across(tab, view, (column) => letterOf(tab, column)));
  return line;
}

function letterOf(tab, column) {
  const made = element("div", "letter");
  made.setAttribute("role", "columnheader");
  made.setAttribute("aria-colindex", column + 1);
  made.dataset.letter = column;
  if (column > 0 && tab.columns.size(column - 1) === 0) made.classList.add("after-hidden");
  const isFiltered = !!tab.sheet.basicFilter?.criteria?.[column];
  const menu = element("button", isFiltered ? "more filtered" : "more");
  menu.type = "button";
  menu.tabIndex = -1;
  menu.dataset.menu = column;
  menu.setAttribute("aria-label", `Menu of column ${letters(column)}${isFiltered ? ", filtered" : ""}`);
  const edge = element("span", "edge");
  edge.dataset.edge = column;
  made.append(element("span", "", letters(column)), menu, edge);
  return made;
}

/** A row with its number; *marks* say what the bot changed in it, *day* is today's serial number. */
export function rowOf(tab, row, view, day, marks) {
  const line = element("div", "row");
  line.style.height = `${tab.rows.size(row)}px`;
  line.setAttribute("role", "row");
  line.setAttribute("aria-rowindex", row + 1);
  const number = element("div", "number", String(row + 1));
  number.setAttribute("role", "rowheader");
  number.dataset.number = row;
  const marked = marks.ofRow(tab, row);
  if (marked) {
    number.classList.add("changed");
    number.setAttribute("aria-label", `${row + 1}, changed by the bot`);
  }
  line.append(number, ...across(tab, view, (column) => {
    const cell = cellOf(tab, row, column, day);
    const mark = marks.ofCell(marked, tab, row, column);
    if (mark) markCell(cell, mark);
    return cell;
  }));
  return line;
}

function cellOf(tab, row, column, day) {
  const made = cellElement(tab, row, column, day);
  const merge = tab.mergeAt(row, column);
  if (!merge) return made;
  if (merge.startRowIndex !== row || merge.startColumnIndex !== column) {
    made.classList.add("covered");
    return made;
  }
  made.classList.add("merged");
  const width = tab.columns.span(column, merge.endColumnIndex - 1);
  made.style.marginRight = `-${width - tab.columns.size(column)}px`;
  made.dataset.width = width;
  made.style.height = `${tab.rows.span(row, merge.endRowIndex - 1)}px`;
  return made;
}

/** Elements of the frozen columns, a gap, and the columns in view; each made by *make* and given its width. */
function across({ columns, frozenColumns }, view, make) {
  const elements = [];
  const add = (column) => {
    if (columns.size(column) === 0) return undefined;
    const made = make(column);
    made.style.width = `${made.dataset.width ?? columns.size(column)}px`;
    elements.push(made);
    return made;
  };
  for (let column = 0; column < frozenColumns; column += 1) {
    const made = add(column);
    if (!made) continue;
    made.classList.add("frozen");
    made.style.left = `${GUTTER + columns.start(column)}px`;
  }
  elements.at(-1)?.classList.add("last-frozen");
  const gap = element("div", "gap");
  gap.style.width = `${columns.start(view.firstColumn) - columns.start(frozenColumns)}px`;
  elements.push(gap);
  for (let column = view.firstColumn; column <= view.lastColumn; column += 1) add(column);
  return elements;
}
