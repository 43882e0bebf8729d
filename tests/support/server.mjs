// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the real programs on a free port.
//
// WHATWORKS_BUILD   folder with bin/whatworks-indexer and bin/whatworks-server (default: build/release)
// WHATWORKS_CORPUS  folder of records (default: corpus)
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const build = process.env.WHATWORKS_BUILD ?? join(root, "build", "release");
const corpus = process.env.WHATWORKS_CORPUS ?? join(root, "corpus");
const startWithinMs = 30_000;

// A server over an index of the corpus, until stop().
export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), "whatworks-browser-"));
  const index = join(folder, "index");
  const schemas = join(root, "schemas");
  const built = spawnSync(join(build, "bin", "whatworks-indexer"), ["build", "--corpus", corpus, "--schemas", schemas, "--index", index], { encoding: "utf8" });
  assert.ok(built.status === 0 || built.status === 1, `the index cannot be built: ${built.error ?? built.stderr}`);
  const server = spawn(join(build, "bin", "whatworks-server"), ["--listen", "127.0.0.1:0", "--schemas", schemas, "--site", join(root, "site"), "--index", index], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let talk = "";
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server does not start: ${talk}`)), startWithinMs);
    server.stderr.setEncoding("utf8");
    server.stderr.on("data", (text) => {
      talk += text;
      const found = /listening on (http:\S+)\s/.exec(talk);
      if (found) {
        clearTimeout(late);
        resolve(found[1]);
      }
    });
    server.on("exit", (status) => reject(new Error(`the server ended with ${status}: ${talk}`)));
  });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  return {
    address,
    log: () => talk,
    async stop() {
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

