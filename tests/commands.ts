/**
 * The commands of a text in Markdown, and what is wrong with them in one shell or another: a
 * student types them as they stand into bash, zsh, PowerShell or cmd.
 *
 * @module
 */

/** A block of code between fences. */
export interface Block {
  language: string;
  text: string;
  /** The comment above it, if there is one: what a test shall do with it. */
  comment?: string;
  /** The line of the text where it begins. */
  line: number;
}

/** All blocks of code, in their order. */
export function blocksOf(markdown: string): Block[] {
  const pattern = /(?:^<!-- (.*) -->\n\n)?^```(\w+)\n([^]*?)^```$/gm;
  return [...markdown.matchAll(pattern)].map(({ index, 1: comment, 2: language, 3: text }) => ({
    language,
    text,
    comment,
    line: markdown.slice(0, index).split("\n").length,
  }));
}

export type Shell = "bash" | "zsh" | "PowerShell" | "cmd";

/** A command, and the shells that it is meant for. */
export interface ShownCommand {
  text: string;
  shells: Shell[];
}

/** The shells for which a language of blocks stands; a command outside of blocks is for all. */
const SHELLS: Record<string, Shell[]> = {
  sh: ["bash", "zsh", "PowerShell", "cmd"],
  console: ["bash", "zsh", "PowerShell", "cmd"],
  bash: ["bash", "zsh"],
  powershell: ["PowerShell"],
  bat: ["cmd"],
};

// What gives Deno a short name is written in the shell's own language
const DEFINITION = /^(alias|function|doskey) /;

const PROGRAMS = /^(deno|npx|nc|ping|git|cd|mkdir|printf|ip|ifconfig|ipconfig) [^…]*$/;

/** The commands of a block, line by line; in a `console` block they stand behind a `$`. */
export function commandsIn({ language, text }: Block): string[] {
  const rows = text.trim().split("\n");
  if (language !== "console") return rows;
  return rows.filter((row) => row.startsWith("$ ")).map((row) => row.slice(2));
}

/** All commands that are shown, in blocks and between backticks. */
export function commandsOf(markdown: string): ShownCommand[] {
  const blocks = blocksOf(markdown).filter(({ language }) => language in SHELLS)
    .flatMap((block) =>
      commandsIn(block).map((text) => ({ text, shells: SHELLS[block.language] }))
    );
  const prose = markdown.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/\s+/g, " ");
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, text]) => text)
    .filter((text) => PROGRAMS.test(text))
    .map((text) => ({ text, shells: SHELLS.sh }));
  return [...blocks, ...inline].filter(({ text }) => !DEFINITION.test(text));
}

/** A word of a command, and which quotes are around it. */
interface Word {
  text: string;
  quote: "" | '"' | "'";
}

/** The words of a command: none of ours has a quote in the middle of one. */
export function words(command: string): Word[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) =>
    double !== undefined
      ? { text: double, quote: '"' }
      : single !== undefined
      ? { text: single, quote: "'" }
      : { text: bare, quote: "" }
  );
}

/** Why a command does not do in a shell what it says, in a sentence each. */
export function traps(command: string, shell: Shell): string[] {
  const [program] = words(command);
  const found = words(command).flatMap((word) => RULES[shell](word, program.text));
  // An echo in cmd takes its text as it stands
  return shell === "cmd" && program.text === "echo" ? [] : found;
}

const POSIX = ({ text, quote }: Word): string[] => {
  if (quote === "'") return [];
  if (quote === '"') return has(text, /[!$`\\]/, "is not itself between double quotes");
  return [
    ...has(text, /[*?[\]]/, "stands for names of files"),
    ...has(text, /[!$`\\;&<>(){}]|^[#~=]|['"]/, "means something to the shell"),
    ...has(text, /^[A-Z_]+=/, "sets a variable, in this shell only"),
  ];
};

const RULES: Record<Shell, (word: Word, program: string) => string[]> = {
  bash: POSIX,
  zsh: POSIX,
  PowerShell({ text, quote }) {
    if (quote === "'") return [];
    if (quote === '"') return has(text, /[$`]/, "is not itself between double quotes");
    return [
      // github.com/PowerShell/PowerShell/issues/6291
      ...has(text, /^-.*[.:]/, "is cut in two"),
      ...has(text, /,/, "makes a list"),
      ...has(text, /[$`;&<>(){}]|^[@#%]|['"]|^--$/, "means something to the shell"),
      ...has(text, /^[A-Z_]+=/, "sets a variable, but not here"),
    ];
  },
  cmd({ text, quote }, program) {
    if (quote === "'") return ["single quotes are letters like any other"];
    return [
      ...has(text, /[%^]/, "means something to the shell"),
      ...(quote ? [] : has(text, /[&<>()]|['"]/, "means something to the shell")),
      ...has(text, /^[A-Z_]+=/, "sets a variable, but not here"),
      ...(program === "mkdir" ? has(text, /\//, "begins an option of mkdir") : []),
    ];
  },
};

function has(text: string, pattern: RegExp, why: string): string[] {
  const sign = text.match(pattern)?.[0];
  return sign === undefined ? [] : [`in ${text}, "${sign}" ${why}`];
}
