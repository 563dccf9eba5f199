/*
 * Elements made in one line. Text goes in as text, never as markup.
 */

/** An element with a class and a text. */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** A button that looks like a link. */
export function link(text, follow, className = "link") {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", follow);
  return made;
}

/** Fills a place anew; what had the focus there has it again, if it is still there under the same name. */
export function refill(place, ...content) {
  const name = place.contains(document.activeElement) && document.activeElement !== place && document.activeElement.textContent;
  const { scrollTop } = place;
  place.replaceChildren(...content);
  place.scrollTop = scrollTop;
  const again = name && [...place.querySelectorAll("button, summary")].find(({ textContent }) => textContent === name);
  if (again) again.focus({ preventScroll: true });
}
