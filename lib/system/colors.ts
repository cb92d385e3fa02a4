/**
 * Colours, on a terminal only, and not where `NO_COLOR` is set (https://no-color.org).
 *
 * @module
 */
import {
  blue,
  bold,
  cyan,
  dim,
  green,
  magenta,
  red,
  setColorEnabled,
  yellow,
} from "@std/fmt/colors";

setColorEnabled(Deno.stdout.isTerminal() && !Deno.noColor);

export { blue, bold, cyan, dim, green, magenta, red, yellow };
