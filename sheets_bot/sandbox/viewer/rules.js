/*
 * Which conditional formats apply to a cell. An earlier rule wins, property by property.
 * Colour scales and rules on dates relative to today are not drawn.
 */

import { holds } from "./formula.js";
import { inside, plain } from "./tab.js";

/** The format that a tab's rules lay over a cell, or undefined. *today* is a serial day number. */
export function conditionalFormat(tab, row, column, today) {
  let laid;
  for (const { ranges = [], booleanRule } of tab.sheet.conditionalFormats ?? []) {
    const range = booleanRule && ranges.find((one) => inside(one, row, column));
    if (range && applies(booleanRule.condition ?? {}, tab, ranges[0], row, column, today)) {
      laid = merged(laid, booleanRule.format ?? {});
    }
  }
  return laid;
}

function applies({ type, values = [] }, tab, home, row, column, today) {
  const given = values.map((value) => value.userEnteredValue ?? "");
  if (type === "CUSTOM_FORMULA") {
    const valueAt = (r, c) => {
      const cell = tab.cell(r, c);
      return cell === undefined ? undefined : plain(cell);
    };
    const down = row - (home.startRowIndex ?? 0);
    const right = column - (home.startColumnIndex ?? 0);
    return holds(given[0] ?? "", down, right, valueAt, today);
  }
  const cell = tab.cell(row, column);
  if (cell === undefined) return false;
  return CONDITIONS[type]?.(plain(cell), given, (cell.formattedValue ?? "").toLowerCase()) ?? false;
}

const compare = (check) => (value, given) =>
  typeof value === "number" && given.every((one) => one.trim() !== "" && !Number.isNaN(Number(one)))
  && check(value, ...given.map(Number));
const words = (check) => (value, [wanted = ""], shown) => value !== null && check(shown, wanted.toLowerCase());

const CONDITIONS = {
  BLANK: (value) => value === null || value === "",
  NOT_BLANK: (value) => value !== null && value !== "",
  TEXT_EQ: words((shown, wanted) => shown === wanted),
  TEXT_CONTAINS: words((shown, wanted) => shown.includes(wanted)),
  TEXT_NOT_CONTAINS: (value, [wanted = ""], shown) => !shown.includes(wanted.toLowerCase()),
  TEXT_STARTS_WITH: words((shown, wanted) => shown.startsWith(wanted)),
  TEXT_ENDS_WITH: words((shown, wanted) => shown.endsWith(wanted)),
  NUMBER_EQ: compare((value, a) => value === a),
  NUMBER_NOT_EQ: compare((value, a) => value !== a),
  NUMBER_GREATER: compare((value, a) => value > a),
  NUMBER_GREATER_THAN_EQ: compare((value, a) => value >= a),
  NUMBER_LESS: compare((value, a) => value < a),
  NUMBER_LESS_THAN_EQ: compare((value, a) => value <= a),
  NUMBER_BETWEEN: compare((value, a, b) => value >= a && value <= b),
  NUMBER_NOT_BETWEEN: compare((value, a, b) => value < a || value > b),
};

const merged = (first, second) =>
  ({ ...second, ...(first ?? {}), textFormat: { ...(second.textFormat ?? {}), ...(first?.textFormat ?? {}) } });
