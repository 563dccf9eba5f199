/*
 * The panel at the side: the time of the imitated world, what the bot just did and why, and what
 * happened outside. Each section is drawn anew only when it has something new, and then keeps the
 * focus and the place where one reads.
 */

import { isNewRow } from "./log.js";
import { element, link, refill } from "./make.js";
import { shortened } from "./marks.js";
import { drawWorld } from "./world.js";

const RUNS = 12;
const ROWS_OF_A_RUN = 4;
const MOST_ROWS_OF_A_RUN = 60;
const ACTS = 5;
const OPEN = "sheets_bot panel";
const byId = (id) => document.getElementById(id);

export class Panel {
  /** *jump(title, key, header)* shows a cell; *onOpen()* is called when the panel was opened. */
  constructor(jump, onOpen) {
    this.jump = jump;
    this.onOpen = onOpen;
    this.expanded = new Set();
    const wanted = new URLSearchParams(location.search).get("panel") ?? stored();
    this.#show(wanted ? wanted !== "closed" : window.innerWidth >= 1000);
    byId("panel-toggle").addEventListener("click", () => this.toggle());
    byId("panel-close").addEventListener("click", () => {
      this.toggle();
      byId("panel-toggle").focus();
    });
  }

  get isOpen() { return !byId("panel").hidden; }

  toggle() {
    this.#show(!this.isOpen);
    try {
      localStorage.setItem(OPEN, this.isOpen ? "open" : "closed");
    } catch {
      // A browser that keeps nothing for pages opens the panel again next time.
    }
    if (this.isOpen) this.onOpen();
  }

  #show(open) {
    byId("panel").hidden = !open;
    byId("panel-toggle").setAttribute("aria-expanded", String(open));
  }

  /** Draws what the bot did from its log. */
  drawLog(log) {
    const lists = [];
    if (log.acts.length) lists.push(this.#acts(log.acts.slice(0, ACTS)));
    const runs = runsOf(log.lines).slice(0, RUNS);
    lists.push(...runs.map((run) => this.#run(run, log)));
    const none = log.isThere ? "The bot has not written anything yet." : "There is no tab Bot log yet: the bot has not been here.";
    refill(byId("did"), ...(lists.length ? lists : [element("p", "quiet", none)]));
  }

  /** Draws what happened outside, newest first. */
  drawWorld(events, zone) {
    drawWorld(byId("world"), events, zone);
  }

  #acts(acts) {
    const list = element("ul", "rows");
    list.append(...acts.map((act) => {
      const item = element("li");
      item.append(
        link(`${act.action}: ${act.key}`, () => this.jump(act.tab, act.key, "Action")),
        element("span", `state ${act.state.replaceAll(" ", "-")}`, act.state),
      );
      if (act.words) item.append(element("span", "why", shortened(act.words)));
      return item;
    }));
    const group = element("div", "run");
    group.append(element("h3", "", "In your name"), list);
    return group;
  }

  #run({ run, job, at, lines }, log) {
    const group = element("div", "run");
    const head = element("h3", "", job.replaceAll("_", " ") || "a run");
    head.append(element("time", "", at));
    const rows = rowsOf(lines);
    const shown = rows.slice(0, this.expanded.has(run) ? MOST_ROWS_OF_A_RUN : ROWS_OF_A_RUN);
    const list = element("ul", "rows");
    list.append(...shown.map((row) => this.#row(row)));
    group.append(head, element("p", "sum", sumOf(lines, rows)), list);
    if (rows.length > shown.length && !this.expanded.has(run)) {
      group.append(link(`Show ${Math.min(rows.length, MOST_ROWS_OF_A_RUN) - shown.length} more`, () => {
        this.expanded.add(run);
        this.drawLog(log);
      }, "more-rows"));
    }
    return group;
  }

  #row({ tab, key, lines }) {
    const item = element("li");
    const [first] = lines;
    item.append(link(`${tab}: ${key}`, () => this.jump(tab, key, first.column)));
    for (const line of lines.slice(0, 4)) item.append(changeOf(line));
    if (lines.length > 4) item.append(element("span", "change", `and ${lines.length - 4} more cells`));
    const whys = [...new Set(lines.map(({ why }) => why).filter(Boolean))];
    if (whys.length) item.append(element("span", "why", shortened(whys.slice(0, 2).join("; "))));
    return item;
  }
}

function changeOf(line) {
  const change = element("span", "change");
  if (isNewRow(line)) {
    change.append(element("b", "", line.column === "(new row)" ? "new row" : line.column));
    return change;
  }
  const [before, after] = apart(line.before, line.after);
  change.append(element("b", "", line.column), " ");
  if (before) change.append(element("del", "", shortened(before, 60)), " ");
  change.append(after ? element("ins", "", shortened(after, 60)) : element("i", "", "emptied"));
  return change;
}

/** Two texts from just before where they begin to differ. */
function apart(before, after) {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const from = after.lastIndexOf(" ", same - 12) + 1;
  return same < 40 ? [before, after] : [before, after].map((text) => `… ${text.slice(from)}`);
}

/** The runs of the log, the latest first, each with its lines. */
function runsOf(lines) {
  const runs = new Map();
  for (const line of lines) {
    if (!runs.has(line.run)) runs.set(line.run, { run: line.run, job: line.job, at: line.at, lines: [] });
    runs.get(line.run).lines.push(line);
  }
  return [...runs.values()].sort((a, b) => (a.run < b.run ? 1 : -1));
}

/** The rows that lines are about, in their order. */
function rowsOf(lines) {
  const rows = new Map();
  for (const line of lines) {
    const place = `${line.tab}\n${line.key}`;
    if (!rows.has(place)) rows.set(place, { tab: line.tab, key: line.key, lines: [] });
    rows.get(place).lines.push(line);
  }
  return [...rows.values()];
}

function sumOf(lines, rows) {
  const tabs = [...new Set(lines.map(({ tab }) => tab))].join(", ");
  const fresh = lines.filter(isNewRow).length;
  const cells = lines.length - fresh;
  const parts = [];
  if (fresh) parts.push(fresh === 1 ? "1 new row" : `${fresh} new rows`);
  if (cells) parts.push(cells === 1 ? "1 cell changed" : `${cells} cells changed`);
  return `${parts.join(", ")} in ${tabs}${rows.length > 1 ? ` (${rows.length} rows)` : ""}`;
}

function stored() {
  try {
    return localStorage.getItem(OPEN);
  } catch {
    return null;
  }
}
