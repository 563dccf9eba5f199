/*
 * Where rows are now that were seen before: others may have sorted, inserted or deleted meanwhile.
 * Works with the identity that a tab gives a row: a column, and a text that stands there once.
 */

import * as api from "./api.js";

/** The row now, or undefined if it cannot be told from the others any more. */
export async function rowNow(tab, row, identity) {
  if (!identity) return row;
  const { column, text } = identity;
  const [there] = await api.shownIn(tab.spreadsheetId, tab.id, column, row, row);
  if (there === text) return row;
  const all = await api.shownIn(tab.spreadsheetId, tab.id, column, 0, tab.rowCount - 1);
  const found = all.indexOf(text);
  return found >= 0 && found === all.lastIndexOf(text) ? found : undefined;
}

/** Whether the first and the last row of an area are still those that the page shows. */
export async function stillThere(tab, { top, bottom }) {
  for (const row of new Set([top, bottom])) {
    const now = await rowNow(tab, row, tab.identity(row)).catch(() => undefined);
    if (now !== row) return false;
  }
  return true;
}
