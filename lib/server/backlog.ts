/**
 * The backlog: lines that wait until an output takes them.
 *
 * @module
 */
const encoder = new TextEncoder();

/** Lines in their order. Those for which there is no room are counted, and a line tells how many. */
export class Backlog {
  #lines: string[] = [];
  #size = 0;
  #missing = 0;

  /** How many lines wait, those included that are only counted. */
  get count(): number {
    return this.#lines.length + this.#missing;
  }

  /** How many characters wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds a line while fewer than `most` characters wait. */
  add(line: string, most: number): void {
    if (this.#size + line.length >= most) {
      this.#missing++;
      return;
    }
    this.#tellMissing();
    this.#push(line);
  }

  /** Takes lines of about so many characters, encoded. */
  take(size: number): Uint8Array {
    if (this.#lines.length === 0) this.#tellMissing();
    let [count, taken] = [0, 0];
    while (taken < size && count < this.#lines.length) taken += this.#lines[count++].length + 1;
    this.#size -= taken;
    return encoder.encode(this.#lines.splice(0, count).join("\n") + "\n");
  }

  /** Forgets all of them. */
  clear(): void {
    this.#lines = [];
    this.#size = this.#missing = 0;
  }

  #tellMissing(): void {
    if (this.#missing > 0) this.#push(`… ${this.#missing} lines are missing here`);
    this.#missing = 0;
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#size += line.length + 1;
  }
}
