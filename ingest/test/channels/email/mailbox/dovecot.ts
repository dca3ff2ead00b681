import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../../broker/free-ports.js";

const [USER, PASSWORD] = ["bounces@shop.example", "p@ss/w#rd"];

/** A real IMAP server with one mailbox: Debian's Dovecot on a free port. */
export async function startDovecot() {
  const folder = await mkdtemp(join(tmpdir(), "safar-dovecot-"));
  const mail = join(folder, "mail");
  const [port = 0] = await freePorts(1);
  const me = userInfo();
  // Dovecot serves nobody as root: there it is the users that come with it.
  const isRoot = me.uid === 0;
  const owner = isRoot ? "mail" : me.username;
  for (const name of ["new", "cur", "tmp"]) await mkdir(join(mail, name), { recursive: true });
  const file = join(folder, "dovecot.conf");
  await writeFile(
    file,
    `base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_chars =
first_valid_uid = 0
first_valid_gid = 0
default_login_user = ${isRoot ? "dovenull" : me.username}
default_internal_user = ${isRoot ? "dovecot" : me.username}
default_internal_group = ${isRoot ? "dovecot" : groupOf()}
mail_location = maildir:${mail}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner} gid=${isRoot ? owner : groupOf()} home=${folder}
}
`,
  );
  await writeFile(join(folder, "users"), `${USER}:{PLAIN}${PASSWORD}\n`);
  await chmod(folder, 0o755);
  if (isRoot) execFileSync("chown", ["-R", owner, mail]);
  const server = spawn("dovecot", ["-F", "-c", file], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  server.stderr.on("data", (text) => {
    said += text;
  });
  for (let tries = 0; !(await answers(port)); tries++) {
    if (server.exitCode !== null || tries > 100)
      throw new Error(
        `Dovecot does not start (Debian: apt-get install dovecot-imapd): ${said}${await readFile(join(folder, "log"), "utf8").catch(() => "")}`,
      );
    await sleep(50);
  }
  let count = 0;
  const login = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}`;
  return {
    url: `imap://${login}@127.0.0.1:${port}/INBOX?ignoreTLS=true`,
    /** Without encryption allowed in the clear. */
    strictUrl: `imap://${login}@127.0.0.1:${port}/INBOX`,
    wrongUrl: `imap://${encodeURIComponent(USER)}:wrong@127.0.0.1:${port}/INBOX?ignoreTLS=true`,
    async deliver(raw: string | Buffer) {
      count += 1;
      const name = `${1_700_000_000 + count}.${count}.test`;
      await writeFile(join(mail, "tmp", name), raw);
      await writeFile(join(mail, "new", name), raw);
      await rm(join(mail, "tmp", name));
    },
    async close() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The name of this user's own group. */
function groupOf(): string {
  return execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
}

/** Whether there is a greeting within a short time. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("error", () => {});
    socket.once("close", () => resolve(false));
  });
}
