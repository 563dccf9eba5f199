/*
 * Charts as drawings: lines, areas, columns, bars and points from the API's BasicChartSpec.
 * Another kind of chart is framed and named, not guessed. A blank value is a gap, not a zero.
 */

import { valuesOf } from "./api.js";
import { colour, seriesColour } from "./look.js";

const SVG = "http://www.w3.org/2000/svg";
const USUAL = { width: 600, height: 371 };

/** Draws all charts of a tab into *layer*; *head* is the height of the letters, *gutter* the width of the numbers. */
export async function drawCharts(layer, tab, head, gutter) {
  const figures = await Promise.all((tab.sheet.charts ?? []).map((chart) => figure(chart, tab, head, gutter)));
  layer.replaceChildren(...figures);
}

async function figure(chart, tab, head, gutter) {
  const at = chart.position?.overlayPosition ?? {};
  const width = at.widthPixels ?? USUAL.width;
  const height = at.heightPixels ?? USUAL.height;
  const element = document.createElement("figure");
  element.className = "chart";
  element.setAttribute("aria-label", `Chart: ${chart.spec?.title ?? "untitled"}`);
  element.style.left = `${gutter + tab.columns.start(at.anchorCell?.columnIndex ?? 0) + (at.offsetXPixels ?? 0)}px`;
  element.style.top = `${head + tab.rows.start(at.anchorCell?.rowIndex ?? 0) + (at.offsetYPixels ?? 0)}px`;
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  const basic = chart.spec?.basicChart;
  if (basic) element.append(drawing(chart.spec, await dataOf(basic, tab), width, height));
  else element.append(`${chart.spec?.title ?? "A chart"}: this kind of chart is not drawn here.`);
  return element;
}

/** Labels along the domain, and series with a name and values (null for a gap). */
async function dataOf(basic, tab) {
  const sources = [basic.domains?.[0]?.domain, ...(basic.series ?? []).map((one) => one.series)];
  const ranges = sources.map((one) => one?.sourceRange?.sources?.[0]).filter(Boolean);
  const [domain, ...series] = await valuesOf(tab.spreadsheetId, ranges);
  if (!domain) return { labels: [], series: [] };
  const heads = basic.headerCount ?? (series.some((one) => typeof one.plain[0] === "string" && one.plain[0]) ? 1 : 0);
  const count = domain.shown.findLastIndex((text) => text !== undefined && text !== "") + 1;
  const labels = Array.from({ length: Math.max(0, count - heads) }, (_, at) => String(domain.shown[at + heads] ?? ""));
  return {
    labels,
    series: series.map((one, at) => ({
      name: heads ? String(one.shown[0] ?? "") : `Series ${at + 1}`,
      type: basic.series[at].type ?? basic.chartType,
      colour: colour(basic.series[at].colorStyle, basic.series[at].color) ?? seriesColour(at),
      values: labels.map((_, row) => (typeof one.plain[row + heads] === "number" ? one.plain[row + heads] : null)),
      shown: labels.map((_, row) => one.shown[row + heads] ?? ""),
    })),
  };
}

function drawing(spec, data, width, height) {
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  svg.append(node("title", {}, spec.title ?? "Chart"));
  if (spec.title) svg.append(node("text", { x: 18, y: 28, class: "chart-title" }, spec.title));
  if (spec.subtitle) svg.append(node("text", { x: 18, y: 46, class: "chart-note" }, spec.subtitle));
  if (!data.series.some((one) => one.values.some((value) => value !== null))) {
    svg.append(node("text", { x: width / 2, y: height / 2, class: "chart-note", "text-anchor": "middle" }, "No data yet"));
    return svg;
  }
  const stacked = ["STACKED", "PERCENT_STACKED"].includes(spec.basicChart.stackedType);
  const lying = spec.basicChart.chartType === "BAR";
  const frame = frameFor(spec, data, width, height, lying);
  const scale = scaleFor(data, stacked);
  svg.append(...legend(data, frame), ...axes(spec, data, frame, scale, lying));
  const place = placer(frame, scale, data.labels.length, lying);
  if (["LINE", "AREA", "SCATTER", "STEPPED_AREA"].includes(spec.basicChart.chartType)) {
    data.series.forEach((one) => svg.append(...line(one, data, place, one.type)));
    return svg;
  }
  const upright = data.series.filter((one) => one.type !== "LINE" && one.type !== "AREA");
  svg.append(...blocks(upright, data, place, stacked, lying));
  data.series.filter((one) => !upright.includes(one)).forEach((one) => svg.append(...line(one, data, place, one.type)));
  return svg;
}

function frameFor(spec, data, width, height, lying) {
  const longest = Math.max(...data.labels.map((label) => label.length), 3);
  const titled = spec.basicChart.axis?.some((one) => one.position === "LEFT_AXIS" && one.title) ? 16 : 0;
  const side = (lying ? Math.min(180, 20 + longest * 6.2) : 40) + titled;
  const top = (spec.title ? 44 : 18) + (spec.subtitle ? 16 : 0) + (data.series.length > 1 ? 24 : 0);
  return { left: side, right: width - 30, top, bottom: height - 44, legend: top - 14 };
}

/** Round numbers from below the least to above the greatest value; bars need zero, and lines mostly do. */
function scaleFor(data, stacked) {
  const sums = stacked
    ? data.labels.map((_, at) => data.series.reduce((sum, one) => sum + (one.values[at] ?? 0), 0))
    : data.series.flatMap((one) => one.values.filter((value) => value !== null));
  const least = Math.min(0, ...sums);
  const most = Math.max(...sums, least + 1e-9, least === 0 && Math.max(...sums) <= 0 ? 1 : -Infinity);
  const raw = (most - least) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= raw);
  const low = Math.floor(least / step) * step;
  const high = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, at) => low + at * step);
  return { low, high, step, ticks };
}

