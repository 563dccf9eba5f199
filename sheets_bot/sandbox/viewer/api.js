/*
 * Everything the viewer asks of the server: the Sheets API as a person would use it
 * (no credentials), and the sandbox's clock. Knows no page.
 */

// Formats as entered: what a cell has beyond them is the default, which the style sheet gives.
const CELL = "formattedValue,effectiveValue,userEnteredValue,userEnteredFormat,note,dataValidation,hyperlink,textFormatRuns";
const SHEET = "properties,merges,conditionalFormats,protectedRanges,basicFilter,charts,bandedRanges";

/** Thrown when the server refuses; the message is the server's own. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  const [answer, text] = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).then(async (got) => [got, await got.text()], () => { throw new ApiError(0, "The sandbox does not answer."); });
  const said = text ? JSON.parse(text) : {};
  if (!answer.ok) throw new ApiError(answer.status, said.error?.message ?? `The server said ${answer.status}.`);
  return said;
}

const spreadsheet = (id) => `/v4/spreadsheets/${encodeURIComponent(id)}`;
const query = (entries) => new URLSearchParams(entries).toString();

/** The sandbox's clock and every spreadsheet with its revision. */
export const changes = () => call("GET", "/_sandbox/changes");

/** What happened in the outside world after the event with a number, newest first. */
export const events = (since) => call("GET", `/_sandbox/events?${query([["since", since], ["most", 300]])}`);

export const advance = (seconds) => call("POST", "/_sandbox/clock/advance", { seconds });

/** Title, time zone and tabs; no cells. */
export const structure = (id) =>
  call("GET", `${spreadsheet(id)}?${query([["fields", `spreadsheetId,properties,sheets(${SHEET})`]])}`);

/** Widths, heights and what is hidden, of one tab. */
export async function dimensions(id, title) {
  const size = "pixelSize,hiddenByUser,hiddenByFilter";
  const fields = `sheets(data(rowMetadata(${size}),columnMetadata(${size})))`;
  const said = await call("GET", `${spreadsheet(id)}?${query([["ranges", quoted(title)], ["fields", fields]])}`);
  const data = said.sheets?.[0]?.data?.[0] ?? {};
  return { rows: data.rowMetadata ?? [], columns: data.columnMetadata ?? [] };
}

/** The cells of rows *first* to *last*, both counted from 0 and included, as CellData by row. */
export async function rows(id, title, first, last) {
  const range = `${quoted(title)}!${first + 1}:${last + 1}`;
  const fields = `sheets(data(rowData(values(${CELL}))))`;
  const said = await call("GET", `${spreadsheet(id)}?${query([["ranges", range], ["fields", fields]])}`);
  const given = said.sheets?.[0]?.data?.[0]?.rowData ?? [];
  return Array.from({ length: last - first + 1 }, (_, at) => given[at]?.values ?? []);
}

/** Some *fields* (of the API's CellData) of the cells of an area, row by row; {} where nothing is. */
export async function cellsOf(id, title, area, fields) {
  const mask = `sheets(data(rowData(values(${fields}))))`;
  const said = await call("GET", `${spreadsheet(id)}?${query([["ranges", a1(title, area)], ["fields", mask]])}`);
  const given = said.sheets?.[0]?.data?.[0]?.rowData ?? [];
  const width = area.right - area.left + 1;
  return Array.from({ length: area.bottom - area.top + 1 }, (_, row) =>
    Array.from({ length: width }, (__, column) => given[row]?.values?.[column] ?? {}));
}

/** Sizes, hiding and developer metadata of the rows of an area, or of its columns. */
export async function linesOf(id, title, area, isRows) {
  const kind = isRows ? "rowMetadata" : "columnMetadata";
  const fields = `sheets(data(${kind}(pixelSize,hiddenByUser,developerMetadata)))`;
  const said = await call("GET", `${spreadsheet(id)}?${query([["ranges", a1(title, area)], ["fields", fields]])}`);
  return said.sheets?.[0]?.data?.[0]?.[kind] ?? [];
}

/** Types values in, as a person would: "=1+1" is a formula and "3 May" a date. */
export const type = (id, title, row, column, values) => {
  const range = `${quoted(title)}!${letters(column)}${row + 1}`;
  const path = `${spreadsheet(id)}/values/${encodeURIComponent(range)}`;
  return call("PUT", `${path}?valueInputOption=USER_ENTERED`, { values });
};

export const clear = (id, title, area) =>
  call("POST", `${spreadsheet(id)}/values/${encodeURIComponent(a1(title, area))}:clear`, {});

export const change = (id, ...requests) => call("POST", `${spreadsheet(id)}:batchUpdate`, { requests });

/** Values of several grid ranges: as shown, and as they are. Empty cells are undefined. */
export async function valuesOf(id, ranges) {
  if (!ranges.length) return [];
  const dataFilters = ranges.map((gridRange) => ({ gridRange }));
  const ask = (valueRenderOption) =>
    call("POST", `${spreadsheet(id)}/values:batchGetByDataFilter`, {
      dataFilters, valueRenderOption, majorDimension: "ROWS",
    });
  const [shown, plain] = await Promise.all([ask("FORMATTED_VALUE"), ask("UNFORMATTED_VALUE")]);
  const flat = (said, at) => (said.valueRanges?.[at]?.valueRange?.values ?? []).map((row) => row[0]);
  return ranges.map((_, at) => ({ shown: flat(shown, at), plain: flat(plain, at) }));
}

/** What rows *first* to *last* (ends included) show, as lists of texts; rows at the end that are empty are left out. */
export async function shownRows(id, sheetId, first, last) {
  const gridRange = { sheetId, startRowIndex: first, endRowIndex: last + 1 };
  const said = await call("POST", `${spreadsheet(id)}/values:batchGetByDataFilter`, { dataFilters: [{ gridRange }] });
  return (said.valueRanges?.[0]?.valueRange?.values ?? []).map((row) => row.map(String));
}

/** What a column shows in rows *first* to *last*, ends included; empty cells are "". */
export async function shownIn(id, sheetId, column, first, last) {
  const gridRange = { sheetId, startRowIndex: first, endRowIndex: last + 1, startColumnIndex: column, endColumnIndex: column + 1 };
  const said = await call("POST", `${spreadsheet(id)}/values:batchGetByDataFilter`, { dataFilters: [{ gridRange }] });
  const values = said.valueRanges?.[0]?.valueRange?.values ?? [];
  return Array.from({ length: last - first + 1 }, (_, at) => String(values[at]?.[0] ?? ""));
}

/** Column 0 is A, 26 is AA. */
export function letters(column) {
  let text = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    text = String.fromCharCode(65 + ((left - 1) % 26)) + text;
  }
  return text;
}

/** A is column 0, AA is 26. */
export function columnOf(letters) {
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

const a1 = (title, { top, left, bottom, right }) =>
  `${quoted(title)}!${letters(left)}${top + 1}:${letters(right)}${bottom + 1}`;

const quoted = (title) => `'${title.replaceAll("'", "''")}'`;
