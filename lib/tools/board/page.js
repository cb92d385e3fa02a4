/**
 * The page's script: shows what happens at the server, as it comes.
 *
 * @module
 */
// @ts-check
/// <reference lib="dom" />
/** @import { News, ShownRow } from "./feed.ts" */
"use strict";
const SHOWN = 300; // rows
const NEWS = 10_000; // the screen reader hears a summary so often, in milliseconds
const SILENCE = 12_000; // the server speaks every 5 s: after so many ms it is out of reach
/** @param {string} id */
const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

// The rows, by their numbers; what was cleared is not shown again
/** @type {string | undefined} */
let run;
/** @type {Map<number, ShownRow>} */
let rows = new Map();
let cleared = 0;
/** @type {Set<number>} */
let quiet = new Set();
let clients = 0;

/** @param {News} state */
function receive(state) {
  const restarted = run !== undefined && state.run !== run;
  if (state.run !== run) {
    run = state.run;
    cleared = clients = 0;
    quiet.clear();
  }
  if (state.whole) rows = new Map();
  const changed = state.rows.filter((row) => !isCleared(row));
  for (const row of changed) {
    // A row that has moved is the newest now, in the map as well
    if (rows.get(row.number)?.place !== row.place) rows.delete(row.number);
    rows.set(row.number, row);
  }
  for (const number of rows.keys()) {
    if (rows.size <= SHOWN) break;
    rows.delete(number);
  }
  if (!paused) state.whole ? showAll() : show(changed, true);
  showNumbers(state);
  return restarted;
}

// A client that had said nothing when the list was cleared appears when it speaks
/** @param {ShownRow} row */
function isCleared({ number, place, text }) {
  return place <= cleared && !(quiet.has(number) && text !== undefined);
}

function showAll() {
  $("list").replaceChildren();
  show(rows.values(), false);
}

/**
 * @param {Iterable<ShownRow>} changed
 * @param {boolean} fresh
 */
function show(changed, fresh) {
  const list = $("list");
  for (const item of list.querySelectorAll(".fresh")) item.className = "";
  for (const row of changed) {
    if (rows.get(row.number) !== row) continue;
    const old = document.getElementById(`row-${row.number}`);
    const item = element("li", "", ...cells(row));
    item.id = `row-${row.number}`;
    if (fresh) item.className = "fresh";
    item.dataset.place = String(row.place);
    if (old && old.dataset.place === item.dataset.place) {
      item.className = row.text === old.dataset.text ? old.className : item.className;
      old.replaceWith(item);
    } else {
      old?.remove();
      list.prepend(item);
    }
    if (row.text !== undefined) item.dataset.text = row.text;
  }
  while (list.childElementCount > SHOWN) list.lastElementChild?.remove();
  $("nobody").hidden = list.childElementCount > 0;
  $("nobody").textContent = clients > 0 || cleared > 0
    ? "Nobody has connected since."
    : "Nobody has connected yet.";
}

/**
 * What comes from the network is text, and never HTML.
 *
 * @param {string} name
 * @param {string} className
 * @param {(string | Element)[]} inside
 */
function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/** @param {ShownRow} row */
function cells({ number, from, time, open, text, note }) {
  const about = element(
    "p",
    "about",
    element("span", "number", `#${number}`),
    element("span", "from", from),
    element("time", "", new Date(time).toTimeString().slice(0, 8)),
  );
  if (open) about.append(element("span", "", "connected"));
  const silent = open ? "has said nothing yet" : "said nothing";
  const said = element("p", text ? "text" : "text quiet", text || silent);
  return note ? [about, said, element("p", "note", note)] : [about, said];
}

/** @param {News} state */
function showNumbers(state) {
  clients = state.clients;
  $("clients").textContent = state.clients.toLocaleString("en");
  $("addresses").textContent = state.addresses.toLocaleString("en") +
    (state.manyAddresses ? "+" : "");
  $("now").textContent = state.now.toLocaleString("en");
  const most = Math.max(...state.bars);
  const sum = state.bars.reduce((a, b) => a + b);
  $("most").textContent = most > 0 ? `at most ${most.toLocaleString("en")} in 10 s` : "";
  $("chart").setAttribute(
    "aria-label",
    `${sum} connections in the last ten minutes, at most ${most} in ten seconds`,
  );
  state.bars.forEach((count, i) => {
    // Even one connection can be seen beside a thousand
    const height = count === 0 ? 0 : Math.max(0.6, (count / most) * 20);
    bars[i].setAttribute("height", String(height));
    bars[i].setAttribute("y", String(20 - height));
  });
}

