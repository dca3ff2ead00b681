// Sixty connections that send one large request after the other, and then forty that come anew at once. Prints how
// many requests of the first were answered until each of the others had an answer. A process of its own, as the
// collector's turns are what is looked at. Its arguments: the collector's address, and a write key.
import { connect } from "node:net";

const [address, writeKey] = process.argv.slice(2);
const { hostname, port } = new URL(address);
// Read whole, and then refused for its key: it is the collector's own thread that works, and waits for no disk.
const large = request("wk_of_nobody", JSON.stringify({ batch: [], filler: Array(4_000).fill("0123456789") }));
const small = request(writeKey, JSON.stringify({ batch: [] }));
let oldAnswered = 0;
let newAnswered = 0;

for (let n = 0; n < 60; n++) {
  const send = open(() => {
    oldAnswered += 1;
    send();
  });
  send();
}
while (oldAnswered < 200) await new Promise((resolve) => setTimeout(resolve, 20));
const before = oldAnswered;
await Promise.all(
  Array.from(
    { length: 40 },
    () =>
      new Promise((resolve) => {
        const send = open(() => {
          newAnswered += 1;
          resolve();
        });
        send(small);
      }),
  ),
);
console.log(JSON.stringify({ newAnswered, oldAnswered: oldAnswered - before }));
process.exit(0);

/** Opens a connection; gives what sends a request over it. */
function open(onAnswer) {
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    received += chunk;
    const headEnd = received.indexOf("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    if (headEnd < 0 || received.length < headEnd + 4 + length) return;
    received = "";
    onAnswer();
  });
  return (bytes = large) => socket.write(bytes);
}

function request(key, body) {
  return `POST /v1/batch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
