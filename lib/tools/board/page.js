/**
 * The page's script: shows what happens at the server, as it comes.
 *
 * @module
 */
// @ts-check
/// <reference lib="dom" />
/** @import { Computer, News, Row } from "./feed.ts" */
"use strict";
const SHOWN = 300; // rows
const LONG = 160; // characters; a longer message is shown when it is asked for
const LINES = 4; // the same for its lines
const MANY = 40; // computers: then a chip shows only the end of the IP
const FRESH = 2000; // what is new is marked for so long, in milliseconds
const NEWS = 10_000; // the screen reader hears a summary so often, in milliseconds
const SILENCE = 12_000; // the server speaks every 5 s: after so many ms it is out of reach

/** @param {string} id */
const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const own = document.body.classList.contains("own");

// The rows and their items on the page, by their numbers
/** @type {string | undefined} */
let run;
/** @type {Map<number, Row>} */
let rows = new Map();
/** @type {Map<number, { item: HTMLElement, content: string, text?: string }>} */
const items = new Map();
let connections = 0;

// What is not shown: what was cleared, unless it has only spoken since; what was hidden here; and
// all but one computer's, while its chip is pressed
let cleared = 0;
/** @type {Set<number>} */
let quiet = new Set();
/** @type {Set<number>} */
let hidden = new Set();
let only = "";

// While it is paused, the page holds the rows that it had then
let paused = false;
/** @type {Map<number, Row>} */
let held = new Map();
let waiting = 0;
let newer = 0;

/** @param {News} news */
function receive(news) {
  const restarted = run !== undefined && news.run !== run;
  if (news.run !== run) start(news.run);
  if (news.whole) rows = new Map();
  for (const row of news.rows) rows.set(row.number, row);
  for (const number of news.gone) rows.delete(number);
  for (const number of rows.keys()) {
    if (rows.size <= SHOWN) break;
    rows.delete(number);
  }
  if (paused) {
    waiting += news.connections - connections;
    // But what the teacher hides goes at once
    const changed = news.rows.filter(({ number, hidden }) => {
      const row = held.get(number);
      return row && row.hidden !== hidden;
    });
    for (const row of changed) held.set(row.number, row);
    show(changed, false);
  } else if (news.whole) showAll();
  else show(news.rows, true);
  showNumbers(news);
  showChips(news);
  return restarted;
}

/** @param {string} id */
function start(id) {
  run = id;
  cleared = 0;
  connections = 0;
  waiting = 0;
  newer = 0;
  quiet.clear();
  rows.clear();
  held.clear();
  for (const [, { chip }] of chips) chip.remove();
  chips.clear();
  showOnly("");
  const [of, ...numbers] = recall(() => sessionStorage, "hidden")?.split(" ") ?? [];
  hidden = new Set(of === run ? numbers.map(Number) : []);
}

/** @param {Row} row */
function isShown({ number, ip, place, text }) {
  if (only && ip !== only) return false;
  return place > cleared || (quiet.has(number) && text !== undefined);
}

function showAll() {
  show((paused ? held : rows).values(), false);
}

/**
 * Shows rows that have changed, the newest at the top, and takes away what is not shown any more.
 *
 * @param {Iterable<Row>} changed
 * @param {boolean} fresh
 */
