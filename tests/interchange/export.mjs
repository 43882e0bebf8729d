// SPDX-License-Identifier: GPL-3.0-or-later
// Exports of the corpus by the real program, and what a reader of any of them should find: read from the records themselves.
//
// WHATWORKS_BUILD   folder with bin/whatworks-indexer (default: build/release)
// WHATWORKS_CORPUS  folder of records (default: corpus)
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const require = createRequire(join(root, "site", "package.json"));

export const build = process.env.WHATWORKS_BUILD ?? join(root, "build", "release");
const realCorpus = process.env.WHATWORKS_CORPUS ?? join(root, "corpus");
export const site = "https://host.example";

// The bytes that a program gives for some input.
export function run(program, parameters, input = "") {
  const done = spawnSync(program, parameters, { input, encoding: "utf8", maxBuffer: 1 << 30 });
  assert.equal(done.status, 0, `${program} ${parameters.join(" ")}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

export function exported(format, corpus = realCorpus) {
  return run(join(build, "bin", "whatworks-indexer"), ["export", "--format", format, "--base-url", site, "--schemas", join(root, "schemas"), "--corpus", corpus]);
}

// The records' main sources by id, with the address of the record.
export const sources = new Map(
  exported("jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).record)
    .map((record) => [record.id, { ...record.sources[0], summary: record.summary, address: `${site}/records/${record.id}`, others: record.sources.slice(1) }]),
);
assert.ok(sources.size >= 180, `${sources.size} records`);

export const onOneLine = (text) => text.replace(/\s+/g, " ").trim();

// Names as a set of letters in order, however a reader divided them: "van der Laan, Peter" and {family: "Laan", particle: "van der"} are one.
export const letters = (text) => text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
