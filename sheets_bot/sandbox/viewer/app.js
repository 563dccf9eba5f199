/*
 * The page as a whole: which spreadsheet and tab are shown, the clock, and looking every
 * second whether somebody (the bot, most often) changed something.
 */

import * as api from "./api.js";
import { drawCharts } from "./charts.js";
import { Commands } from "./commands.js";
import { Editor } from "./editor.js";
import { Grid, GUTTER, HEAD } from "./grid.js";
import { Hands } from "./hands.js";
import { prepareMenu, say } from "./menu.js";
import { nextShift, todaySerial } from "./time.js";
import { Tab } from "./tab.js";

const LOOK_EVERY_MS = 1000;
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.tabs = new Map();
    this.now = Date.now() / 1000;
    this.zone = "UTC";
    this.grid = new Grid(byId("grid"), () => todaySerial(this.now, this.zone));
    this.commands = new Commands(this.grid, () => this.look(true));
    this.editor = new Editor(this.grid, (typed) => this.commands.typed(typed));
    this.hands = new Hands(this.grid, this.editor, this.commands);
    this.grid.addEventListener("select", () => this.#describe());
    // What fails to come now is asked for again at the next look.
    this.grid.addEventListener("view", ({ detail }) => this.#fetchView(detail).catch((error) => this.#failed(error)));
    byId("chooser").addEventListener("change", (event) => this.choose(event.target.value));
    byId("unfilter").addEventListener("click", () => this.commands.showAll());
    byId("tabs").addEventListener("keydown", (event) => this.#tabKey(event));
    // A link within the spreadsheet, such as #gid=12&range=A7, was followed, or typed into the address.
    window.addEventListener("hashchange", () => this.#follow(location.hash));
    for (const button of document.querySelectorAll("[data-jump]")) {
      button.addEventListener("click", () => this.#jump(button.dataset.jump));
    }
    prepareMenu();
  }

  /** Looks for changes now and then for ever; a page that nobody sees does not look. */
  async run() {
    for (;;) {
      if (!document.hidden) await this.look();
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
      this.now = said.epoch_seconds;
      this.#list(said.spreadsheets);
      const mine = said.spreadsheets.find((one) => one.id === this.spreadsheetId) ?? said.spreadsheets[0];
      if (mine && (sure || mine.id !== this.spreadsheetId || mine.revision !== this.revision)) {
        await this.#load(mine.id);
        this.revision = mine.revision;
      }
      if (this.grid.view) await this.#fetchView(this.grid.view);
      this.#connected(true);
    } catch (error) {
      this.#failed(error);
    }
    this.#showClock();
  }

  async choose(spreadsheetId) {
    this.spreadsheetId = spreadsheetId;
    this.tabs.clear();
    this.shown = undefined;
    this.revision = undefined;
    await this.look();
  }

  /** Shows a tab of the spreadsheet. */
  async open(sheetId) {
    this.editor.commit();
    this.shown = sheetId;
    history.replaceState(null, "", `#gid=${sheetId}`);
    await this.#show();
  }

  async #follow(hash) {
    const [, gid, letters, row] = /^#gid=(\d+)(?:&range=([A-Z]+)(\d+))?/.exec(hash) ?? [];
    if (gid === undefined) return;
    await this.open(Number(gid));
    if (row && this.grid.tab?.id === Number(gid)) this.grid.select(Number(row) - 1, api.columnOf(letters));
  }

  async #load(spreadsheetId) {
    this.structure = await api.structure(spreadsheetId);
    if (spreadsheetId !== this.spreadsheetId) this.tabs.clear();
    this.spreadsheetId = spreadsheetId;
    const { title, timeZone = "UTC" } = this.structure.properties;
    this.zone = timeZone;
    byId("title").textContent = title;
    document.title = `${title} - sandbox`;
    await this.#show();
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
    this.#drawTabs(sheets);
    const sizes = await api.dimensions(this.spreadsheetId, sheet.properties.title);
    if (this.shown !== (sheet.properties.sheetId ?? 0)) return;
    const known = this.tabs.get(this.shown);
    const tab = known ?? new Tab(this.spreadsheetId, sheet, sizes, () => this.#arrived(tab));
    if (known) known.adopt(sheet, sizes);
    this.tabs.set(this.shown, tab);
    if (this.grid.tab === tab) this.grid.refresh();
    else this.grid.show(tab);
    this.#describe();
    byId("unfilter").hidden = !tab.sheet.basicFilter?.criteria && !tab.filtered;
    await drawCharts(this.grid.drawings, tab, HEAD, GUTTER);
  }

  #arrived(tab) {
    if (this.grid.tab !== tab) return;
    this.grid.refresh();
    this.editor.follow();
    this.editor.place();
    this.#describe();
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

  #drawTabs(sheets) {
    byId("tabs").replaceChildren(...sheets.map(({ properties }) => {
      const id = properties.sheetId ?? 0;
      const tab = document.createElement("button");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", "grid");
      tab.setAttribute("aria-selected", String(id === this.shown));
      tab.tabIndex = id === this.shown ? 0 : -1;
      tab.textContent = properties.title;
      tab.addEventListener("click", () => this.open(id));
      return tab;
    }));
    byId("tabs").querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  async #tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const sheets = this.#sheets.map(({ properties }) => properties.sheetId ?? 0);
    await this.open(sheets[(sheets.indexOf(this.shown) + step + sheets.length) % sheets.length]);
    byId("tabs").querySelector('[aria-selected="true"]')?.focus();
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

  async #jump(kind) {
    const seconds = { hour: 3600, day: 86400, shift: nextShift(this.now, this.zone) - this.now }[kind];
    try {
      await api.advance(seconds);
    } catch (error) {
      say(error.message, true);
    }
    await this.look();
  }

  #showClock() {
    const clock = byId("clock");
    const instant = new Date(this.now * 1000);
    clock.dateTime = instant.toISOString();
    clock.textContent = new Intl.DateTimeFormat("en-GB", {
      timeZone: this.zone, weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
    }).format(instant);
    clock.title = `Sandbox time in ${this.zone}`;
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
  }
}

new App().run();
