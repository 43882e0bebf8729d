// SPDX-License-Identifier: GPL-3.0-or-later
// What Citation.js reads from our exports of the corpus is what the records say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exported, letters, onOneLine, require, sources } from "./export.mjs";

const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-ris");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-csl");

// What each format and Citation.js make of our types. BibTeX has no more than misc for what is in no journal, book or report series.
const types = {
  ris: {
    article: "article-journal",
    report: "report",
    thesis: "thesis",
    chapter: "chapter",
    book: "book",
    "conference-paper": "paper-conference",
    preprint: "manuscript",
    "web-page": "webpage",
    dataset: "dataset",
    legislation: "legislation",
  },
  bibtex: {
    article: "article-journal",
    report: "report",
    thesis: "thesis",
    chapter: "chapter",
    book: "book",
    "conference-paper": "paper-conference",
    preprint: "document",
    "web-page": "document",
    dataset: "document",
    legislation: "document",
  },
  "csl-json": {
    article: "article-journal",
    report: "report",
    thesis: "thesis",
    chapter: "chapter",
    book: "book",
    "conference-paper": "paper-conference",
    preprint: "article",
    "web-page": "webpage",
    dataset: "dataset",
    legislation: "legislation",
  },
};

const wholeName = (name) => letters([name.literal, name["non-dropping-particle"], name.family, name.given, name.suffix].filter(Boolean).join(" "));

// Where a venue may have gone, and the parts of it that were taken out.
const venueOf = (item) =>
  letters(
    ["container-title", "collection-title", "event-title", "publisher", "genre", "volume", "issue", "page", "number", "number-of-pages"]
      .map((key) => item[key] ?? "")
      .concat(item.issued?.["date-parts"]?.[0]?.[0] ?? "")
      .join(" "),
  );

// Every word of the venue is found somewhere; "no." and its like say only what a number is.
function assertVenue(item, venue) {
  const found = venueOf(item);
  for (const word of venue.split(/[\s(),:/-]+/).filter((each) => !/^(no\.|issue|article|from|p\.|pp\.|of|)$/.test(each))) {
    assert.ok(found.includes(letters(word)), `${word} of ${venue} in ${found}`);
  }
}

for (const format of ["ris", "bibtex", "csl-json"]) {
  test(`Citation.js reads the corpus from ${format}: type, title, authors, year, DOI, address and venue are those of the sources`, () => {
    const items = new Cite(exported(format)).data;
    assert.equal(items.length, sources.size);
    const addresses = [...sources.values()];
    items.forEach((item, i) => {
      const source = addresses[i];
      const about = `${format}: ${source.address}`;
      assert.equal(item.type, types[format][source.type], about);
      assert.equal(onOneLine(item.title), onOneLine(source.title), about);
      if (format !== "ris" || source.type !== "legislation") {
        // Citation.js reads no authors of RIS's STAT.
        assert.deepEqual((item.author ?? []).map(wholeName), (source.authors ?? []).map(letters), about);
      }
      assert.equal(item.issued?.["date-parts"]?.[0]?.[0], source.year, about);
      assert.equal(item.DOI, source.doi, about);
      // From BibTeX it writes a percent code that stands for a reserved character, such as %2F, once more as one.
      assert.ok(item.URL === source.url || (format === "bibtex" && item.URL === encodeURI(source.url)), `${about}: ${item.URL}`);
      assertVenue(item, source.venue ?? "");
      assert.equal(onOneLine(item.abstract), onOneLine(source.summary), about);
      const note = item.note ?? item.annote;
      assert.ok(note.startsWith("Summary by Whatworks"), about);
      assert.ok(note.includes(source.address), about);
      for (const other of source.others) {
        assert.ok(letters(note).includes(letters(other.title)), `${about}: ${other.title}`);
      }
    });
  });
}

test("the identifiers are the records': ids in RIS and CSL JSON, keys in BibTeX", () => {
  const ids = [...sources.keys()];
  assert.deepEqual(new Cite(exported("ris")).data.map((item) => item.id), ids);
  assert.deepEqual(new Cite(exported("csl-json")).data.map((item) => item.id), ids);
  const keys = new Cite(exported("bibtex")).data.map((item) => item.id);
  assert.equal(new Set(keys).size, ids.length);
  assert.deepEqual(keys.map((key) => key.replaceAll("-", "")), ids.map((id) => id.replaceAll("-", "")));
});

test("a reference can be set from each format", () => {
  for (const format of ["ris", "bibtex", "csl-json"]) {
    const item = new Cite(exported(format)).data.find((each) => each.id.startsWith("acconcia"));
    const list = new Cite(item).format("bibliography", { format: "text", template: "apa" });
    assert.match(list, /Acconcia, A\., Immordino, G\., Piccolo, S\., & Rey, P\. \(2014\)\. Accomplice Witnesses .* Scandinavian Journal of Economics, 116\(4\), 1116–1159/);
  }
});
