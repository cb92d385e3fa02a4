/**
 * Colours, on a terminal only, and not where `NO_COLOR` is set (https://no-color.org).
 *
 * @module
 */
import { bold, cyan, dim, green, red, setColorEnabled, yellow } from "@std/fmt/colors";

setColorEnabled(Deno.stdout.isTerminal() && !Deno.noColor);

export { bold, cyan, dim, green, red, yellow };
