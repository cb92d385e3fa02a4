/**
 * Client 2 as one writes it with Deno alone: the peer of client-2.ts.
 *
 * @module
 */
const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(Deno.args[0]) });
await conn.write(new TextEncoder().encode("HELLO FROM THE CLIENT!!!"));
const answer = new Uint8Array(2048);
let length = 0;
for (let n; (n = await conn.read(answer.subarray(length))) !== null;) length += n;
console.log("MESSAGE FROM THE SERVER:\n");
console.log(new TextDecoder().decode(answer.subarray(0, length)));
conn.close();
