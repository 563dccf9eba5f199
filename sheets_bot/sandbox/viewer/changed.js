/*
 * The marks of the tab that is shown: which of them are on the screen and so become seen, and the
 * small bar that counts them and leads from one to the next.
 */

import { isNewRow } from "./log.js";

const byId = (id) => document.getElementById(id);

export class ChangeBar {
  /** *jump(title, key, header)* shows a cell and says whether it is there. */
  constructor(grid, marks, jump) {
    Object.assign(this, { grid, marks, jump });
    this.before = new Set();
    byId("changed-next").addEventListener("click", () => this.next());
    byId("changed-seen").addEventListener("click", () => {
      marks.see(marks.unseen(grid.tab.title));
      grid.focus();
    });
  }

  /** Draws the count. */
  draw() {
    const count = this.grid.tab ? this.marks.count(this.grid.tab.title) : 0;
    byId("changed").hidden = !count;
    byId("changed-count").textContent = count === 1 ? "1 change by the bot" : `${count} changes by the bot`;
  }

  /** Called once a second: what is on the screen now and was a second ago has been seen. */
  look() {
    const now = this.#onScreen();
    this.marks.see(now.filter(({ line }) => this.before.has(line)));
    this.before = new Set(now.map(({ line }) => line));
  }

  /** Goes to the next change that was not seen; one whose row is gone is left out. */
  async next() {
    for (;;) {
      const [mark] = this.marks.unseen(this.grid.tab.title);
      if (!mark) return;
      const found = await this.jump(mark.tab, mark.key, mark.column);
      this.marks.see([mark]);
      if (found) return;
    }
  }

  #onScreen() {
    const { grid, marks } = this;
    if (!grid.tab || !marks.count(grid.tab.title)) return [];
    const rows = grid.rowsOnScreen();
    const columns = new Set(grid.columnsOnScreen().map((column) => grid.tab.header(column)));
    const shown = new Set(grid.tab.columns.visible().map((column) => grid.tab.header(column)));
    // What stands in a hidden column is seen with its row: nothing could be shown of it.
    return rows.flatMap((row) => (marks.ofRow(grid.tab, row) ?? []).filter((mark) =>
      mark.fresh && (isNewRow(mark) || columns.has(mark.column) || !shown.has(mark.column))));
  }
}
