/*
 * From the API's CellFormat to the style of an element. Sets properties one by one, never a
 * style text, so nothing in a cell can become style.
 */

import { inside } from "./tab.js";

const THEME = {
  TEXT: "#000000", BACKGROUND: "#ffffff", ACCENT1: "#4285f4", ACCENT2: "#ea4335", ACCENT3: "#fbbc04",
  ACCENT4: "#34a853", ACCENT5: "#ff6d01", ACCENT6: "#46bdc6", LINK: "#1155cc",
};
const PALETTE = ["#0f766e", "#d97706", "#4f46e5", "#be123c", "#0284c7", "#65a30d", "#9333ea", "#64748b"];
const LINES = { DOTTED: "1px dotted", DASHED: "1px dashed", SOLID: "1px solid", SOLID_MEDIUM: "2px solid", SOLID_THICK: "3px solid", DOUBLE: "3px double" };

/** A CSS colour from a Color or ColorStyle, or undefined. */
export function colour(style, plainColour) {
  if (style?.themeColor) return THEME[style.themeColor];
  const rgb = style?.rgbColor ?? plainColour;
  if (!rgb) return undefined;
  const part = (share = 0) => Math.round(Math.min(1, Math.max(0, share)) * 255);
  return `rgb(${part(rgb.red)}, ${part(rgb.green)}, ${part(rgb.blue)})`;
}

/** The colour of the nth series of a chart. */
export const seriesColour = (at) => PALETTE[at % PALETTE.length];

export const background = (format) => colour(format?.backgroundColorStyle, format?.backgroundColor);

const inkOf = (format) => colour(format?.textFormat?.foregroundColorStyle, format?.textFormat?.foregroundColor);

/** Dresses a cell's element; *laid* is what conditional formats lay over, *value* its plain value. */
export function dress(element, format, laid, value) {
  const { style } = element;
  const text = { ...(format?.textFormat ?? {}), ...(laid?.textFormat ?? {}) };
  const ground = background(laid) ?? background(format);
  if (ground && ground !== "rgb(255, 255, 255)") style.backgroundColor = ground;
  const ink = inkOf(laid) ?? inkOf(format);
  if (ink && ink !== "rgb(0, 0, 0)") style.color = ink;
  if (text.bold) style.fontWeight = "600";
  if (text.italic) style.fontStyle = "italic";
  const lines = [text.underline && "underline", text.strikethrough && "line-through"].filter(Boolean);
  if (lines.length) style.textDecoration = lines.join(" ");
  // Google's 10 points are our 13 pixels; other sizes follow.
  if (text.fontSize && text.fontSize !== 10) style.fontSize = `${Math.round(text.fontSize * 1.3)}px`;
  if (text.fontFamily && /mono|courier|consol/i.test(text.fontFamily)) style.fontFamily = "ui-monospace, monospace";
  style.justifyContent = across(format?.horizontalAlignment, value);
  style.alignItems = { TOP: "flex-start", MIDDLE: "center" }[format?.verticalAlignment] ?? "flex-end";
  element.classList.toggle("wraps", format?.wrapStrategy === "WRAP");
  borders(style, format?.borders ?? {});
}

function across(alignment, value) {
  const given = { LEFT: "flex-start", CENTER: "center", RIGHT: "flex-end" }[alignment];
  if (given) return given;
  return typeof value === "number" ? "flex-end" : typeof value === "boolean" ? "center" : "flex-start";
}

function borders(style, given) {
  for (const [side, name] of [["top", "Top"], ["right", "Right"], ["bottom", "Bottom"], ["left", "Left"]]) {
    const line = LINES[given[side]?.style];
    if (line) style[`border${name}`] = `${line} ${colour(given[side].colorStyle, given[side].color) ?? "#000"}`;
  }
}

/** The background that alternating colours give a place, or undefined. */
export function banding(bands, row, column) {
  const band = bands?.find(({ range = {} }) => inside(range, row, column));
  const colours = band?.rowProperties;
  if (!colours) return undefined;
  const of = (name) => colour(colours[`${name}Style`], colours[name]);
  const header = of("headerColor");
  const at = row - (band.range.startRowIndex ?? 0) - (header ? 1 : 0);
  if (at < 0) return header;
  return at % 2 === 0 ? of("firstBandColor") : of("secondBandColor");
}
