/*
 * Cells as text with tabs and line breaks, the way spreadsheets put them on the clipboard.
 */

/** A cell's text as it is put among others. */
export const quotedForPaste = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Lines and cells of text with tabs; a cell in quotes may hold line breaks. */
export function linesOf(text) {
  const lines = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\n\r]*))(\t|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quotedCell, bare, end] = cell.exec(text) ?? [undefined, undefined, text.slice(cell.lastIndex), ""];
    lines.at(-1).push(quotedCell?.replaceAll('""', '"') ?? bare);
    if (end === "") break;
    if (end !== "\t" && cell.lastIndex < text.length) lines.push([]);
  }
  return lines;
}
