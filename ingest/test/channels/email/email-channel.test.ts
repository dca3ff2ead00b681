import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:net";
import { authenticate } from "mailauth";
import { afterEach, describe, expect, test } from "vitest";
import type { MessageChannel, Outcome, OutgoingMessage } from "../../../src/channels/channel.js";
import type { Sender } from "../../../src/channels/email/compose.js";
import { emailChannel } from "../../../src/channels/email/email-channel.js";
import { answer, startMailServer } from "./mail-server.js";

const SENDER: Sender = { from: { name: "Shop", address: "hello@shop.example" } };
const MESSAGE: OutgoingMessage = {
  id: "m-1",
  channel: "email",
  kind: "marketing",
  to: "sara@mail.example",
  content: {
    subject: "سبد خریدتان هنوز اینجاست",
    text: "سلام سارا\n.\nA line with a dot alone.",
    html: "<p>سلام سارا</p>",
  },
  language: "fa",
  unsubscribeUrl: "https://collect.shop.example/m/unsubscribe/abc",
};
const NEVER = new AbortController().signal;

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
});

function channelTo(port: number, sender = SENDER, times = {}): MessageChannel {
  const channel = emailChannel(
    { connection: { host: "127.0.0.1", port, ignoreTLS: true, ...times } },
    sender,
  );
  closing.push(channel);
  return channel;
}

type ServerArguments = Parameters<typeof startMailServer>;

async function serve(...parts: ServerArguments) {
  const server = await startMailServer(...parts);
  closing.push(server);
  return server;
}

/** What comes of one message at a server that answers so. */
async function outcomeAt(...parts: ServerArguments): Promise<Outcome> {
  return await channelTo((await serve(...parts)).port).send(MESSAGE, NEVER);
}

/** Undoes what folds a header over several lines. */
function unfolded(raw: string): string {
  return raw.replaceAll(/\r\n[ \t]+/g, " ");
}

describe("an e-mail", () => {
  test("arrives with plain text beside HTML, its own Message-ID, and one click to unsubscribe", async () => {
    const server = await serve();
    expect(await channelTo(server.port).send(MESSAGE, NEVER)).toMatchObject({ is: "sent" });
    const raw = unfolded(server.taken[0]!.raw);
    expect(server.taken).toHaveLength(1);
    expect(raw).toContain("Message-ID: <m-1@shop.example>\r\n");
    expect(raw).toContain("List-Unsubscribe: <https://collect.shop.example/m/unsubscribe/abc>\r\n");
    expect(raw).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    expect(raw.indexOf("text/plain")).toBeGreaterThan(0);
    expect(raw.indexOf("text/html")).toBeGreaterThan(raw.indexOf("text/plain"));
    expect(raw).toMatch(/multipart\/alternative/);
  });

  test("is signed by DKIM, the headers of RFC 8058 included, as an independent library finds", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    const server = await serve();
    const dkim = { domain: "shop.example", selector: "s1", privateKey: pem };
    await channelTo(server.port, { ...SENDER, dkim }).send(MESSAGE, NEVER);
    const record = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const check = async (raw: string) => {
      const { dkim: found } = await authenticate(raw, {
        ip: "127.0.0.1",
        sender: "hello@shop.example",
        resolver: async (name: string) => {
          if (name === "s1._domainkey.shop.example") return [[`v=DKIM1; k=rsa; p=${record}`]];
          throw Object.assign(new Error("none"), { code: "ENOTFOUND" });
        },
        disableArc: true,
        disableDmarc: true,
        disableBimi: true,
      } as never);
      const results = found.results as { status: { result: string }; signingHeaders?: { keys: string } }[];
      return results.map(({ status, signingHeaders }) => ({
        result: status.result,
        keys: signingHeaders?.keys.toLowerCase() ?? "",
      }));
    };
    const { raw } = server.taken[0]!;
    const [signature] = await check(raw);
    expect(signature!.result).toBe("pass");
    expect(signature!.keys).toContain("list-unsubscribe: list-unsubscribe-post");
    expect((await check(raw.replace("m/unsubscribe/abc", "m/unsubscribe/abd")))[0]!.result).toBe("fail");
  });

  test("uses one connection for many", async () => {
    let connections = 0;
    const server = await serve({
      onConnect(_session, callback) {
        connections += 1;
        callback();
      },
    });
    const channel = channelTo(server.port);
    for (const id of ["a", "b", "c"]) await channel.send({ ...MESSAGE, id }, NEVER);
    expect([server.taken.length, connections]).toEqual([3, 1]);
  });
});

