/*
 * Small things that lie over the page: the menu, the question, the message, the note.
 * Each is one element of the page, filled anew each time.
 */

const byId = (id) => document.getElementById(id);

/** Opens a menu at a point. *entries*: [label, action], null for a line, or false for nothing. */
export function openMenu(x, y, entries, back) {
  const menu = byId("menu");
  menu.replaceChildren(...entries.filter((entry) => entry !== false).map((entry) => {
    const item = document.createElement(entry ? "button" : "hr");
    if (!entry) return item;
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.textContent = entry[0];
    item.addEventListener("click", () => {
      closeMenu();
      entry[1]();
    });
    return item;
  }));
  menu.hidden = false;
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(x, window.innerWidth - box.width - 8))}px`;
  menu.style.top = `${Math.max(4, Math.min(y, window.innerHeight - box.height - 8))}px`;
  menu.back = back;
  menu.querySelector("button")?.focus();
}

export function closeMenu() {
  const menu = byId("menu");
  if (menu.hidden) return;
  menu.hidden = true;
  menu.back?.focus({ preventScroll: true });
}

function walkMenu(event) {
  const items = [...byId("menu").querySelectorAll("button")];
  const now = items.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (next !== undefined) items[next % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Asks a yes-or-no question and resolves to the answer. */
export function ask(title, text, yes) {
  const dialog = byId("ask");
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

let fading;

/** Says something for some seconds, without taking the focus. */
export function say(text, trouble = false) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.classList.toggle("trouble", trouble);
  toast.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.hidden = true; }, trouble ? 7000 : 3500);
}

let waiting;

/** Shows a note beside an element after a moment; nothing hides it. */
export function hint(element, text) {
  clearTimeout(waiting);
  const tooltip = byId("tooltip");
  if (!text) {
    tooltip.hidden = true;
    return;
  }
  waiting = setTimeout(() => {
    if (!element.isConnected) return;
    tooltip.textContent = text;
    tooltip.hidden = false;
    const [box, own] = [element.getBoundingClientRect(), tooltip.getBoundingClientRect()];
    const right = box.right + 6 + own.width < window.innerWidth;
    tooltip.style.left = `${Math.max(4, right ? box.right + 6 : box.left - own.width - 6)}px`;
    tooltip.style.top = `${Math.max(4, Math.min(box.top, window.innerHeight - own.height - 8))}px`;
  }, 250);
}

/** Makes the menu close when a person looks elsewhere; called once. */
export function prepareMenu() {
  byId("menu").addEventListener("keydown", walkMenu);
  document.addEventListener("pointerdown", (event) => {
    if (!byId("menu").contains(event.target)) closeMenu();
  });
  window.addEventListener("blur", closeMenu);
}
