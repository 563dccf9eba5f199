/*
 * The outside world in the panel: its events, newest first, by day. Orders and parcels come by the
 * hundred, so those that follow one another are one line that opens.
 */

import * as api from "./api.js";
import { element, refill } from "./make.js";
import { hour, shortly } from "./time.js";

const MOST = 300;
const MANY = { Shop: ["order placed", "orders placed"], Parcels: ["scan of a parcel", "scans of parcels"] };

/** What happened outside, as far as it was asked for. */
export class World {
  constructor() {
    this.forget();
  }

  forget() {
    this.events = [];
    this.newest = 0;
    this.asked = false;
  }

  /** Asks what is new; true if anything is, or if nobody had asked yet. */
  async read() {
    const isFirst = !this.asked;
    const said = await api.events(this.newest);
    this.asked = true;
    this.newest = said.newest;
    this.events = [...said.events, ...this.events].slice(0, MOST);
    return isFirst || said.events.length > 0;
  }
}

/** Draws events into *place*, in a time zone. */
export function drawWorld(place, events, zone) {
  const opened = new Set([...place.querySelectorAll("details[open]")].map(({ dataset }) => dataset.first));
  const list = element("ul", "events");
  list.append(...grouped(events).map((group) => (group.length > 1 ? many(group, zone, opened) : one(group[0], zone))));
  refill(place, events.length ? list : element("p", "quiet", "Nothing has happened yet."));
}

function grouped(events) {
  const groups = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (MANY[event.source] && last?.[0].source in MANY) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

function one(event, zone) {
  const item = element("li");
  const head = element("span", "when", `${shortly(event.at, zone)} · ${event.brand}`);
  item.append(head, element("span", "words", event.words));
  item.dataset.source = event.source;
  return item;
}

function many(group, zone, opened) {
  const item = element("li");
  const details = element("details");
  // The first of a group stays when newer ones join it, so an opened group stays open.
  details.dataset.first = group.at(-1).n;
  details.open = opened.has(details.dataset.first);
  const counts = Object.entries(MANY).map(([source, [single, plural]]) => {
    const count = group.filter((event) => event.source === source).length;
    return count && (count === 1 ? `1 ${single}` : `${count} ${plural}`);
  }).filter(Boolean);
  const summary = element("summary", "", counts.join(", "));
  summary.append(element("span", "when", `${shortly(group.at(-1).at, zone)} to ${hour(group[0].at, zone)}`));
  const list = element("ul", "events");
  list.append(...group.map((event) => one(event, zone)));
  details.append(summary, list);
  item.append(details);
  return item;
}