function show(changed, fresh) {
  const source = paused ? held : rows;
  const list = $("list");
  const away = list.getBoundingClientRect().top < 0;
  /** @type {HTMLElement[]} */
  const marked = [];
  for (const [number, { item }] of items) {
    const row = source.get(number);
    if (row && isShown(row)) continue;
    item.remove();
    items.delete(number);
  }
  for (const row of changed) {
    if (source.get(row.number) !== row || !isShown(row)) continue;
    const content = JSON.stringify([row, hidden.has(row.number)]);
    const old = items.get(row.number);
    if (old?.content === content) continue;
    const item = old?.item ?? element("li", "");
    items.set(row.number, { item, content, text: row.text });
    if (fresh && (!old || old.text !== row.text)) marked.push(item);
    if (item.dataset.place !== String(row.place)) {
      // Nearly always it is the newest
      let next = list.firstElementChild;
      while (next && Number(/** @type {HTMLElement} */ (next).dataset.place) > row.place) {
        next = next.nextElementSibling;
      }
      list.insertBefore(item, next);
      item.dataset.place = String(row.place);
      if (fresh && away) newer++;
    }
    item.replaceChildren(...cells(row));
  }
  mark(marked);
  $("newer").hidden = newer === 0;
  $("newer").textContent = `▲ ${newer.toLocaleString("en")} new`;
  $("empty").textContent = items.size > 0
    ? ""
    : only
    ? `No message of ${only} is left here.`
    : cleared > 0
    ? "Cleared: what comes next appears here."
    : connections > 0
    ? ""
    : "No client has connected yet.";
}

/** @param {HTMLElement[]} marked */
function mark(marked) {
  for (const item of marked) item.classList.add("fresh");
  if (marked.length === 0) return;
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
    element("span", "number", `#${number}`),
    element("span", "from", ...from, element("span", "dim", `:${port}`)),
    element("time", "dim", new Date(time).toTimeString().slice(0, 8)),
  );
  if (open) about.append(element("span", "open", "connected"));
  if (own || !row.hidden) {
    const toggle = button(isHidden ? "Show" : "✕", () => hide(row, !isHidden));
    toggle.ariaLabel = `${isHidden ? "Show" : "Hide"} row ${number}`;
    about.append(toggle);
  }
  if (row.hidden) return [about, element("p", "quiet", "hidden by the teacher")];
  if (isHidden) return [about, element("p", "quiet", "hidden on this page")];
  const made = [about, ...said(row)];
  if (error) made.push(element("p", "error", error));
  if (more) made.push(element("p", "dim", `bytes not shown: ${more.toLocaleString("en")}`));
  return made;
}

/** @param {Row} row */
function said({ open, text }) {
  if (!text) return [element("p", "quiet", open ? "has said nothing yet" : "said nothing")];
  if (/^\s+$/.test(text)) return [element("p", "quiet", `only spaces: ${text.length}`)];
  const whole = element("p", "text", ...pieces(text));
  const short = element("p", "text", ...pieces(text, LONG, LINES));
  if (short.textContent === whole.textContent) return [whole];
  const toggle = button("Show all", () => {
    const all = short.isConnected;
    (all ? short : whole).replaceWith(all ? whole : short);
    toggle.textContent = all ? "Show less" : "Show all";
  });
  return [short, toggle];
}

/**
 * A message, in which what the client typed and what was written out look different: a real end
 * of a line comes as `\n`, a typed one as `\\n`.
 *
 * @param {string} text
 */
function pieces(text, most = Infinity, lines = Infinity) {
  /** @type {(string | Element)[]} */
  const made = [];
  for (const [i, piece] of text.split(/(\\(?:x..|u\{\w+\}|u\w{4}|.))/).entries()) {
    if (piece === "") continue;
    if (most <= 0 || lines <= 0) return [...made, "…"];
    if (i % 2 === 1 && piece !== "\\\\") {
      made.push(element("span", piece === "\\n" ? "control end" : "control", piece));
      if (piece === "\\n") lines--;
    } else {
      const typed = piece.replaceAll("\\\\", "\\");
      made.push(typed.length > most ? typed.slice(0, most).replace(/[\ud800-\udbff]$/, "") : typed);
    }
    most -= piece.length;
    if (most < 0 && i % 2 === 0) return [...made, "…"];
  }
  return made;
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
  remember(() => sessionStorage, "hidden", [run, ...hidden].join(" "));
  showAll();
}

