/**
 * Programs as students of the Python course write them, from a few parts.
 *
 * @module
 */

/** An address at the top of a program. */
export function address(ip = "192.168.124.179", port: number | string = 8080): string {
  return `import socket\n\n# SERVER IP, PORT\nPORT = ${port}\nIP = "${ip}"\n\n`;
}

const OPEN = `s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.connect((IP, PORT))\n`;

/** Client 1: sends and closes. */
export const CLIENT = address() + OPEN +
  `s.send(str.encode("HELLO FROM THE CLIENT!!!"))\ns.close()\n`;

/** Client 2: prints the answer, too. */
export const CLIENT_2 = address() + OPEN +
  `s.send(str.encode("HELLO FROM THE CLIENT!!!"))
msg = s.recv(2048)
print("MESSAGE FROM THE SERVER:\\n")
print(msg.decode("utf-8"))
s.close()
`;

/** A chat; `turn` is what it does in its loop. */
export function chat(turn = CHAT_TURN, { top = address(), loop = "while True:" } = {}): string {
  return `${top}${loop}\n${turn.replaceAll(/^/gm, "    ")}\n`;
}

export const CHAT_TURN = `msg = input("Enter a message: ")
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((IP, PORT))
s.send(str.encode(msg))
s.close()`;

/** A server; `turn` is what it does with each client. */
export function server(
  turn = SERVER_TURN,
  { top = address("192.168.1.36", 8081), loop = "while True:", ends = SERVER_END } = {},
): string {
  return `${top}MAX_OPEN_REQUESTS = 5
number_con = 0
serversocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
try:
    serversocket.bind((IP, PORT))
    serversocket.listen(MAX_OPEN_REQUESTS)
    ${loop}
        print("Waiting for connections at {}, {} ".format(IP, PORT))
        (clientsocket, address) = serversocket.accept()
        number_con += 1
        print("CONNECTION: {}. From the IP: {}".format(number_con, address))
${turn.replaceAll(/^/gm, "        ")}
${ends}`;
}

export const SERVER_TURN = `msg = clientsocket.recv(2048).decode("utf-8")
print("Message from client: {}".format(msg))
message = "Hello from the teacher's server"
send_bytes = str.encode(message)
clientsocket.send(send_bytes)
clientsocket.close()`;

export const SERVER_END = `except socket.error:
    print("Problems using port {}. Do you have permission?".format(PORT))
except KeyboardInterrupt:
    print("Server stopped by the user")
    serversocket.close()
`;

/** A server in TypeScript, on Deno alone; `at` is where it listens. */
export function serverTS(at = `{ hostname: "127.0.0.1", port: 8080 }`): string {
  return `for await (const conn of Deno.listen(${at})) {
  const bytes = new Uint8Array(2048);
  const count = await conn.read(bytes) ?? 0;
  console.log("Message from client: " + new TextDecoder().decode(bytes.subarray(0, count)));
  await conn.write(new TextEncoder().encode("Hello from the server"));
  conn.close();
}
`;
}

export const SERVER_TS = serverTS();

/** A client in TypeScript, on Deno alone. */
export const CLIENT_TS = `const IP = "192.168.1.5";
const PORT = 8081;
const s = await Deno.connect({ hostname: IP, port: PORT });
await s.write(new TextEncoder().encode("hello"));
s.close();
`;

/** A chat in TypeScript, on Deno alone, which sends `what`. */
export function chatTS(what = "message", { ends = "" } = {}): string {
  return `while (true) {
  const message = prompt("Message:") ?? "";
  const s = await Deno.connect({ hostname: "192.168.1.5", port: 8081 });
  await s.write(new TextEncoder().encode(${what}));
  s.close();
  ${ends}
}
`;
}
