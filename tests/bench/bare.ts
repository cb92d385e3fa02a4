/**
 * What Deno itself costs: the conversation of the teacher's server and its two lines of log, without
 * lib: no order among the clients, no care for faults.
 *
 * @module
 */
const listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 4096 });
console.log(`port ${listener.addr.port}`);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const greeting = encoder.encode("Hello from the teacher's server");

let lines = "";
setInterval(() => {
  Deno.stdout.writeSync(encoder.encode(lines));
  lines = "";
}, 50);

let connections = 0;
for await (const conn of listener) attend(conn, ++connections).catch(() => {});

async function attend(conn: Deno.TcpConn, number: number) {
  const { hostname, port } = conn.remoteAddr;
  lines += `CONNECTION: ${number}. From the IP: ${hostname}:${port}\n`;
  const buffer = new Uint8Array(2048);
  const count = await conn.read(buffer) ?? 0;
  const message = decoder.decode(buffer.subarray(0, count));
  await conn.write(greeting);
  await conn.closeWrite();
  lines += `Message from client ${number}: ${message}\n`;
  while (await conn.read(buffer) !== null);
  conn.close();
}
