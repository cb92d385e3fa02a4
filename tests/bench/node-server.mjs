// The peer: the teacher's server as one writes it with node:net, two lines printed a client.
import { createServer } from "node:net";

let connections = 0;
const server = createServer((socket) => {
  const number = ++connections;
  console.log(`CONNECTION: ${number}. From the IP: ${socket.remoteAddress}:${socket.remotePort}`);
  socket.once("data", (message) => {
    console.log(`Message from client ${number}: ${message}`);
    socket.end("Hello from the teacher's server");
  });
  socket.on("error", () => {});
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  console.log("port", server.address().port);
});
