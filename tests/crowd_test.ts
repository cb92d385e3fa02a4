import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Crowd } from "../lib/crowd.ts";

Deno.test("a crowd holds those who came and did not leave, as a Set would", () => {
  const comings = fc.array(fc.record({ member: fc.nat(20), leaves: fc.boolean() }));
  fc.assert(fc.property(comings, (comings) => {
    const [crowd, set] = [new Crowd<number>(), new Set<number>()];
    const leave = new Map<number, () => void>();
    for (const { member, leaves } of comings) {
      if (leaves) {
        leave.get(member)?.();
        set.delete(member);
      } else if (!set.has(member)) {
        leave.set(member, crowd.add(member));
        set.add(member);
      }
      assertEquals(crowd.size, set.size);
      assertEquals([...crowd].sort(), [...set].sort());
    }
  }));
});

Deno.test("members may leave while they are gone through", () => {
  const crowd = new Crowd<() => void>();
  for (let i = 0; i < 5; i++) {
    const leave = crowd.add(() => leave());
  }
  let count = 0;
  for (const leave of crowd) {
    leave();
    count++;
  }
  assertEquals([count, crowd.size], [5, 0]);
});
