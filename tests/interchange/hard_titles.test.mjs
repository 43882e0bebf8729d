// SPDX-License-Identifier: GPL-3.0-or-later
// Titles with whatever means something to a format come back whole from Citation.js and bibutils.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { exported, onOneLine, require, run } from "./export.mjs";
import { readMods } from "./mods.mjs";

const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-ris");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-csl");

const titles = [
  "one\ntwo\n\nthree",
  "semi; colons; and: colons",
  "a {brace",
  "a brace} alone",
  "{both} of {them}",
  "50% of $5 & #1_a ~b ^c",
  "C:\\lines\\closed",
  'a "quoted" word, and \'so\'',
  "العربية في العنوان",
  "עברית בכותרת",
  "an emoji 😀 here",
  "=1+1",
  "@risk",
  "a  - b",
  "TY  - JOUR",
  "ER  - ",
  "line\u2028separator",
  "1 < 2 > 0 | x",
  "a--b---c",
  "tab\there",
  "Zürich, Łódź, Øst, naïve, Straße, Çetin, Beyoğlu, Šimon, ångström, œuvre, Việt Nam",
  "中文標題",
  "‘single’ and “double” – and — dashes…",
];

const body = "## What was done\n\nLines were closed.\n\n## Effect\n\nFewer calls.\n\n## Limits\n\nNone known.\n";
const frontMatter = (id, title) => ({
  id,
  kind: "study",
  title: "Closing lines",
  summary: "Calls fell.",
  intervention: "Line closure",
  priorities: ["ocg-business-models"],
  crime_types: ["county-lines"],
  countries: ["GB"],
  published: 2019,
  design: "descriptive",
  effect: "not-measured",
  strength: 0,
  sources: [{ type: "article", title, authors: ["Doe, Jane"], year: 2019, venue: "Journal of Examples 12(3), 45-67" }],
  circulation: "public",
  added: "2026-01-02",
});

const plainQuotes = (text) => text.replace(/[\u2018\u2019]/g, "'").replace(/[\u201C\u201D]/g, '"');
const expected = titles.map((title) => plainQuotes(onOneLine(title)));

// Runs `check` on a folder of records with these titles, in their order.
function withCorpus(check) {
  const corpus = mkdtempSync(join(tmpdir(), "whatworks-titles-"));
  try {
    mkdirSync(join(corpus, "studies"));
    titles.forEach((title, i) => {
      const id = `doe-2019-title-${String(i).padStart(2, "0")}`;
      // JSON is YAML.
      writeFileSync(join(corpus, "studies", `${id}.md`), `---\n${Object.entries(frontMatter(id, title)).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("")}---\n\n${body}`);
    });
    check(corpus);
  } finally {
    rmSync(corpus, { recursive: true, force: true });
  }
}

for (const format of ["ris", "bibtex", "csl-json"]) {
  test(`Citation.js reads hard titles from ${format}`, () => {
    withCorpus((corpus) => {
      const items = new Cite(exported(format, corpus)).data;
      assert.deepEqual(items.map((item) => plainQuotes(item.title)), expected);
      items.forEach((item) => assert.equal(item["container-title"], "Journal of Examples"));
    });
  });
}

test("bibutils reads hard titles from RIS", () => {
  withCorpus((corpus) => {
    const items = readMods(run("ris2xml", ["-nt", "-nl"], exported("ris", corpus)));
    assert.deepEqual(items.map((item) => plainQuotes(item.title)), expected);
  });
});

test("bibutils reads hard titles from BibTeX", () => {
  withCorpus((corpus) => {
    // It knows no command for a backslash, and takes ASCII's circumflex for another and two hyphens for a dash however they are kept apart.
    const known = (title) => title.replaceAll("\\textbackslash", "\\").replaceAll("\u2303", "^").replace(/[-–—]+/g, "-");
    const items = readMods(run("bib2xml", ["-nt"], exported("bibtex", corpus)));
    assert.deepEqual(items.map((item) => known(plainQuotes(item.title))), expected.map(known));
  });
});
