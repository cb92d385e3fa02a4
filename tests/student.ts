/**
 * A student who follows the handout: types its commands, writes its programs, and sees what it
 * says. The servers are at another port than 8080, and both sides are at 127.0.0.1.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { delay } from "../lib/time.ts";
import { type Block, commandsIn, words } from "./commands.ts";
import { find } from "./peers.ts";
import {
  asServer,
  command,
  freePort,
  type Launched,
  launchProgram,
  lines,
  pathOf,
  ROOT,
} from "./scripts.ts";

const GIT_CONFIG = "[user]\nname = A student\nemail = student@example.org\n";

const TEACHERS = "../lab/session-08/server.ts";

/** What is not run: it needs the internet. */
const NOT_HERE = ["git clone ADDRESS lab", "cd lab"];

/** What a student answers when IPs.ts asks. */
const ANSWERS = ["--machine", "Lab computer", "--interface", "Wire", "--place", "Lab"];

export class Student implements AsyncDisposable {
  #home: string;
  #folder = ROOT;
  #programs: Launched[] = [];
  /** The file that was written last, and its text before the experiment. */
  #file = "";
  #before?: string;
  /** What the last command printed. */
  #printed = "";
  /** For 8080 and 8081, which other programs may have. */
  #port = String(freePort());
  #wirePort = String(freePort());
  #wire?: Launched;
  #server?: Launched;
  /** How many lines of the server's log were looked at. */
  #seen = 0;
  /** Whether the server is the student's own. */
  #own = false;
  /** The clients of the experiment: one that is silent, one that waits. */
  #silent?: Launched;
  #waiting?: Launched;
  #nc?: { program: Launched; port: string };
  /** Git asks no configuration but the student's own. */
  #git: Record<string, string>;

  private constructor(home: string) {
    this.#home = home;
    this.#git = { GIT_CONFIG_GLOBAL: `${home}/.gitconfig`, GIT_CONFIG_NOSYSTEM: "1" };
  }

  /** A student with an empty repository and its remote, and with a `ping` that asks no one outside. */
  static async withPing(ping: string): Promise<Student> {
    const home = await Deno.realPath(await Deno.makeTempDir());
    await Deno.writeTextFile(`${home}/ping`, ping, { mode: 0o755 });
    await Deno.writeTextFile(`${home}/.gitconfig`, GIT_CONFIG);
    await Deno.symlink(ROOT, `${home}/lab`);
    const student = new Student(home);
    await student.#run("git", ["init", "--quiet", "--bare", `${home}/remote.git`]);
    await student.#run("git", ["clone", "--quiet", `${home}/remote.git`, `${home}/my-repo`]);
    return student;
  }