const bars = Array.from({ length: 60 }, (_, i) => {
  const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  bar.setAttribute("x", String(i + 0.1));
  bar.setAttribute("width", "0.8");
  bar.setAttribute("height", "0");
  $("chart").append(bar);
  return bar;
});

// The connection to the server: when it is lost, it is tried again until it is back. A path that
// has died says nothing (sleep, another Wi-Fi, a proxy that swallows), neither when a connection is
// open nor when it is tried: only the clock tells
/** @type {EventSource | undefined} */
let events;
let heard = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;
let lost = false;

function open() {
  clearTimeout(again);
  events?.close();
  heard = Date.now();
  events = new EventSource("events");
  events.onmessage = ({ data }) => {
    heard = Date.now();
    const restarted = receive(JSON.parse(data));
    const found = lost;
    lost = false;
    $("status").className = "";
    if (restarted) tell("The server was started again: its numbers begin at 1.");
    else if (found) tell("Connected again.");
    else if ($("status").textContent === "Connecting…") tell("Live.");
  };
  events.onerror = lose;
}

function lose() {
  events?.close();
  lost = true;
  heard = Date.now();
  $("status").className = "lost";
  tell("Not connected to the server. Trying again…");
  // Not the whole class in the same moment
  clearTimeout(again);
  again = setTimeout(open, 1000 + Math.random() * 1000);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let calm;
/** @param {string} text */
function tell(text) {
  if ($("status").textContent !== text) $("status").textContent = text;
  clearTimeout(calm);
  if (!lost && !/^(Live|Connecting)/.test(text)) calm = setTimeout(() => tell("Live."), NEWS);
}

setInterval(() => {
  if (!document.hidden && Date.now() - heard > SILENCE) lose();
}, 1000);

// A page that is not seen holds no connection: a phone sleeps better, and a browser has only six
// for all its tabs
function wake() {
  if (document.hidden) {
    clearTimeout(again);
    events?.close();
  } else {
    if (!lost) tell("Connecting…");
    open();
  }
}
document.onvisibilitychange = wake;
globalThis.ononline = () => {
  if (lost) wake();
};

// The buttons
let paused = false;
$("pause").onclick = () => {
  paused = !paused;
  $("pause").setAttribute("aria-pressed", String(paused));
  $("pause").textContent = paused ? "Go on" : "Pause";
  if (!paused) showAll();
};

$("clear").onclick = () => {
  quiet = new Set(
    [...rows.values()].filter(({ open, text }) => open && text === undefined)
      .map(({ number }) => number),
  );
  cleared = Math.max(cleared, ...[...rows.values()].map(({ place }) => place));
  rows.clear();
  showAll();
};

const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () =>
  (document.documentElement.dataset.look ?? (dark.matches ? "dark" : "")) === "dark";
const nameLook = () => $("look").textContent = isDark() ? "Light" : "Dark";
dark.onchange = nameLook;
$("look").onclick = () => {
  const look = isDark() ? "light" : "dark";
  document.documentElement.dataset.look = look;
  nameLook();
  try {
    localStorage.setItem("look", look);
  } catch {
    // A private window remembers nothing
  }
};
try {
  const look = localStorage.getItem("look");
  if (look) document.documentElement.dataset.look = look;
} catch {
  // Nor does it tell
}
nameLook();

// Over http a page may not write to the clipboard by itself; what is selected it may copy
$("copy").onclick = () => {
  getSelection()?.selectAllChildren($("row"));
  const done = document.execCommand("copy");
  $("copied").textContent = done ? "Copied." : "Selected: copy it as usual.";
};

// Somebody who listens to the page hears a summary, not each message
let told = 0;
setInterval(() => {
  if (paused || clients === told) return;
  const fresh = clients - told;
  if (fresh > 0) $("news").textContent = `${fresh} new connections, ${clients} in all.`;
  told = clients;
}, NEWS);

wake();
