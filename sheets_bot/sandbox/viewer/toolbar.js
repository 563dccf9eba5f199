/*
 * The buttons beside the content of the cell: take back, do again, show all rows.
 */

const byId = (id) => document.getElementById(id);

export class Toolbar {
  constructor(commands, history) {
    this.history = history;
    byId("unfilter").addEventListener("click", () => commands.showAll());
    byId("undo").addEventListener("click", () => commands.undo());
    byId("redo").addEventListener("click", () => commands.redo());
    this.draw();
  }

  /** *tab* is the one that is shown, where it may have changed. */
  draw(tab = this.tab) {
    this.tab = tab;
    byId("unfilter").hidden = !tab?.sheet.basicFilter?.criteria && !tab?.filtered;
    dress(byId("undo"), "Undo", "Ctrl+Z", this.history.last);
    dress(byId("redo"), "Redo", "Ctrl+Y", this.history.next);
  }
}

function dress(button, name, keys, step) {
  const words = step ? `${name} ${step.what}` : name;
  button.disabled = !step;
  button.setAttribute("aria-label", words);
  button.title = `${words} (${keys})`;
}
