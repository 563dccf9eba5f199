/*
 * The tabs at the bottom, with how much the bot changed in each since this person looked. Elements
 * stay as long as their tab does, so that the focus is not lost when the bot writes.
 */

import { element } from "./make.js";

const MOST_SHOWN = 99;

export class TabStrip {
  /** *open(sheetId)* shows a tab; *marks* count its unseen changes, *written* knows of those that no mark tells. */
  constructor(place, open, marks, written) {
    Object.assign(this, { place, open, marks, written });
    place.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Draws the tabs of some sheets; *shown* is the sheet id of the one that is open. */
  draw(sheets, shown) {
    const before = new Map([...this.place.children].map((tab) => [tab.dataset.sheet, tab]));
    const tabs = sheets.map(({ properties }) => {
      const id = properties.sheetId ?? 0;
      const tab = before.get(String(id)) ?? this.#made(id);
      this.#dress(tab, properties, id, id === shown);
      return tab;
    });
    if (tabs.some((tab, at) => this.place.children[at] !== tab) || tabs.length !== this.place.children.length) {
      this.place.replaceChildren(...tabs);
    }
    if (this.shown !== shown) this.selected?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.shown = shown;
  }

  get selected() { return this.place.querySelector('[aria-selected="true"]'); }

  #made(id) {
    const tab = element("button");
    tab.type = "button";
    tab.dataset.sheet = id;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "grid");
    tab.append(element("span", "name"), " ", element("span", "badge"));
    tab.lastChild.setAttribute("aria-hidden", "true");
    tab.addEventListener("click", () => this.open(id));
    return tab;
  }

  #dress(tab, { title, tabColorStyle }, id, isShown) {
    const count = this.marks.count(title);
    const isNew = !count && !isShown && this.written.has(id, title);
    tab.setAttribute("aria-selected", String(isShown));
    tab.tabIndex = isShown ? 0 : -1;
    tab.firstChild.textContent = title;
    const shown = count > MOST_SHOWN ? `${MOST_SHOWN}+` : count || "";
    tab.lastChild.textContent = shown;
    tab.lastChild.classList.toggle("dot-only", isNew);
    tab.lastChild.hidden = !count && !isNew;
    const { red = 0, green = 0, blue = 0 } = tabColorStyle?.rgbColor ?? {};
    tab.style.borderTopColor = tabColorStyle?.rgbColor ? `rgb(${red * 255}, ${green * 255}, ${blue * 255})` : "";
    // The name holds what is shown, word for word, so that it can also be spoken to.
    if (count) tab.setAttribute("aria-label", `${title} ${shown} ${count === 1 ? "change" : "changes"} by the bot`);
    else if (isNew) tab.setAttribute("aria-label", `${title}, written by the bot`);
    else tab.removeAttribute("aria-label");
  }

  async #key(event) {
    const tabs = [...this.place.children];
    const now = tabs.indexOf(this.selected);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    await this.open(Number(tabs[next % tabs.length].dataset.sheet));
    this.selected?.focus();
  }
}
