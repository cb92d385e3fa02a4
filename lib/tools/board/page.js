/**
 * The page's script: shows what happens at the server, as it comes.
 *
 * @module
 */
// @ts-check
/// <reference lib="dom" />
/** @import { News, Row } from "./feed.ts" */
"use strict";
const LONG = 160; // characters; a longer message is shown when it is asked for
const LINES = 4; // the same for its lines
const MANY = 40; // computers: then a chip shows only the end of the IP
const FRESH = 2000; // what is new is marked for so long, in milliseconds
const NEWS = 10_000; // the screen reader hears a summary so often, in milliseconds
const SILENCE = 12_000; // the server speaks every 5 s: after so many ms it is out of reach

/** @param {string} id */
const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {number} count */
const grouped = (count) => count.toLocaleString("en");
const own = document.body.classList.contains("own");

/** @type {string | undefined} */
let run;
let connections = 0;

// The rows that there are, and those of the list, by their numbers: while it is paused, they differ
/** @type {Map<number, Row>} */
const rows = new Map();
/** @type {Map<number, { item: HTMLElement, row: Row }>} */
const items = new Map();
let paused = false;
let waiting = 0;
let newer = 0;

// What is not seen: what was cleared (true: unless it has spoken since); the text of what was
// hidden here; and all but one computer's rows, while its chip is pressed
/** @type {Map<number, boolean>} */
let cleared = new Map();
/** @type {Set<number>} */
let hidden = new Set();
let only = "";

/** @param {News} news */
function receive(news) {
  if (news.run !== run) start(news.run);
  if (news.whole) rows.clear();
  for (const row of news.rows) rows.set(row.number, row);
  for (const number of news.gone) rows.delete(number);
  if (paused) wait(waiting + news.connections - connections);
  showNumbers(news);
  showChips(news);
  showRows(!news.whole);
}

/** @param {string} id */
function start(id) {
  if (run) tell("The server was started again: its numbers begin at 1.");
  run = id;
  connections = newer = 0;
  wait(0);
  for (const map of [rows, items, chips, cleared]) map.clear();
  $("list").replaceChildren();
  $("chips").replaceChildren();
  hidden = new Set(history.state?.run === run ? history.state.hidden : []);
  showOnly("");
}

/** @param {number} count */
function wait(count) {
  waiting = count;
  $("waiting").textContent = count > 0 ? ` · ${grouped(count)} wait` : "";
}

/**
 * Brings the list up to date, the newest at the top. While it is paused, only what the teacher
 * hides changes.
 *
 * @param {boolean} fresh
 */
function showRows(fresh) {
  const list = $("list");
  const away = list.getBoundingClientRect().top < 0;
  /** @type {HTMLElement[]} */
  const marked = [];
  for (const [number, { item }] of items) {
    if (paused || rows.has(number)) continue;
    item.remove();
    items.delete(number);
  }
  for (const row of [...rows.values()].sort((a, b) => a.place - b.place)) {
    const { item = element("li", ""), row: old } = items.get(row.number) ?? {};
    if (row === old || paused && (!old || row.hidden === old.hidden)) continue;
    items.set(row.number, { item, row });
    if (JSON.stringify(row) === JSON.stringify(old)) continue;
    item.replaceChildren(...cells(row));
    if (fresh && row.text !== old?.text || !old) marked.push(item);
    if (row.place === old?.place) continue;
    // All that were there have lower places
    list.prepend(item);
    if (fresh && away && isSeen(row)) newer++;
  }
  if (fresh) mark(marked);
  $("newer").hidden = newer === 0;
  $("newer").textContent = `▲ ${grouped(newer)} new`;
  showSeen();
}

/** @param {Row} row */
function isSeen({ number, ip, text }) {
  const isCleared = cleared.has(number) && !(cleared.get(number) && text !== undefined);
  return !isCleared && (!only || ip === only);
}

function showSeen() {
  const all = [...items.values()];
  for (const { item, row } of all) item.hidden = !isSeen(row);
  let why = connections > 0 ? "" : "No client has connected yet.";
  if (cleared.size > 0) why = "Cleared: what comes next appears here.";
  if (only) why = `No message of ${only} is left here.`;
  $("empty").textContent = all.every(({ item }) => item.hidden) ? why : "";
}

