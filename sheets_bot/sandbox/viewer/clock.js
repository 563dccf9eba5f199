/*
 * The sandbox's clock on the page, and the buttons that move it: by an hour, to the next shift as
 * typed in the tab `Settings`, by a day.
 */

import * as api from "./api.js";
import { say } from "./menu.js";
import { nextShift, practiceRoster, rosterOf } from "./shifts.js";
import { DAY, hour, inWords, shortly } from "./time.js";

const MOST_SETTINGS = 200;
const byId = (id) => document.getElementById(id);

export class Clock {
  /** *onJump()* is called after the time was moved. */
  constructor(onJump) {
    this.onJump = onJump;
    this.now = Date.now() / 1000;
    this.zone = "UTC";
    this.roster = practiceRoster();
    this.buttons = [...document.querySelectorAll("[data-jump]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.#jump(button.dataset.jump));
  }

  /** Takes the time; true if it went back, which only a reset of the sandbox does. */
  tell(now) {
    const back = this.told && now < this.now - 1;
    this.now = now;
    this.told = true;
    return back;
  }

  /** Reads the shifts; without a tab they are those of a practice. */
  async readShifts(spreadsheetId, settings) {
    const { rowCount = 1 } = settings?.properties.gridProperties ?? {};
    const last = Math.min(rowCount, MOST_SETTINGS) - 1;
    this.roster = settings ? rosterOf(await api.shownRows(spreadsheetId, settings.properties.sheetId ?? 0, 0, last)) : practiceRoster();
  }

  get #next() { return nextShift(this.now, this.roster.zone ?? this.zone, this.roster); }

  draw() {
    const { now, zone } = this;
    const words = inWords(now, zone);
    for (const clock of [byId("clock"), byId("clock-small")]) {
      clock.dateTime = new Date(now * 1000).toISOString();
      clock.textContent = words;
      clock.title = `Sandbox time in ${zone}`;
    }
    const next = this.#next;
    const from = this.roster.typed ? "from the tab Settings" : "a practice roster";
    byId("next-shift").textContent = next
      ? `Next shift: ${shortly(next.start, zone)} to ${hour(next.end, zone)} (${from})`
      : "No shift within 60 days.";
  }

  async #jump(kind) {
    const next = this.#next;
    if (kind === "shift" && !next) {
      say("No shift starts within 60 days: type your shifts into the tab Settings.", true);
      return;
    }
    const seconds = { hour: 3600, day: DAY, shift: next?.start - this.now }[kind];
    for (const button of this.buttons) button.setAttribute("aria-busy", "true");
    try {
      await api.advance(seconds);
    } catch (error) {
      say(error.message, true);
    }
    await this.onJump();
    for (const button of this.buttons) button.removeAttribute("aria-busy");
  }
}
