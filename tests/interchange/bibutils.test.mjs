// SPDX-License-Identifier: GPL-3.0-or-later
// What bibutils (ris2xml, bib2xml) reads from our exports of the corpus is what the records say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exported, letters, onOneLine, run, sources } from "./export.mjs";
import { readMods } from "./mods.mjs";

// bibutils 7.2 does not know RIS's CPAPER and DATA, and takes them for the plainest type; nothing else of them is lost.
const genres = {
  ris: {
    article: "journal article",
    report: "technical report",
    thesis: "thesis",
    chapter: "book chapter",
    book: "book",
    preprint: "unpublished",
    "web-page": "electronic",
    legislation: "legislation",
  },
  bibtex: {
    article: "journal article",
    report: "technical report",
    thesis: "thesis",
    chapter: "collection",
    book: "book",
    "conference-paper": "conference publication",
    preprint: "miscellaneous",
    "web-page": "miscellaneous",
    dataset: "miscellaneous",
    legislation: "miscellaneous",
  },
};

// RIS does not say which authors are bodies: bibutils divides their names like people's, and at "and" into two. No letter may be lost.
const lettersOfAll = (names) => [...letters(names.map((name) => name.replaceAll(" and ", " ")).join(" "))].sort().join("");
const each = (names) => names.map(letters);

// In LaTeX straight quotation marks are closing ones.
const plainQuotes = (text) => onOneLine(text).replace(/[\u2018\u2019]/g, "'").replace(/[\u201C\u201D]/g, '"');

function check(format, items, namesOf) {
  assert.equal(items.length, sources.size);
  [...sources.values()].forEach((source, i) => {
    const item = items[i];
    const about = `${format}: ${source.address}`;
    const genre = genres[format][source.type];
    assert.ok(genre === undefined || item.genres.includes(genre), `${about}: ${item.genres}`);
    assert.equal(plainQuotes(item.title), plainQuotes(source.title), about);
    assert.deepEqual(namesOf(item.authors), namesOf(source.authors ?? []), about);
    assert.deepEqual(item.years, source.year === undefined ? [] : [String(source.year)], about);
    // bibutils takes a DOI of RIS for one only where four digits follow its first "10.".
    if (format !== "ris" || /^10\.\d{4}\//.test(source.doi ?? "10.1000/")) {
      assert.deepEqual(item.doi, source.doi === undefined ? [] : [source.doi], about);
    }
    assert.ok(source.url === undefined || item.urls.includes(source.url), `${about}: ${item.urls}`);
    for (const word of (source.venue ?? "").split(/[\s(),:/-]+/).filter((each) => !/^(no\.|issue|article|from|p\.|pp\.|of|)$/.test(each))) {
      assert.ok(item.all.includes(letters(word)), `${about}: ${word} of ${source.venue}`);
    }
    assert.equal(plainQuotes(item.abstract), plainQuotes(source.summary), about);
    assert.ok(item.notes.some((note) => note.startsWith("Summary by Whatworks") && note.includes(source.address)), about);
  });
}

test("ris2xml reads type, title, authors, year, DOI, address and venue of every source of the corpus", () => {
  const items = readMods(run("ris2xml", ["-nt", "-nl"], exported("ris")));
  check("ris", items, lettersOfAll);
  assert.deepEqual(items.map((item) => item.key), [...sources.keys()]);
});

test("bib2xml reads type, title, authors, year, DOI, address and venue of every source of the corpus", () => {
  const items = readMods(run("bib2xml", ["-nt"], exported("bibtex")));
  check("bibtex", items, each);
  assert.equal(new Set(items.map((item) => item.key)).size, sources.size);
});