/** @param {News} news */
function showNumbers(news) {
  connections = news.connections;
  document.body.classList.toggle("lobby", connections === 0);
  $("connections").textContent = connections.toLocaleString("en");
  const more = news.manyComputers ? "+" : "";
  $("computers").textContent = news.computers.toLocaleString("en") + more;
  $("now").textContent = news.now.toLocaleString("en");
  $("waiting").textContent = waiting > 0 && !lost ? ` · ${waiting.toLocaleString("en")} wait` : "";
  const most = Math.max(...news.bars);
  $("most").textContent = most > 0 ? `at most ${most.toLocaleString("en")} in 10 s` : "";
  $("chart").setAttribute(
    "aria-label",
    `Computers that connected in the last ten minutes: at most ${most} in ten seconds`,
  );
  news.bars.forEach((count, i) => {
    // Even one can be seen beside a hundred
    const height = count === 0 ? 0 : Math.max(1, (count / most) * 20);
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

// A chip for each computer, in the order of the IPs; it lights up when the computer speaks
/** @type {Map<string, { chip: HTMLElement, messages: number }>} */
const chips = new Map();

/** @param {News} news */
function showChips(news) {
  const known = chips.size;
  const marked = [];
  for (const { ip, connections, messages } of news.chips) {
    const made = chips.get(ip) ?? { chip: makeChip(ip), messages: 0 };
    chips.set(ip, made);
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
function makeChip(ip) {
  const chip = button("", () => showOnly(only === ip ? "" : ip));
  chip.setAttribute("aria-pressed", "false");
  return chip;
}

/** @param {string} ip */
function showOnly(ip) {
  chips.get(only)?.chip.setAttribute("aria-pressed", "false");
  only = ip;
  chips.get(only)?.chip.setAttribute("aria-pressed", "true");
  $("only").hidden = !only;
  $("only-ip").textContent = `Only ${only}`;
  showAll();
}
$("all").onclick = () => showOnly("");

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
    else if ($("status").textContent === "Connecting…") tell(usual());
  };
  events.onerror = lose;
}

function lose() {
  events?.close();
  lost = true;
  heard = Date.now();
  $("status").className = "lost";
  $("waiting").textContent = "";
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
  if (!lost && text !== "Connecting…") calm = setTimeout(() => tell(usual()), NEWS);
}

function usual() {
  return paused ? "Paused" : "Live.";
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
$("pause").onclick = () => {
  paused = !paused;
  held = new Map(rows);
  waiting = 0;
  $("waiting").textContent = "";
  $("pause").setAttribute("aria-pressed", String(paused));
  if (!lost) tell(usual());
  if (!paused) showAll();
};

$("clear").onclick = () => {
  const all = [...rows.values()];
  quiet = new Set(
    all.filter(({ open, text }) => open && text === undefined).map(({ number }) => number),
  );
  cleared = Math.max(cleared, ...all.map(({ place }) => place));
  waiting = 0;
  $("waiting").textContent = "";
  showAll();
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

const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () =>
  (document.documentElement.dataset.look ?? (dark.matches ? "dark" : "")) === "dark";
const nameLook = () => $("look").textContent = isDark() ? "Light" : "Dark";
dark.onchange = nameLook;
$("look").onclick = () => {
  document.documentElement.dataset.look = isDark() ? "light" : "dark";
  remember(() => localStorage, "look", document.documentElement.dataset.look);
  nameLook();
};
const look = recall(() => localStorage, "look");
if (look) document.documentElement.dataset.look = look;
nameLook();

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

/**
 * @param {() => Storage} storage
 * @param {string} name
 */
function recall(storage, name) {
  try {
    return storage().getItem(name);
  } catch {
    // A private window remembers nothing
  }
}

/**
 * @param {() => Storage} storage
 * @param {string} name
 * @param {string} value
 */
function remember(storage, name, value) {
  try {
    storage().setItem(name, value);
  } catch {
    // Nor does it take anything
  }
}

$("bar").hidden = false;
$("empty").textContent = "";
wake();
