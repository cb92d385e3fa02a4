import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Crowd, type Member } from "../lib/crowd.ts";

Deno.test("a crowd holds those who came and did not leave, as a Set would", () => {
  const comings = fc.array(fc.record({ member: fc.nat(20), leaves: fc.boolean() }));
  fc.assert(fc.property(comings, (comings) => {
    const [crowd, set] = [new Crowd<number>(), new Set<number>()];
    const members = new Map<number, Member<number>>();
    for (const { member, leaves } of comings) {
      if (leaves) {
        if (members.has(member)) crowd.remove(members.get(member)!);
        set.delete(member);
      } else if (!set.has(member)) {
        members.set(member, crowd.add(member));
        set.add(member);
      }
      assertEquals(crowd.size, set.size);
      assertEquals([...crowd].sort(), [...set].sort());
    }
  }));
});

Deno.test("members may leave while they are gone through", () => {
  const crowd = new Crowd<number>();
  const members = [0, 1, 2, 3, 4].map((number) => crowd.add(number));
  const seen = [];
  for (const number of crowd) {
    crowd.remove(members[number]);
    seen.push(number);
  }
  assertEquals([seen, crowd.size], [[4, 3, 2, 1, 0], 0]);
});
