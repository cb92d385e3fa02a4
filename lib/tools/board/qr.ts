/**
 * QR codes (ISO/IEC 18004): an address that a phone reads from the screen.
 *
 * @module
 */
import { renderSVG, renderUnicodeCompact } from "uqr";

/**
 * The code for a terminal, light on dark: two of its rows in one line. With `colors` it is so in
 * a terminal with dark letters on white, too.
 *
 * ```ts
 * import { terminalQR } from "./qr.ts";
 * console.log(terminalQR("http://192.0.2.7:8000/", false).split("\n").length); // 15
 * ```
 */
export function terminalQR(text: string, colors: boolean): string {
  const rows = renderUnicodeCompact(text, { border: 2 }).split("\n");
  // SGR 97 and 40: white on black (ECMA-48, section 8.3.117)
  return rows.map((row) => colors ? `\x1b[97;40m${row}\x1b[0m` : row).join("\n");
}

/** The code as a picture for a page, dark on light with the margin that the standard asks for. */
export function svgQR(text: string): string {
  return renderSVG(text, { border: 4, blackColor: "#000", whiteColor: "#fff" });
}