  /** Does what a block of the handout says; its comment tells what kind of block it is. */
  async follow(block: Block): Promise<void> {
    const { language, text, comment = "" } = block;
    const [, verb, what] = comment.match(/^(\w*).*?(?:: (.*))?$/)!;
    if (verb === "waits") await this.#wait(text);
    else if (verb === "watches") await this.#beWatched(text, what);
    else if (verb === "done") await this.#check(text, what.split(" "));
    else if (language === "sh" || language === "console") {
      if (verb === "stopped") await this.#server![Symbol.asyncDispose]();
      const printed = text.split(/^\$ .*\n/m).slice(1);
      for (const [i, line] of commandsIn(block).entries()) {
        await this.#type(line, verb === "stays", language === "console" ? printed[i] : undefined);
      }
    } else if (verb === "silent") await this.#beSilent(text);
    else if (language === "bash" && text.includes("|")) await this.#pipe(text);
    else if (verb === "file") await this.#write(what.split("/")[1], this.#here(text));
    else if (verb === "imports") await this.#replace(/^(import .*\n)+/, text);
    else if (verb === "end") await this.#replace(new RegExp(`(\n${what}[^]*)?$`), `\n${text}`);
    else if (verb === "instead") await this.#experiment(what, text.trim());
    else if (verb === "whole" && what === "Ex3-start.ts") await this.#exercise3(text);
    else if (verb === "whole") await this.#write(what, this.#here(text));
    else if (verb === "table") await this.#write(what, text);
    else if (verb === "prints") assertEquals(this.#printed.trim(), text.trim());
    else if (verb === "server") await this.#lookAtServer(text);
    else if (verb === "wire") await this.#lookAtWire(text, what);
    else if (verb === "after") await this.#speak(what, text);
    else if (verb === "typed") await this.#typeMessages(text.trimEnd().split("\n"));
  }

  /** With the server's port and this computer's IP. */
  #here(text: string): string {
    return text.replaceAll(/808[01]/g, (port) => port === "8080" ? this.#port : this.#wirePort)
      .replaceAll("192.168.1.36", "127.0.0.1").replaceAll("../my-repo", `${this.#home}/my-repo`);
  }

  async #type(line: string, stays: boolean, expected?: string): Promise<void> {
    if (NOT_HERE.includes(line)) return;
    const [program, ...args] = words(this.#here(line)).map(({ text }) => text);
    if (program === "cd") this.#folder = args[0];
    else if (/server\.ts/.test(line) && (stays || args.includes(TEACHERS))) {
      await this.#serve(args, expected);
    } else if (args.includes("session-08/wire.ts")) {
      await this.#startWire(args);
    } else if (args.includes("session-08/nc.ts")) {
      await (stays ? this.#listen(args) : this.#talk(args));
    } else {
      // At a terminal it asks
      if (args.at(-1) === "session-08/IPs.ts") args.push(...ANSWERS);
      await this.#run(program, args, expected);
    }
  }

  async #run(program: string, args: string[], expected?: string): Promise<void> {
    const paths: Record<string, string> = { deno: Deno.execPath(), ping: `${this.#home}/ping` };
    const path = paths[program] ?? find(program)!;
    const env = { PATH: `${this.#home}:${Deno.env.get("PATH")}`, ...this.#git };
    const outcome = await command(path, args, { cwd: this.#folder, env, input: "hi\n" });
    const printed = outcome.stdout + outcome.stderr;
    if (expected === undefined) assertEquals(outcome.code, 0, printed);
    else {
      // The text may leave out the end
      const [beginning, end] = expected.split(/^…\n/m);
      if (end === undefined) assertEquals(still(printed), still(expected));
      else assertEquals(still(printed.slice(0, beginning.length)), still(beginning));
    }
    if (this.#before !== undefined) await Deno.writeTextFile(this.#file, this.#before);
    this.#before = undefined;
  }

  async #pipe(line: string): Promise<void> {
    const here = this.#here(line).replace("| nc ", `| ${find("nc.openbsd")} `);
    this.#printed = (await command("bash", ["-c", here])).stdout;
  }

  async #write(name: string, text: string): Promise<void> {
    this.#file = `${this.#home}/my-repo/session-08/${name}`;
    await Deno.writeTextFile(this.#file, text);
  }

  async #replace(pattern: RegExp, text: string): Promise<void> {
    const before = await Deno.readTextFile(this.#file);
    await Deno.writeTextFile(this.#file, before.replace(pattern, () => text));
  }

  /** Changes a line of the last file, until it has run once. */
  async #experiment(old: string, line: string): Promise<void> {
    this.#before = await Deno.readTextFile(this.#file);
    assertEquals(this.#before.split(old).length, 2, `${old} is not in the file, or twice`);
    await Deno.writeTextFile(this.#file, this.#before.replace(old, line));
  }

  /** The copy has brought the beginning. It runs as it is; then it is filled in. */
  async #exercise3(beginning: string): Promise<void> {
    const file = `${this.#home}/my-repo/session-08/Ex3.ts`;
    assertEquals(await Deno.readTextFile(file), beginning);
    const args = ["run", "--no-prompt", "--check", "-N", file];
    const { stderr } = await command(Deno.execPath(), args, { input: "hi\n" });
    assertEquals(/error|\n {4}at /i.test(stderr), false, stderr);
    await Deno.writeTextFile(file, this.#here(await Deno.readTextFile(pathOf("Ex3.ts"))));
  }

  /** Has what was written checked: these exercises are done. */
  async #check(text: string, exercises: string[]): Promise<void> {
    const [, ...args] = words(this.#here(text.trim())).map(({ text }) => text);
    const options = { cwd: this.#folder, env: this.#git };
    const { stdout } = await command(Deno.execPath(), [...args, "--json"], options);
    const [{ items }] = JSON.parse(stdout) as [{ items: { item: string; status: string }[] }];
    const done = items.filter(({ status }) => status === "done").map(({ item }) => item);
    assertEquals(exercises.filter((item) => !done.includes(item)), [], stdout);
  }

  /** Saves an exercise once more while it is watched. */
  async #beWatched(line: string, exercise: string): Promise<void> {
    const [, ...args] = words(line.trim()).map(({ text }) => text);
    await using watch = this.#launch(args);
    assert(await watch.waitForLine("Waiting until you save", 60_000), watch.output);
    const file = `${this.#folder}/session-08/${exercise}.ts`;
    await Deno.writeTextFile(file, await Deno.readTextFile(file) + "\n// It works\n");
    assert(await watch.waitForLine(`${exercise}: still done`, 60_000), watch.output);
  }

  /** Starts a server in the place of the last one. */
  async #serve(args: string[], expected?: string): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    const port = args.includes("--ip") ? [] : ["--port", this.#port];
    const server = this.#server = this.#launch([...args, ...port]);
    await asServer(server);
    this.#own = !args.includes(TEACHERS);
    // The second line of the teacher's says who can connect
    if (!this.#own) assert(await server.waitForLine("connect"));
    this.#seen = this.#log.length;
    if (expected) assertEquals(still(this.#log.join("\n")), still(expected));
  }

  /** Starts the wire, in the place of the last one. */
  async #startWire(args: string[]): Promise<void> {
    await this.#wire?.[Symbol.asyncDispose]();
    this.#wire = this.#launch([...args, "--port", this.#port, "--listen", this.#wirePort]);
    assert(await this.#wire.waitForLine("Now start a client with --port"), this.#wire.output);
  }

  /** The wire has drawn this of its only client: all, how it begins, or what is sometimes so. */
  async #lookAtWire(text: string, how?: string): Promise<void> {
    const expected = text.trimEnd().split("\n").map(stillDrawn);
    const drawn = () => this.#wire!.printed.slice(1).map(stillDrawn);
    const end = performance.now() + 10_000;
    while (drawn().length < expected.length && performance.now() < end) await delay(20);
    if (how === "sometimes" && drawn().some((row) => row.includes(" 5 bytes: hello "))) return;
    assertEquals(how ? drawn().slice(0, expected.length) : drawn(), expected);
  }

  /** Connects, and says nothing until it is told to. */
  async #beSilent(line: string): Promise<void> {
    const [, ...args] = words(this.#here(line)).map(({ text }) => text);
    this.#silent = launchProgram(find("nc.openbsd")!, args);
    this.#programs.push(this.#silent);
    await this.#logged(1);
  }

  /** Starts a client, and sees it connected. */
  async #wait(line: string): Promise<void> {
    const [, ...args] = words(this.#here(line.trim())).map(({ text }) => text);
    this.#waiting = this.#launch(args);
    await connected(Number(this.#port), 2);
  }

  /** The silent client speaks: it and the one that waited have an answer, in this order. */
  async #speak(message: string, text: string): Promise<void> {
    assertEquals(this.#log.length, this.#seen + 1);
    await this.#silent!.write(`${message}\n`);
    assertEquals(await this.#waiting!.ended, 0, this.#waiting!.output);
    await this.#lookAtServer(text);
  }

  async #listen(args: string[]): Promise<void> {
    const program = this.#launch([...args.slice(0, -1), "127.0.0.1", "0", "-v"]);
    const listening = await program.waitForLine("Listening on");
    this.#nc = { program, port: listening!.split(":").at(-1)! };
  }

  async #talk(args: string[]): Promise<void> {
    const { program, port } = this.#nc!;
    const client = this.#launch([...args.slice(0, -1), port]);
    await client.write("hello\n");
    assert(await program.waitForLine("hello"), program.output);
    await program.write("hi\n");
    assert(await client.waitForLine("hi"), client.output);
  }

  /** Starts Deno in the folder, and goes on. */
  #launch(args: string[]): Launched {
    const program = launchProgram(Deno.execPath(), args, this.#folder);
    this.#programs.push(program);
    return program;
  }

  /** The server has printed this since the student last looked. */
  async #lookAtServer(text: string): Promise<void> {
    const expected = text.trimEnd().split("\n").map(still);
    const printed = (await this.#logged(expected.length)).map((line) => still(line.trimEnd()));
    this.#seen += printed.length;
    // The teacher's may print a message after the next client has connected
    if (this.#own) assertEquals(printed, expected);
    else assertEquals(printed.sort(), expected.sort());
  }

  /** The server's log, without the rows for this computer's IPs: there may be several. */
  get #log(): string[] {
    return lines(this.#server!).filter((line) => !/^ *--ip /.test(line));
  }

  /** So many new lines of the server's log. */
  async #logged(count: number): Promise<string[]> {
    const fresh = () => this.#log.slice(this.#seen);
    for (const end = performance.now() + 10_000; performance.now() < end; await delay(20)) {
      if (fresh().length >= count) break;
    }
    return fresh();
  }

  /** What stands after the prompt is typed; the other lines are the program's. */
  async #typeMessages(rows: string[]): Promise<void> {
    const typed = rows.filter((row) => row.startsWith("Message: "));
    const input = typed.map((row) => row.slice("Message: ".length) + "\n").join("");
    const { stdout } = await command(Deno.execPath(), ["run", this.#file], { input });
    assertEquals(stdout.trimEnd().split("\n"), rows.filter((row) => !typed.includes(row)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) await program[Symbol.asyncDispose]();
    await Deno.remove(this.#home, { recursive: true });
  }
}

/** Waits until a port has so many connections. */
async function connected(port: number, count: number): Promise<void> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  // proc(5): a row is its number, the local address, the remote address, the state
  const row = new RegExp(`^ *\\d+: \\w+:\\w+ \\w+:${hex} 01`, "gm");
  const open = () => Deno.readTextFileSync("/proc/net/tcp").match(row)?.length;
  const end = performance.now() + 10_000;
  while (open() !== count && performance.now() < end) await delay(10);
  assertEquals(open(), count);
}

/** What the wire draws, without what differs each time: ports, times, the blanks beside them. */
function stillDrawn(row: string): string {
  return still(row).replace(/ +\d+ ms$/, " TIME").replaceAll(/ {3,}server/g, " server");
}

/** The text without what differs each time: ports, times, this computer's own IPs. */
function still(text: string): string {
  return text.replaceAll(/(127\.0\.0\.1:)\d+/g, "$1PORT")
    .replaceAll(/(127\.0\.0\.1, )\d+/g, "$1PORT")
    .replaceAll(/= [\d./]+ ms/g, "= TIMES").replaceAll(/time \d+ms/g, "time")
    .replaceAll(/\d+\.\d+ ms/g, "TIME")
    .replaceAll(/(to let others in:).*/gi, "$1 --ip YOURS").trim();
}