describe("what a mail server answers", () => {
  const atRcpt = (code: number, text: string): ServerArguments => [
    { onRcptTo: (_address, _session, callback) => callback(answer(code, text)) },
  ];

  test("rejected addresses count as dead (listmonk#2623)", async () => {
    expect(await outcomeAt(...atRcpt(550, "5.1.1 No such user here"))).toMatchObject({
      is: "rejected",
      isAddressDead: true,
    });
    expect(await outcomeAt(...atRcpt(550, "No such user here"))).toMatchObject({ isAddressDead: true });
  });

  test("a refusal by policy or size is no dead address", async () => {
    const policy = await outcomeAt(...atRcpt(550, "5.7.1 Your address is on a list"));
    expect(policy).toEqual({ is: "rejected", reason: "550 5.7.1 Your address is on a list" });
    const spam = await outcomeAt({}, () => answer(554, "5.7.1 Looks like spam"));
    expect(spam).toEqual({ is: "rejected", reason: "554 5.7.1 Looks like spam" });
    const full = await outcomeAt(...atRcpt(552, "5.2.2 Mailbox full"));
    expect(full).toEqual({ is: "rejected", reason: "552 5.2.2 Mailbox full" });
  });

  test("4xx is tried again, before and after the e-mail", async () => {
    expect(await outcomeAt(...atRcpt(451, "4.7.1 Greylisted"))).toMatchObject({ is: "retryable" });
    expect(await outcomeAt({}, () => answer(452, "4.3.1 No room"))).toMatchObject({ is: "retryable" });
  });

  test("a connection that ends after the last dot leaves the e-mail in doubt", async () => {
    const server = await serve({}, () => "drop");
    expect(await channelTo(server.port).send(MESSAGE, NEVER)).toMatchObject({ is: "in-doubt" });
    expect(server.taken).toHaveLength(1);
  });

  test("a connection that ends before the e-mail, and one that never comes about, are tried again", async () => {
    const cut = createServer((socket) => {
      socket.write("220 here\r\n");
      socket.on("error", () => {});
      socket.on("data", (told) => {
        if (/^EHLO/.test(String(told))) socket.write("250 here\r\n");
        else if (/^MAIL/.test(String(told))) socket.write("250 fine\r\n");
        else socket.destroy();
      });
    });
    await new Promise<void>((resolve) => cut.listen(0, "127.0.0.1", resolve));
    const port = (cut.address() as { port: number }).port;
    expect(await channelTo(port).send(MESSAGE, NEVER)).toMatchObject({ is: "retryable" });
    await new Promise((resolve) => cut.close(resolve));
    expect(await channelTo(port).send(MESSAGE, NEVER)).toMatchObject({ is: "retryable" });
  });

  test("a log-in that fails is nobody's address: it is tried again later", async () => {
    const server = await serve({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, callback) => callback(answer(535, "5.7.8 Wrong password")),
    });
    const connection = { host: "127.0.0.1", port: server.port, ignoreTLS: true };
    const channel = emailChannel({ connection, auth: { credentials: { user: "u", pass: "p" } } }, SENDER);
    closing.push(channel);
    expect(await channel.send(MESSAGE, NEVER)).toMatchObject({ is: "retryable", afterMs: 60_000 });
  });
});

describe("a mail server that never answers", () => {
  test("before the e-mail: stopped, and certainly not sent", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const channel = channelTo((silent.address() as { port: number }).port);
    const outcome = await channel.send(MESSAGE, AbortSignal.timeout(50));
    expect(outcome).toMatchObject({ is: "retryable" });
    await channel.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  test("after the e-mail: in doubt", async () => {
    const stop = new AbortController();
    const server = await serve({
      onData(stream) {
        stream.resume();
        stream.on("end", () => stop.abort());
      },
    });
    expect(await channelTo(server.port).send(MESSAGE, stop.signal)).toMatchObject({ is: "in-doubt" });
  });
});

describe("an address or a header with a line break", () => {
  test("is refused, and nothing goes to the server", async () => {
    const server = await serve();
    const channel = channelTo(server.port);
    const strange: Partial<OutgoingMessage>[] = [
      { to: "sara@mail.example\r\nBcc: all@mail.example" },
      { to: "sara@mail.example, all@mail.example" },
      { to: "<sara@mail.example> SIZE=1" },
      { to: "" },
      { content: { ...MESSAGE.content, subject: "Hello\r\nBcc: all@mail.example" } },
      { headers: { "X-Note": "a\nBcc: all@mail.example" } },
      { headers: { "X-Note: a\r\nBcc": "all@mail.example" } },
      { headers: { Bcc: "all@mail.example" } },
      { unsubscribeUrl: "no address" },
    ];
    for (const each of strange)
      expect([each, await channel.send({ ...MESSAGE, ...each }, NEVER)]).toEqual([
        each,
        expect.objectContaining({ is: "rejected" }),
      ]);
    expect(server.taken).toEqual([]);
  });

  test("in the message id changes only the Message-ID's spelling", async () => {
    const server = await serve();
    await channelTo(server.port).send({ ...MESSAGE, id: "m\r\nBcc: all@mail.example" }, NEVER);
    expect(server.taken[0]!.to).toBe("sara@mail.example");
    expect(server.taken[0]!.raw).not.toMatch(/^Bcc:/m);
  });
});
