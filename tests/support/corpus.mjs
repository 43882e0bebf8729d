// SPDX-License-Identifier: GPL-3.0-or-later
// A few records of the corpus, some of them not for everybody.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usualCorpus } from "./server.mjs";

const usual = /^circulation: public$/m;

// `circulations` are the lines that stand in the place of "circulation: public" in as many records, such as "circulation: internal". Returns the
// folder, the ids of those records in the same order, and remove(). No record names another, so that none names one that fewer people may read.
export function corpusWith(circulations, size = 12) {
  const corpus = mkdtempSync(join(tmpdir(), "whatworks-corpus-"));
  const from = join(usualCorpus, "studies");
  const to = join(corpus, "studies");
  mkdirSync(to);
  const chosen = readdirSync(from)
    .filter((name) => name.endsWith(".md") && !/^related:/m.test(readFileSync(join(from, name), "utf8")))
    .slice(0, size);
  assert.equal(chosen.length, size, "the corpus is too small for these tests");
  chosen.forEach((name) => cpSync(join(from, name), join(to, name)));
  const changed = chosen.slice(0, circulations.length);
  changed.forEach((name, i) => {
    const text = readFileSync(join(from, name), "utf8");
    assert.match(text, usual);
    writeFileSync(join(to, name), text.replace(usual, circulations[i]));
  });
  return { corpus, ids: changed.map((name) => name.replace(/\.md$/, "")), remove: () => rmSync(corpus, { recursive: true, force: true }) };
}
