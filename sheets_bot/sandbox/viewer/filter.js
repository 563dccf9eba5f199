/*
 * The list of a column's values, to choose which rows are shown. Sets the same filter that Google's
 * own list sets: the values that were unticked are hidden.
 */

import * as api from "./api.js";
import { element } from "./make.js";

const MOST_SHOWN = 300;
const byId = (id) => document.getElementById(id);

/** Opens the list of a column. Resolves to the API's FilterCriteria, null for no filter, undefined when left. */
export async function chooseValues(tab, column) {
  const texts = await api.shownIn(tab.spreadsheetId, tab.id, column, tab.frozenRows, tab.rowCount - 1);
  const last = texts.findLastIndex((text) => text !== "");
  const counts = new Map();
  for (const text of texts.slice(0, last + 1)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const values = [...counts.keys()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const picked = pickedBy(tab.sheet.basicFilter?.criteria?.[column], values);
  byId("filter-title").textContent = `Show rows by ${tab.header(column) || `column ${api.letters(column)}`}`;
  const draw = prepare(values, counts, picked);
  const dialog = byId("filter");
  dialog.returnValue = "";
  dialog.showModal();
  draw();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "ok") answer(undefined);
      else if (picked.size === values.length) answer(null);
      else answer({ hiddenValues: values.filter((value) => !picked.has(value)) });
    }, { once: true });
  });
}

function pickedBy(criterion, values) {
  const hidden = new Set(criterion?.hiddenValues);
  const { type, values: given = [] } = criterion?.condition ?? {};
  const wanted = (given[0]?.userEnteredValue ?? "").toLowerCase();
  return new Set(values.filter((value) => !hidden.has(value) && (type === "TEXT_EQ" ? value.toLowerCase() === wanted : type !== "BLANK" || value === "")));
}

/** Fills the dialog; what is ticked goes into *picked*. Returns what draws the list. */
function prepare(values, counts, picked) {
  const search = byId("filter-search");
  search.value = "";
  const fitting = () => {
    const wanted = search.value.trim().toLowerCase();
    return values.filter((value) => value.toLowerCase().includes(wanted));
  };
  const draw = () => {
    const found = fitting();
    byId("filter-values").replaceChildren(...found.slice(0, MOST_SHOWN).map((value) => line(value, counts.get(value), picked)));
    const more = found.length - MOST_SHOWN;
    byId("filter-more").textContent = more > 0 ? `and ${more.toLocaleString("en")} more; search to find them` : found.length ? "" : "No such value.";
  };
  search.oninput = draw;
  byId("filter-all").onclick = () => { fitting().forEach((value) => picked.add(value)); draw(); };
  byId("filter-none").onclick = () => { fitting().forEach((value) => picked.delete(value)); draw(); };
  return draw;
}

function line(value, count, picked) {
  const label = element("label");
  const box = element("input");
  box.type = "checkbox";
  box.checked = picked.has(value);
  box.addEventListener("change", () => (box.checked ? picked.add(value) : picked.delete(value)));
  label.append(box, element("span", value ? "" : "quiet", value || "(empty)"), element("span", "count", String(count)));
  return label;
}
