/**
 * The page as a browser gets it: page.html with its style and its script inside, and with what is
 * different for each viewer filled in.
 *
 * @module
 */
import style from "./page.css" with { type: "text" };
import html from "./page.html" with { type: "text" };
import script from "./page.js" with { type: "text" };

// With other ends of lines (a checkout on Windows) the browser would see another script than the
// one of which the policy names the hash: it reads \r\n as \n (HTML Living Standard, 13.2.3.5)
const [HTML, STYLE, SCRIPT] = [html, style, script].map((text) => text.replaceAll("\r\n", "\n"));

/** The page with what stands between `{{` and `}}` filled in: text, whatever it holds. */
export function fillPage(values: Record<string, string>): string {
  return HTML.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => escapeHTML(values[name]))
    .replace("<style></style>", () => `<style>${STYLE}</style>`)
    .replace("<script></script>", () => `<script>${SCRIPT}</script>`);
}

/**
 * The Content-Security-Policy: this page's own script and style, told by their hashes, and nothing
 * else. No text can become HTML, not even by mistake (Trusted Types).
 */
export const POLICY = [
  "default-src 'none'",
  `script-src ${await hashOf(SCRIPT)}`,
  `style-src ${await hashOf(STYLE)}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${new Uint8Array(hash).toBase64()}'`;
}

function escapeHTML(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
