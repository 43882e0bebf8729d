// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the real programs on a free port.
//
// WHATWORKS_BUILD   folder with bin/whatworks-indexer and bin/whatworks-server (default: build/release)
// WHATWORKS_CORPUS  folder of records (default: corpus)
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const build = process.env.WHATWORKS_BUILD ?? join(root, "build", "release");
export const usualCorpus = process.env.WHATWORKS_CORPUS ?? join(root, "corpus");
const startWithinMs = 30_000;

// Of every account that has one.
export const password = "seven quiet lanterns drift";

// Sends a form as a browser that has nothing stored would.
export function sendForm(address, fields, headers = {}) {
  return fetch(address, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });
}

// A server over an index of a corpus, with a folder of its own for what people enter, until stop(). Each of `accounts` has a name, roles, and
// perhaps groups, a name to show as `shown`, and `waits` where nobody has set its password yet. With `broken`, paths and texts of files that cannot be used, it
// follows a copy of the corpus that has them; with `followed`, the corpus itself, into which it writes what is published.
export async function startServer({ corpus: records = usualCorpus, accounts = [], broken, followed = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "whatworks-browser-"));
  const corpus = broken ? join(folder, "corpus") : records;
  if (broken) {
    cpSync(records, corpus, { recursive: true });
    for (const [path, text] of Object.entries(broken)) {
      writeFileSync(join(corpus, path), text);
    }
  }
  const index = join(folder, "index");
  const data = join(folder, "data");
  const schemas = join(root, "schemas");
  const program = join(build, "bin", "whatworks-server");
  const built = spawnSync(join(build, "bin", "whatworks-indexer"), ["build", "--corpus", corpus, "--schemas", schemas, "--index", index], { encoding: "utf8" });
  assert.ok(built.status === 0 || built.status === 1, `the index cannot be built: ${built.error ?? built.stderr}`);

  // Runs a subcommand about accounts, and returns what it prints.
  function command(...parameters) {
    const done = spawnSync(program, ["--data", data, "--site", join(root, "site"), ...parameters], { encoding: "utf8" });
    assert.equal(done.status, 0, `${parameters.join(" ")}: ${done.error ?? done.stderr}`);
    return done.stdout;
  }

  // Makes an account; returns the path at which its owner sets a password.
  function addAccount({ name, roles, groups = [], shown }) {
    const more = [...roles.flatMap((role) => ["--role", role]), ...groups.flatMap((group) => ["--group", group]), ...(shown ? ["--display-name", shown] : [])];
    return /\/set-password\?token=\S+/.exec(command("account", "add", name, ...more))[0];
  }

  const links = Object.fromEntries(accounts.map((account) => [account.name, addAccount(account)]));
  let server;
  let ended;
  let talk = "";
  async function run(place) {
    server = spawn(program, ["--listen", place, "--schemas", schemas, "--site", join(root, "site"), "--index", index, "--data", data, ...(broken || followed ? ["--corpus", corpus] : [])], {
      env: { ...process.env, WHATWORKS_CORPUS: "" }, // which here says what to index, and not what to follow
      stdio: ["ignore", "ignore", "pipe"],
    });
    const before = talk.length;
    ended = new Promise((resolve) => server.on("exit", resolve));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the server does not start: ${talk}`)), startWithinMs);
      server.stderr.setEncoding("utf8");
      server.stderr.on("data", (text) => {
        talk += text;
        const found = /listening on (http:\S+)\s/.exec(talk.slice(before));
        if (found) {
          clearTimeout(late);
          resolve(found[1]);
        }
      });
      server.on("exit", (status) => reject(new Error(`the server ended with ${status}: ${talk}`)));
    });
  }
  async function halt() {
    server.kill("SIGTERM");
    await ended;
  }

  const address = await run("127.0.0.1:0");
  for (const { name, waits } of accounts) {
    if (!waits) {
      const token = new URL(links[name], address).searchParams.get("token");
      const set = await sendForm(`${address}/set-password`, { token, password });
      assert.equal(set.status, 303, `no password can be set for ${name}`);
    }
  }
  return {
    address,
    links,
    addAccount,
    log: () => talk,
    // A new session of somebody with a password: its cookie, as name and value.
    async signIn(name) {
      const answer = await sendForm(`${address}/sign-in`, { name, password });
      assert.equal(answer.status, 303, `${name} cannot sign in`);
      const [, cookie, value] = /^([^=]+)=([^;]+)/.exec(answer.headers.get("set-cookie"));
      return { name: cookie, value };
    },
    // Ends the program, and starts it again at the same address over the same data.
    halt,
    // Ends it as a power cut would, in the middle of whatever it does.
    async kill() {
      server.kill("SIGKILL");
      await ended;
    },
    resume: () => run(new URL(address).host),
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

