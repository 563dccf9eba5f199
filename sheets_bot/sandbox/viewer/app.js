/*
 * The page as a whole: which spreadsheet and tab are shown, and looking every second whether
 * somebody (the bot, most often) changed something.
 */

import * as api from "./api.js";
import { ChangeBar } from "./changed.js";
import { drawCharts } from "./charts.js";
import { Clock } from "./clock.js";
import { Commands } from "./commands.js";
import { Editor } from "./editor.js";
import { placeOf } from "./find.js";
import { Grid } from "./grid.js";
import { Hands } from "./hands.js";
import { BotLog, sheetOf } from "./log.js";
import { Marks } from "./marks.js";
import { prepareMenu, say } from "./menu.js";
import { Panel } from "./panel.js";
import { GUTTER, HEAD } from "./rows.js";
import { Tab } from "./tab.js";
import { TabStrip } from "./tabs.js";
import { todaySerial } from "./time.js";
import { Toolbar } from "./toolbar.js";
import { History } from "./undo.js";
import { World } from "./world.js";
import { Written } from "./written.js";

const LOOK_EVERY_MS = 1000;
const PAUSE_MS = 30;
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.tabs = new Map();
    this.log = new BotLog();
    this.world = new World();
    this.clock = new Clock(() => this.look());
    this.marks = new Marks(() => this.#drawMarks());
    this.written = new Written();
    this.grid = new Grid(byId("grid"), () => todaySerial(this.clock.now, this.clock.zone), this.marks);
    const jump = (...place) => this.jump(...place);
    this.strip = new TabStrip(byId("tabs"), (id) => this.open(id), this.marks, this.written);
    this.changed = new ChangeBar(this.grid, this.marks, jump);
    this.panel = new Panel(jump, () => this.look());
    this.history = new History(() => this.toolbar?.draw());
    this.commands = new Commands(this.grid, this.history, () => this.look(true));
    this.toolbar = new Toolbar(this.commands, this.history);
    this.editor = new Editor(this.grid, (typed) => this.commands.typed(typed));
    this.hands = new Hands(this.grid, this.editor, this.commands);
    this.#listen();
    prepareMenu();
  }

  #listen() {
    this.grid.addEventListener("select", () => this.#describe());
    this.grid.addEventListener("view", () => this.#fetchSoon());
    byId("chooser").addEventListener("change", (event) => this.choose(event.target.value));
    // A link within the spreadsheet, such as #gid=12&range=A7, was followed, or typed into the address.
    window.addEventListener("hashchange", () => this.#follow(location.hash));
  }

  /** Looks for changes now and then for ever; a page that nobody sees does not look. */
  async run() {
    for (;;) {
      if (!document.hidden) {
        await this.look();
        this.changed.look();
      }
      await new Promise((done) => { setTimeout(done, LOOK_EVERY_MS); });
    }
  }

  /** Asks what changed; fetches the shown spreadsheet again if it did, or in any case with *sure*. */
  look(sure = false) {
    // One after the other: an older state must never be drawn over a newer one.
    this.looking = (this.looking ?? Promise.resolve()).then(() => this.#look(sure));
    return this.looking;
  }

  async #look(sure) {
    try {
      const said = await api.changes();
      if (this.clock.tell(said.epoch_seconds)) this.#beginAnew();
      this.clock.draw();
      this.#list(said.spreadsheets);
      const wanted = this.spreadsheetId ?? new URLSearchParams(location.search).get("spreadsheet");
      const mine = said.spreadsheets.find(({ id }) => id === wanted) ?? said.spreadsheets[0];
      if (mine && (sure || mine.id !== this.spreadsheetId || mine.revision !== this.revision)) {
        await this.#load(mine.id);
        if (mine.revision !== this.revision) await this.#readLog();
        this.revision = mine.revision;
      }
      if (mine && this.written.tell(mine.id, mine.by_programs, this.shown)) this.#drawMarks();
      if (this.grid.view) await this.#fetchView(this.grid.view);
      if (this.panel.isOpen && (await this.world.read())) this.panel.drawWorld(this.world.events, this.clock.zone);
      this.#connected(true);
    } catch (error) {
      this.#failed(error);
    }
    this.clock.draw();
  }

  /** The sandbox was reset: its clock went back. What was known belongs to another world. */
  #beginAnew() {
    this.log.forget();
    this.world.forget();
    this.marks.forget();
    this.written.forget();
    this.history.forget();
    this.revision = undefined;
  }

  async choose(spreadsheetId) {
    this.spreadsheetId = spreadsheetId;
    this.tabs.clear();
    this.log.forget();
    this.marks.forget();
    this.written.forget();
    this.history.forget();
    this.shown = undefined;
    this.revision = undefined;
    await this.look();
  }

  /** Shows a tab of the spreadsheet. */
  async open(sheetId) {
    this.editor.commit();
    if (sheetId !== this.shown) this.marks.leave();
    this.shown = sheetId;
    history.replaceState(null, "", `${location.pathname}${location.search}#gid=${sheetId}`);
    await this.#show();
  }

  /** Shows the cell under *header* in the row with *key* of a tab; false, and said, if there is none. */
  async jump(title, key, header) {
    const sheet = sheetOf(this.#sheets, title);
    const place = sheet && (await placeOf(this.spreadsheetId, sheet, key, header));
    if (!place) {
      say(sheet ? `There is no row ${key} in ${title} now.` : `There is no tab ${title} now.`, true);
      return false;
    }
    if ((sheet.properties.sheetId ?? 0) !== this.shown) await this.open(sheet.properties.sheetId ?? 0);
    this.#goTo(place.row, place.column);
    return true;
  }

  #goTo(row, column) {
    this.grid.select(row, column);
    this.grid.focus();
  }

  async #follow(hash) {
    const [, gid, letters, row] = /^#gid=(\d+)(?:&range=([A-Z]+)(\d+))?/.exec(hash) ?? [];
    if (gid === undefined) return;
    await this.open(Number(gid));
    if (row && this.grid.tab?.id === Number(gid)) this.#goTo(Number(row) - 1, api.columnOf(letters));
  }

  async #load(spreadsheetId) {
    this.structure = await api.structure(spreadsheetId);
    if (spreadsheetId !== this.spreadsheetId) this.tabs.clear();
    this.spreadsheetId = spreadsheetId;
    const { title, timeZone = "UTC" } = this.structure.properties;
    this.clock.zone = timeZone;
    byId("title").textContent = title;
    document.title = `${title} - sandbox`;
    await this.#show();
  }

  async #readLog() {
    const settings = sheetOf(this.#sheets, "Settings");
    const [fresh] = await Promise.all([this.log.read(this.spreadsheetId, this.#sheets), this.clock.readShifts(this.spreadsheetId, settings)]);
    this.marks.take(this.spreadsheetId, this.log);
    if (fresh || this.drawnOf !== this.spreadsheetId) this.panel.drawLog(this.log);
    this.drawnOf = this.spreadsheetId;
    if (this.grid.tab) this.grid.refresh();
  }

  get #sheets() {
    return (this.structure?.sheets ?? []).filter(({ properties }) => !properties.hidden);
  }

  async #show() {
    const sheets = this.#sheets;
    const wanted = this.shown ?? Number(/gid=(\d+)/.exec(location.hash)?.[1] ?? -1);
    const sheet = sheets.find(({ properties }) => (properties.sheetId ?? 0) === wanted) ?? sheets[0];
    if (!sheet) return;
    this.shown = sheet.properties.sheetId ?? 0;
    this.strip.draw(sheets, this.shown);
    const sizes = await api.dimensions(this.spreadsheetId, sheet.properties.title);
    if (this.shown !== (sheet.properties.sheetId ?? 0)) return;
    const known = this.tabs.get(this.shown);
    const tab = known ?? new Tab(this.spreadsheetId, sheet, sizes, (first, last) => this.#arrived(tab, first, last));
    if (known) known.adopt(sheet, sizes);
    this.tabs.set(this.shown, tab);
    const isFirst = !this.grid.tab;
    if (this.grid.tab === tab) this.grid.refresh();
    else this.grid.show(tab);
    if (isFirst && document.activeElement === document.body) this.grid.focus();
    this.#describe();
    this.changed.draw();
    this.toolbar.draw(tab);
    await drawCharts(this.grid.drawings, tab, HEAD, GUTTER);
  }

  #arrived(tab, first, last) {
    if (this.grid.tab !== tab) return;
    // Which column holds the keys of the marks may have become clear only now.
    if (this.marks.has(tab.title)) this.grid.refresh();
    else this.grid.redraw(first, last);
    this.editor.follow();
    this.editor.place();
    this.#describe();
  }

  /** Fetches what is in view once the scrolling pauses; what fails to come is asked for again at the next look. */
  #fetchSoon() {
    clearTimeout(this.fetching);
    this.fetching = setTimeout(() => this.#fetchView(this.grid.view).catch((error) => this.#failed(error)), PAUSE_MS);
  }

  async #fetchView({ firstRow, lastRow }) {
    const { tab } = this.grid;
    await Promise.all([tab.need(0, Math.max(0, tab.frozenRows - 1)), tab.need(firstRow, lastRow)]);
  }

  #describe() {
    const { grid } = this;
    if (!grid.tab) return;
    const { row, column } = grid.active;
    const cell = grid.tab.cell(row, column);
    byId("place").textContent = `${api.letters(column)}${row + 1}`;
    byId("content").textContent = cell?.userEnteredValue?.formulaValue ?? cell?.formattedValue ?? "";
  }

  #drawMarks() {
    if (this.shown !== undefined) this.strip.draw(this.#sheets, this.shown);
    this.changed.draw();
  }

  #list(spreadsheets) {
    const chooser = byId("chooser");
    const key = JSON.stringify(spreadsheets.map(({ id, title }) => [id, title]));
    chooser.hidden = spreadsheets.length < 2;
    byId("title").hidden = spreadsheets.length > 1;
    byId("empty").hidden = spreadsheets.length > 0;
    byId("empty").textContent = "No spreadsheet yet.";
    if (key === chooser.dataset.key) return;
    chooser.dataset.key = key;
    chooser.replaceChildren(...spreadsheets.map(({ id, title }) => new Option(title, id, false, id === this.spreadsheetId)));
  }

  /** A server that does not answer is shown; anything else is a defect of this page and reported as one. */
  #failed(error) {
    if (error instanceof api.ApiError) this.#connected(false, error);
    else reportError(error);
  }

  #connected(fine, error) {
    const live = byId("live");
    live.classList.toggle("lost", !fine);
    live.title = fine ? "Connected" : `No answer from the sandbox: ${error.message}`;
    live.setAttribute("aria-label", live.title);
  }
}

new App().run();
