/*
 * Ctrl and an arrow: to the edge of what is filled, as spreadsheets do. Asks the server for the
 * column, since most of it may never have been on the screen.
 */

import * as api from "./api.js";

/** Where the selection goes from a place by [down, right], one of them 1 or -1 and the other 0. */
export async function edgeFrom(tab, { row, column }, [down, right]) {
  const axis = down ? tab.rows : tab.columns;
  const texts = down
    ? await api.shownIn(tab.spreadsheetId, tab.id, column, 0, tab.rowCount - 1)
    : Array.from({ length: tab.columnCount }, (_, at) => tab.cell(row, at)?.formattedValue ?? "");
  const at = edge(axis, down ? row : column, down || right, (place) => texts[place] !== "");
  return down ? { row: at, column } : { row, column: at };
}

/** Over filled cells to the last of them, or over empty ones to the next filled, or to the end. */
function edge(axis, from, step, isFilled) {
  let at = axis.next(from, step);
  const overFilled = isFilled(from) && isFilled(at);
  for (;;) {
    const next = axis.next(at, step);
    if (next === at) return at;
    if (overFilled ? !isFilled(next) : isFilled(at)) return at;
    at = next;
  }
}
