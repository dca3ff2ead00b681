import { spawnSync } from "node:child_process";

/** Programs that some tests need and that are no package of npm, how to ask for them, and what is not run without. */
const PROGRAMS = {
  php: { flag: "--version", tests: "the WordPress plugin", install: "php-cli" },
  nginx: { flag: "-v", tests: "the example for nginx", install: "nginx-light" },
  dovecot: { flag: "--version", tests: "the mailbox of bounces", install: "dovecot-imapd" },
  caddy: { flag: "version", tests: "the example for Caddy", install: "caddy" },
};

/** Whether this machine has one of these programs. */
export const isThere = (name) => spawnSync(name, [PROGRAMS[name].flag]).status === 0;

/** A sentence for each program that is missing. */
export const missingPrograms = () =>
  Object.entries(PROGRAMS)
    .filter(([name]) => !isThere(name))
    .map(
      ([name, { tests, install }]) =>
        `Not run without ${name}: ${tests}. On Debian: apt-get install ${install}`,
    );
