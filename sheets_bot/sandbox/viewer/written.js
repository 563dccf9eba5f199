/*
 * Which tabs the bot has written into since this person looked at them, where its log names no cells:
 * it keeps none of tabs that are made anew at each run, such as `Today`. Remembered in this browser.
 */

// Written at every run, whether anything happened or not: a sign there would say nothing.
const DIARIES = new Set(["Bot log", "Status"]);

export class Written {
  constructor() {
    this.forget();
  }

  /** Another spreadsheet is shown, or the sandbox was begun anew. */
  forget() {
    this.at = {};
    this.looked = undefined;
  }

  /** Takes the revisions at which a program last wrote, by sheet id, and the tab that is shown; true if a sign changed. */
  tell(spreadsheetId, at, shown) {
    const before = JSON.stringify([this.at, this.looked]);
    const place = `sheets_bot looked ${spreadsheetId}`;
    this.at = at;
    this.looked ??= remembered(place) ?? { ...at };
    for (const [id, revision] of Object.entries(this.looked)) {
      // A revision that lies ahead is that of a sandbox that was started before this one.
      if (revision > (at[id] ?? 0)) this.looked[id] = at[id] ?? 0;
    }
    if (shown !== undefined && at[shown]) this.looked[shown] = at[shown];
    const changed = JSON.stringify([this.at, this.looked]) !== before;
    if (changed) remember(place, this.looked);
    return changed;
  }

  /** Whether a tab was written into since it was shown last. */
  has(id, title) {
    return !DIARIES.has(title) && (this.at[id] ?? 0) > (this.looked?.[id] ?? 0);
  }
}

function remembered(place) {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(place, looked) {
  try {
    localStorage.setItem(place, JSON.stringify(looked));
  } catch {
    // A browser that keeps nothing for pages begins anew with each page.
  }
}