/** Functions from a place along the domain and a value to pixels. */
function placer(frame, scale, count, lying) {
  const share = (value) => (value - scale.low) / (scale.high - scale.low);
  const along = lying ? frame.bottom - frame.top : frame.right - frame.left;
  const slot = along / Math.max(1, count);
  return {
    slot,
    middle: (at) => (lying ? frame.top : frame.left) + slot * (at + 0.5),
    value: (value) => (lying
      ? frame.left + share(value) * (frame.right - frame.left)
      : frame.bottom - share(value) * (frame.bottom - frame.top)),
  };
}

function axes(spec, data, frame, scale, lying) {
  const place = placer(frame, scale, data.labels.length, lying);
  const decimals = Math.max(0, Math.min(4, -Math.floor(Math.log10(scale.step) + 1e-9)));
  const percent = data.series.every((one) => one.shown.every((text) => text === "" || String(text).endsWith("%")));
  const said = (value) => (percent
    ? `${(value * 100).toFixed(Math.max(0, decimals - 2))}%`
    : value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  const parts = scale.ticks.flatMap((value) => (lying
    ? [rule(place.value(value), frame.top, place.value(value), frame.bottom, value === 0),
      label(place.value(value), frame.bottom + 16, said(value), "middle")]
    : [rule(frame.left, place.value(value), frame.right, place.value(value), value === 0),
      label(frame.left - 8, place.value(value) + 4, said(value), "end")]));
  const widest = Math.max(...data.labels.map((text) => text.length)) * 6.2 + 10;
  const every = lying ? Math.ceil(14 / place.slot) : Math.ceil(widest / place.slot);
  data.labels.forEach((text, at) => {
    if (at % every) return;
    parts.push(lying
      ? label(frame.left - 8, place.middle(at) + 4, text, "end")
      : label(place.middle(at), frame.bottom + 16, text, "middle"));
  });
  return [...parts, ...titles(spec.basicChart.axis ?? [], frame)];
}

function titles(axis, frame) {
  const of = (position) => axis.find((one) => one.position === position)?.title;
  const parts = [];
  if (of("BOTTOM_AXIS")) {
    parts.push(label((frame.left + frame.right) / 2, frame.bottom + 36, of("BOTTOM_AXIS"), "middle"));
  }
  if (of("LEFT_AXIS")) {
    const middle = (frame.top + frame.bottom) / 2;
    const element = label(14, middle, of("LEFT_AXIS"), "middle");
    element.setAttribute("transform", `rotate(-90 14 ${middle})`);
    parts.push(element);
  }
  return parts;
}

function legend(data, frame) {
  if (data.series.length < 2) return [];
  let x = 18;
  return data.series.flatMap((one) => {
    const parts = [
      node("rect", { x, y: frame.legend - 9, width: 10, height: 10, rx: 3, fill: one.colour }),
      label(x + 15, frame.legend, one.name, "start"),
    ];
    x += 34 + one.name.length * 6.4;
    return parts;
  });
}

function line(one, data, place, type) {
  const points = one.values.map((value, at) => (value === null ? null : [place.middle(at), place.value(value)]));
  const runs = [];
  points.forEach((point, at) => {
    if (!point) return;
    if (points[at - 1]) runs.at(-1).push(point);
    else runs.push([point]);
  });
  const path = (run) => run.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const parts = [];
  if (type === "AREA" || type === "STEPPED_AREA") {
    const ground = place.value(0);
    parts.push(...runs.map((run) => node("path", {
      d: `${path(run)}L${run.at(-1)[0]} ${ground}L${run[0][0]} ${ground}Z`, fill: one.colour, opacity: 0.16,
    })));
  }
  if (type !== "SCATTER") {
    parts.push(...runs.map((run) => node("path", {
      d: path(run), fill: "none", stroke: one.colour, "stroke-width": 2.2, "stroke-linejoin": "round", "stroke-linecap": "round",
    })));
  }
  const radius = type === "SCATTER" || data.labels.length <= 30 ? 3.2 : 2;
  points.forEach((point, at) => {
    if (point) parts.push(told(node("circle", { cx: point[0], cy: point[1], r: radius, fill: one.colour }), one, data, at));
  });
  return parts;
}

function blocks(series, data, place, stacked, lying) {
  const thick = Math.min(54, place.slot * 0.72) / (stacked ? 1 : Math.max(1, series.length));
  const base = data.labels.map(() => 0);
  return series.flatMap((one, nth) => one.values.map((value, at) => {
    if (value === null) return undefined;
    const from = stacked ? base[at] : 0;
    if (stacked) base[at] += value;
    const [a, b] = [place.value(from), place.value(from + value)];
    const side = place.middle(at) + (stacked ? -thick / 2 : (nth - series.length / 2) * thick);
    const [low, size] = [Math.min(a, b), Math.abs(a - b)];
    const shape = lying
      ? { x: low, y: side, width: size, height: Math.max(1, thick - 1.5) }
      : { x: side, y: low, width: Math.max(1, thick - 1.5), height: size };
    return told(node("rect", { ...shape, rx: Math.min(2, size / 2), fill: one.colour }), one, data, at);
  }).filter(Boolean));
}

function told(element, one, data, at) {
  element.append(node("title", {}, `${data.labels[at]}, ${one.name}: ${one.shown[at]}`));
  return element;
}

const rule = (x1, y1, x2, y2, strong) => node("line", { x1, y1, x2, y2, class: strong ? "chart-zero" : "chart-rule" });
const label = (x, y, text, anchor) => node("text", { x, y, class: "chart-label", "text-anchor": anchor }, text);

function node(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}
