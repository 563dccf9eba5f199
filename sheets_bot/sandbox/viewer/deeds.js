/*
 * What a person can do, each with its way back: `what` in words, `forth()` and `back()`. The way
 * back looks for the rows where they are by then, and refuses where others have gone on since.
 */

import * as api from "./api.js";
import { rowNow } from "./place.js";
import { CannotUndo } from "./undo.js";

const VALUE = "userEnteredValue,userEnteredFormat.numberFormat";
const WHOLE = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns";
const MOST_ROWS_SOUGHT = 60;

const place = (tab, dimension, startIndex, endIndex) => ({ sheetId: tab.id, dimension, startIndex, endIndex });
// Open at its ends: a column that somebody adds in this moment moves with its rows.
const whole = (tab) => ({ sheetId: tab.id, startRowIndex: tab.frozenRows });
const send = (tab, ...requests) => api.change(tab.spreadsheetId, ...requests);

/** Changes the values of an area; *write()* does it. One row may be *known* by its identity before it moved. */
export async function changeOf(tab, area, what, write, known) {
  const before = await api.cellsOf(tab.spreadsheetId, tab.title, area, VALUE);
  const rows = Array.from({ length: area.bottom - area.top + 1 }, (_, at) => area.top + at);
  const sought = rows.length <= MOST_ROWS_SOUGHT ? rows : [rows[0], rows.at(-1)];
  // The changed columns themselves cannot tell the rows apart later.
  const isApart = known && (known.column < area.left || known.column > area.right);
  const identities = isApart ? [known] : sought.map((row) => tab.identity(row, area));
  const back = async () => {
    const now = await whereNow(tab, rows, sought, identities);
    await send(tab, ...runs(now).map(([from, length, row]) => ({
      updateCells: {
        start: { sheetId: tab.id, rowIndex: row, columnIndex: area.left },
        rows: before.slice(from, from + length).map((values) => ({ values })),
        fields: VALUE,
      },
    })));
  };
  return { what, forth: write, back };
}

async function whereNow(tab, rows, sought, identities) {
  const found = await Promise.all(sought.map((row, at) => rowNow(tab, row, identities[at])));
  if (found.includes(undefined)) throw new CannotUndo("A row is no longer there to be told from the others.");
  if (sought.length === rows.length) return found;
  if (found.some((row, at) => row !== sought[at])) throw new CannotUndo("Rows were moved meanwhile.");
  return rows;
}

/** Runs of rows that still follow one another: [first, length, where it is now]. */
function runs(now) {
  const list = [];
  now.forEach((row, at) => {
    const last = list.at(-1);
    if (last && last[2] + last[1] === row) last[1] += 1;
    else list.push([at, 1, row]);
  });
  return list;
}

/** Sorts the rows below the frozen ones by a column. The way back puts each row where it stood. */
export async function sorting(tab, column, sortOrder, what) {
  const before = await names(tab);
  const forth = () => send(tab, { sortRange: { range: whole(tab), sortSpecs: [{ dimensionIndex: column, sortOrder }] } });
  const back = async () => {
    const ranks = ranksOf(await names(tab), before);
    const column = place(tab, "COLUMNS", tab.columnCount, tab.columnCount + 1);
    // A column of ranks for a moment: all in one request, so nobody else ever sees it, and rows only move whole.
    await send(tab,
      { insertDimension: { range: column, inheritFromBefore: true } },
      { updateCells: {
        start: { sheetId: tab.id, rowIndex: tab.frozenRows, columnIndex: tab.columnCount },
        rows: ranks.map((numberValue) => ({ values: [{ userEnteredValue: { numberValue } }] })),
        fields: "userEnteredValue",
      } },
      { sortRange: { range: whole(tab), sortSpecs: [{ dimensionIndex: tab.columnCount, sortOrder: "ASCENDING" }] } },
      { deleteDimension: { range: column } });
  };
  return { what, forth, back };
}

/** What tells the rows below the frozen ones apart, in their order: a key, or all that they show. */
async function names(tab) {
  const { column } = tab.keyIdentity() ?? {};
  if (column !== undefined) return api.shownIn(tab.spreadsheetId, tab.id, column, tab.frozenRows, tab.rowCount - 1);
  const rows = await api.shownRows(tab.spreadsheetId, tab.id, tab.frozenRows, tab.rowCount - 1);
  return Array.from({ length: tab.rowCount - tab.frozenRows }, (_, at) => JSON.stringify(rows[at] ?? []));
}

/** Which place each row had before; a row that is new since stays behind the one above it. */
function ranksOf(now, before) {
  const places = new Map();
  before.forEach((name, at) => { places.set(name, [...(places.get(name) ?? []), at]); });
  for (const list of places.values()) list.reverse();
  let last = -1;
  return now.map((name) => {
    last = places.get(name)?.pop() ?? last + 0.001;
    return last;
  });
}

