/*
 * Where a row of a tab is now, by its key: for links from the panel into the sheet. Asks the
 * server, since the row may never have been on the screen.
 */

import * as api from "./api.js";

const keyColumns = new Map();

/** Row and column (zero-based) of the cell in the row with *key* under *header*; undefined if there is no such row. */
export async function placeOf(spreadsheetId, sheet, key, header) {
  const { sheetId = 0, gridProperties = {} } = sheet.properties;
  const { rowCount = 0, columnCount = 0, frozenRowCount = 0 } = gridProperties;
  const at = Math.max(0, frozenRowCount - 1);
  const [heads = []] = await api.shownRows(spreadsheetId, sheetId, at, at);
  const home = `${spreadsheetId} ${sheetId}`;
  const usual = heads.indexOf(keyColumns.get(home));
  const others = Array.from({ length: Math.min(columnCount, heads.length) }, (_, column) => column);
  for (const column of new Set([usual, ...others])) {
    if (column < 0) continue;
    const row = (await api.shownIn(spreadsheetId, sheetId, column, 0, rowCount - 1)).indexOf(key, at + 1);
    if (row < 0) continue;
    keyColumns.set(home, heads[column]);
    return { row, column: Math.max(0, heads.indexOf(header) >= 0 ? heads.indexOf(header) : column) };
  }
  return undefined;
}