/** @param {HTMLElement[]} marked */
function mark(marked) {
  for (const item of marked) item.classList.add("fresh");
  setTimeout(() => marked.forEach((item) => item.classList.remove("fresh")), FRESH);
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

/**
 * @param {string} name
 * @param {() => void} onclick
 */
function button(name, onclick) {
  const made = element("button", "", name);
  made.onclick = onclick;
  return made;
}

/** @param {Row} row */
function cells(row) {
  const { number, ip, port, time, open, error, more } = row;
  const isHidden = row.hidden || hidden.has(number);
  const from = ip.includes(":") ? ["[", element("b", "", ip), "]"] : [element("b", "", ip)];
  const about = element(
    "p",
    "about",
    element("strong", "number", `#${number}`),
    element("span", "from", ...from, element("span", "dim", `:${port}`)),
    element("time", "dim", new Date(time).toTimeString().slice(0, 8)),
  );
  if (open) about.append(element("span", "open", "connected"));
  if (own || !row.hidden) {
    const toggle = button(isHidden ? "Show" : "✕", () => hide(row, !isHidden));
    toggle.ariaLabel = `${isHidden ? "Show" : "Hide"} row ${number}`;
    about.append(toggle);
  }
  if (isHidden) return [about, quiet(`hidden ${row.hidden ? "by the teacher" : "on this page"}`)];
  const made = [about, ...said(row)];
  if (error) made.push(element("p", "error", error));
  if (more) made.push(element("p", "dim", `bytes not shown: ${grouped(more)}`));
  return made;
}

/** @param {string} text */
const quiet = (text) => element("p", "quiet", text);

/** @param {Row} row */
function said({ open, text }) {
  if (!text) return [quiet(open ? "has said nothing yet" : "said nothing")];
  if (/^\s+$/.test(text)) return [quiet(`only spaces: ${text.length}`)];
  const short = beginning(text);
  const message = element("p", "text", ...pieces(short));
  if (short === text) return [message];
  const toggle = button("Show all", () => {
    const all = toggle.textContent === "Show all";
    message.replaceChildren(...pieces(all ? text : short));
    toggle.textContent = all ? "Show less" : "Show all";
  });
  return [message, toggle];
}

// What was written out: `\n`, `\x1b`; and a `\` that was typed, which comes as `\\`
const ESCAPE = /(\\(?:x..|u\{\w+\}|u\w{4}|.))/;

/** @param {string} text */
function beginning(text) {
  const characters = text.match(new RegExp(`${ESCAPE.source}|.`, "gu")) ?? [];
  const ends = characters.flatMap((character, i) => character === "\\n" ? [i + 1] : []);
  const start = characters.slice(0, Math.min(LONG, ends[LINES - 1] ?? LONG)).join("");
  return start === text ? text : `${start}…`;
}

/** @param {string} text */
function pieces(text) {
  return text.split(ESCAPE).map((piece, i) => {
    if (i % 2 === 0 || piece === "\\\\") return piece.replace("\\\\", "\\");
    return element("span", piece === "\\n" ? "control end" : "control", piece);
  });
}

/**
 * @param {Row} row
 * @param {boolean} hides
 */
async function hide({ number }, hides) {
  if (own) {
    const done = await fetch(`hide?number=${number}&hidden=${hides}`, { method: "POST" })
      .catch(() => undefined);
    if (!done?.ok) tell(`Row ${number} is still as it was: the server cannot change it.`);
    return;
  }
  if (hides) hidden.add(number);
  else hidden.delete(number);
  // It stays over a reload
  history.replaceState({ run, hidden: [...hidden] }, "");
  const shown = items.get(number);
  shown?.item.replaceChildren(...cells(shown.row));
}

/** @param {News} news */
function showNumbers(news) {
  connections = news.connections;
  document.body.classList.toggle("lobby", connections === 0);
  for (const name of /** @type {const} */ (["computers", "connections", "now"])) {
    $(name).textContent = grouped(news[name]);
  }
  if (news.manyComputers) $("computers").append("+");
  const most = Math.max(...news.bars);
  $("most").textContent = most > 0 ? `at most ${grouped(most)} in 10 s` : "";
  $("chart").setAttribute(
    "aria-label",
    `Computers that connected in the last ten minutes: at most ${most} in ten seconds`,
  );
  // Even one can be seen beside a hundred
  const heights = news.bars.map((count) => count && Math.max(1, (count / most) * 20));
  const path = heights.map((height, i) => `M${i + 0.1} 20v${-height}h.8v${height}`).join("");
  $("bars").setAttribute("d", path);
}

// A chip for each computer, in the order of the IPs; it lights up when the computer speaks
/** @type {Map<string, { chip: HTMLElement, messages: number }>} */
const chips = new Map();

/** @param {News} news */
function showChips(news) {
  const known = chips.size;
  const marked = [];
  for (const { ip, connections, messages } of news.chips) {
    const choose = () => showOnly(only === ip ? "" : ip);
    const made = chips.get(ip) ?? { chip: button("", choose), messages: 0 };
    chips.set(ip, made);
    made.chip.setAttribute("aria-pressed", String(ip === only));
    if (!news.whole && messages > made.messages) marked.push(made.chip);
    made.messages = messages;
    made.chip.classList.toggle("through", messages > 0);
    made.chip.title = `${ip}: connections ${connections}, messages ${messages}`;
  }
  mark(marked);
  if (chips.size === known) return;
  const all = [...chips.keys()];
  for (const dot of [".", ":"]) {
    // What all of a kind begin with says little
    const ips = all.filter((ip) => ip.includes(dot));
    let net = ips[0]?.lastIndexOf(dot) + 1;
    while (!ips.every((ip) => ip.startsWith(ips[0].slice(0, net)))) {
      net = ips[0].slice(0, net - 1).lastIndexOf(dot) + 1;
    }
    for (const ip of ips) {
      chips.get(ip)?.chip.replaceChildren(element("span", "net", ip.slice(0, net)), ip.slice(net));
    }
  }
  $("chips").classList.toggle("many", chips.size > MANY);
  all.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  let next = $("chips").firstChild;
  for (const ip of all) {
    const chip = chips.get(ip)?.chip;
    if (chip === next) next = next?.nextSibling ?? null;
    else if (chip) $("chips").insertBefore(chip, next);
  }
}

/** @param {string} ip */
function showOnly(ip) {
  chips.get(only)?.chip.setAttribute("aria-pressed", "false");
  only = ip;
  chips.get(only)?.chip.setAttribute("aria-pressed", "true");
  $("only").hidden = !only;
  $("only-ip").textContent = `Only ${only}`;
  showSeen();
}
$("all").onclick = () => showOnly("");

// The connection to the server: when it is lost, it is tried again until it is back. A path that
// has died says nothing (sleep, another Wi-Fi, a proxy that swallows), neither when a connection is
// open nor when it is tried: only the clock tells. At `due` an open one is given up, or tried again
/** @type {EventSource | undefined} */
let events;
let due = 0;
let lost = false;

function open() {
  events?.close();
  due = Date.now() + SILENCE;
  events = new EventSource("events");
  events.onerror = lose;
  events.onmessage = ({ data }) => {
    due = Date.now() + SILENCE;
    const found = lost;
    lost = false;
    if (found) tell("Connected again.");
    else if ($("status").textContent === "Connecting…") tell(usual());
    receive(JSON.parse(data));
  };
}

function lose() {
  events?.close();
  events = undefined;
  // Not the whole class in the same moment
  due = Date.now() + 1000 + Math.random() * 1000;
  lost = true;
  tell("Not connected to the server. Trying again…");
}

setInterval(() => {
  if (document.hidden || Date.now() < due) return;
  if (events) lose();
  else open();
}, 1000);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let calm;
/** @param {string} text */
function tell(text) {
  if ($("status").textContent !== text) $("status").textContent = text;
  $("status").classList.toggle("lost", lost);
  clearTimeout(calm);
  if (!lost && text !== "Connecting…") calm = setTimeout(() => tell(usual()), NEWS);
}

const usual = () => paused ? "Paused" : "Live.";

// A page that is not seen holds no connection: a phone sleeps better, and a browser has only six
// for all its tabs
function wake() {
  if (document.hidden) return events?.close();
  if (!lost) tell("Connecting…");
  open();
}
document.onvisibilitychange = wake;
globalThis.ononline = () => {
  if (lost) wake();
};

// The buttons
$("pause").onclick = () => {
  paused = !paused;
  $("pause").setAttribute("aria-pressed", String(paused));
  wait(0);
  if (!lost) tell(usual());
  showRows(false);
};

$("clear").onclick = () => {
  const all = [...rows.values()];
  cleared = new Map(all.map(({ number, open, text }) => [number, open && text === undefined]));
  wait(0);
  showSeen();
};

$("newer").onclick = () => $("feed").scrollIntoView();
document.onscroll = () => {
  if (newer === 0 || $("list").getBoundingClientRect().top < 0) return;
  newer = 0;
  $("newer").hidden = true;
};

const large = /** @type {HTMLDialogElement} */ ($("large"));
$("enlarge").onclick = () => large.showModal();
large.onclick = () => large.close();

const { style } = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (style.colorScheme || (dark.matches ? "dark" : "light")) === "dark";

function setLook(look = style.colorScheme) {
  try {
    if (look) localStorage.setItem("look", look);
    else look = localStorage.getItem("look") ?? "";
  } catch {
    // A browser that lets a page keep nothing throws at the very name
  }
  style.colorScheme = look;
  $("look").textContent = isDark() ? "Light" : "Dark";
}
$("look").onclick = () => setLook(isDark() ? "light" : "dark");
dark.onchange = () => setLook();
setLook();

// Over http a page may not write to the clipboard by itself; what is selected it may copy
$("copy").onclick = () => {
  getSelection()?.selectAllChildren($("row"));
  const done = document.execCommand("copy");
  $("copied").textContent = done ? "Copied." : "Selected: copy it as usual.";
};

// A viewer who listens to the page hears a summary, not each message
let told = 0;
setInterval(() => {
  if (paused || connections === told) return;
  const fresh = connections - told;
  if (fresh > 0) $("news").textContent = `${fresh} new connections, ${connections} in all.`;
  told = connections;
}, NEWS);

$("bar").hidden = false;
$("empty").textContent = "";
wake();