/** Puts empty rows or columns before *at*. They are taken away again as long as they are empty. */
export function inserting(tab, dimension, at, inheritFromBefore, what) {
  const next = dimension === "ROWS" && at < tab.rowCount ? tab.identity(at) : undefined;
  const forth = () => send(tab, { insertDimension: { range: place(tab, dimension, at, at + 1), inheritFromBefore } });
  const back = async () => {
    const after = next ? await rowNow(tab, at + 1, next) : at + 1;
    if (after === undefined) throw new CannotUndo("The place cannot be found again.");
    const line = dimension === "ROWS"
      ? { top: after - 1, bottom: after - 1, left: 0, right: tab.columnCount - 1 }
      : { top: 0, bottom: tab.rowCount - 1, left: at, right: at };
    const cells = await api.cellsOf(tab.spreadsheetId, tab.title, line, "userEnteredValue");
    if (cells.flat().some((cell) => cell.userEnteredValue?.boolValue === undefined && cell.userEnteredValue)) {
      throw new CannotUndo("Something stands there now.");
    }
    await send(tab, { deleteDimension: { range: place(tab, dimension, after - 1, after) } });
  };
  return { what, forth, back };
}

/** Deletes rows or columns. They come back with all that stood in them. */
export async function removing(tab, dimension, first, last, what) {
  const isRows = dimension === "ROWS";
  const area = isRows
    ? { top: first, bottom: last, left: 0, right: tab.columnCount - 1 }
    : { top: 0, bottom: tab.rowCount - 1, left: first, right: last };
  const cells = await api.cellsOf(tab.spreadsheetId, tab.title, area, WHOLE);
  const lines = await api.linesOf(tab.spreadsheetId, tab.title, area, isRows);
  const next = isRows && last + 1 < tab.rowCount ? tab.identity(last + 1) : undefined;
  const range = place(tab, dimension, first, last + 1);
  const rules = isRows ? [] : rulesWithin(tab, first, last);
  const forth = () => send(tab, { deleteDimension: { range } });
  const back = async () => {
    const at = next ? await rowNow(tab, first, next) : first;
    if (at === undefined) throw new CannotUndo("The place cannot be found again.");
    const there = place(tab, dimension, at, at + last + 1 - first);
    await send(tab, { insertDimension: { range: there, inheritFromBefore: at > 0 } },
      { updateCells: {
        start: { sheetId: tab.id, rowIndex: isRows ? at : 0, columnIndex: isRows ? 0 : first },
        rows: cells.map((values) => ({ values })), fields: WHOLE,
      } },
      ...restored(tab, dimension, at, lines), ...rules);
  };
  return { what, forth, back };
}

/** Sizes of rows or columns, what is hidden, and what programs had attached to them. */
function restored(tab, dimension, first, lines) {
  return lines.flatMap(({ pixelSize, hiddenByUser, developerMetadata = [] }, at) => {
    const range = place(tab, dimension, first + at, first + at + 1);
    const properties = { pixelSize, hiddenByUser: !!hiddenByUser };
    const attached = developerMetadata.map(({ metadataId, metadataKey, metadataValue, visibility }) => ({
      createDeveloperMetadata: {
        developerMetadata: { metadataId, metadataKey, metadataValue, visibility, location: { dimensionRange: range } },
      },
    }));
    return [{ updateDimensionProperties: { range, properties, fields: "pixelSize,hiddenByUser" } }, ...attached];
  });
}

/** Colour rules and protections that lay in the deleted columns alone and went with them. */
function rulesWithin(tab, first, last) {
  const within = ({ startColumnIndex = 0, endColumnIndex = Infinity }) => startColumnIndex >= first && endColumnIndex <= last + 1;
  const colours = (tab.sheet.conditionalFormats ?? []).map((rule, index) => ({ rule, index })).filter(({ rule }) => (rule.ranges ?? []).every(within));
  const guards = (tab.sheet.protectedRanges ?? []).filter(({ range }) => range && within(range));
  return [
    ...colours.map((rule) => ({ addConditionalFormatRule: rule })),
    ...guards.map((protectedRange) => ({ addProtectedRange: { protectedRange } })),
  ];
}

/** Gives rows or columns another size, hides or shows them. *before* holds the same properties as they were. */
export function resizing(tab, dimension, first, last, properties, before, what) {
  const set = (given) => send(tab, {
    updateDimensionProperties: { range: place(tab, dimension, first, last + 1), properties: given, fields: Object.keys(given).join(",") },
  });
  return { what, forth: () => set(properties), back: () => set(before) };
}

/** Sets the filter of a tab to some criteria by column, or takes it away where there are none. */
export function filtering(tab, criteria, what) {
  const before = tab.sheet.basicFilter;
  const range = { sheetId: tab.id, startRowIndex: Math.max(0, tab.frozenRows - 1), endRowIndex: tab.rowCount,
    startColumnIndex: 0, endColumnIndex: tab.columnCount };
  const set = (filter) => send(tab, filter ? { setBasicFilter: { filter } } : { clearBasicFilter: { sheetId: tab.id } });
  const filter = Object.keys(criteria).length ? { range, criteria } : undefined;
  return { what, forth: () => set(filter), back: () => set(before && { range: before.range, criteria: before.criteria ?? {} }) };
}
