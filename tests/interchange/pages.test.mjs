// SPDX-License-Identifier: GPL-3.0-or-later
// What reference managers, search engines and signposting clients read in pages: the source of a record, not our summary of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../support/server.mjs";
import { letters, onOneLine, sources } from "./export.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]);
const get = (path, headers = {}) => fetch(server.address + path, { headers });

// Zotero's "Embedded Metadata" tells the type of a source by the tag that holds its venue.
const tagOfType = {
  article: "citation_journal_title",
  report: "citation_technical_report_institution",
  thesis: "citation_dissertation_institution",
  chapter: "citation_book_title",
  "conference-paper": "citation_conference_title",
};

function metaOf(html) {
  const tags = new Map();
  for (const [, name, content] of html.matchAll(/<meta name="([^"]+)" content="([^"]*)">/g)) {
    tags.set(name, [...(tags.get(name) ?? []), unescape(content)]);
  }
  return tags;
}

test("every record's page describes its main source as Google Scholar and Zotero read it", async () => {
  for (const [id, source] of sources) {
    const answer = await get(`/records/${id}`);
    const html = await answer.text();
    const tags = metaOf(html);
    assert.deepEqual(tags.get("citation_title"), [onOneLine(source.title)], id);
    assert.equal(tags.get("citation_author")?.length ?? 0, source.authors?.length ?? 0, id);
    for (const [i, author] of (source.authors ?? []).entries()) {
      assert.equal(letters(tags.get("citation_author")[i]), letters(author), id);
    }
    assert.equal(tags.get("citation_publication_date")?.[0], source.year?.toString(), id);
    assert.equal(tags.get("citation_doi")?.[0], source.doi, id);
    assert.equal(tags.get("citation_public_url")?.[0], source.doi ? `https://doi.org/${source.doi}` : source.url, id);
    if (source.venue && tagOfType[source.type]) {
      assert.ok(tags.has(tagOfType[source.type]), `${id}: ${source.type}`);
    }
    for (const [type, tag] of Object.entries(tagOfType)) {
      assert.ok(type === source.type || !tags.has(tag), `${id}: ${tag} on a ${source.type}`);
    }
    assert.ok(html.includes(`<link rel="canonical" href="${server.address}/records/${id}">`), id);
  }
});

test("every record's page says in schema.org's words what it is about, and holds nothing that could end its script", async () => {
  for (const [id, source] of sources) {
    const html = await (await get(`/records/${id}`)).text();
    const [, text] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html);
    assert.ok(!text.includes("<"), id);
    const { "@graph": graph } = JSON.parse(text);
    const page = graph.find((node) => node["@type"] === "WebPage");
    assert.equal(page.url, `${server.address}/records/${id}`);
    assert.equal(page.mainEntity.name, onOneLine(source.title), id);
    assert.equal(page.mainEntity.author.length, source.authors?.length ?? 0, id);
    assert.ok(page.mainEntity.about.every((term) => term["@id"].startsWith(`${server.address}/vocab/`)));
    assert.equal(page.mainEntity.sameAs, source.doi ? `https://doi.org/${source.doi}` : undefined, id);
    const trail = graph.find((node) => node["@type"] === "BreadcrumbList").itemListElement;
    assert.deepEqual(trail.map((step) => step.position), [1, 2, 3]);
  }
  const home = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(await (await get("/")).text())[1];
  const types = JSON.parse(home)["@graph"].map((node) => node["@type"]);
  assert.deepEqual(types, ["WebSite", "Dataset"]);
  for (const { contentUrl, encodingFormat } of JSON.parse(home)["@graph"][1].distribution) {
    const answer = await fetch(contentUrl, { method: "HEAD" });
    assert.ok(answer.headers.get("content-type").startsWith(encodingFormat), contentUrl);
  }
});

test("links in the header lead to what to cite, the licence and every other form", async () => {
  const [id, source] = [...sources].find(([, one]) => one.doi);
  const header = (await get(`/records/${id}`)).headers.get("link");
  const links = header.split(/, (?=<)/).map((link) => {
    const [, target, parameters] = /^<([^>]+)>; (.*)$/.exec(link);
    return { target, ...Object.fromEntries([...parameters.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])) };
  });
  assert.equal(decodeURIComponent(links.find((link) => link.rel === "cite-as").target), `https://doi.org/${source.doi}`);
  assert.ok(links.some((link) => link.rel === "license"));
  assert.ok(links.filter((link) => link.rel === "type").every((link) => link.target.startsWith("https://schema.org/")));
  for (const link of links.filter((one) => ["describedby", "item", "collection"].includes(one.rel))) {
    const answer = await fetch(link.target);
    assert.equal(answer.status, 200, link.target);
    assert.ok(answer.headers.get("content-type").startsWith(link.type), link.target);
  }
});

test("every result in a list carries its source as a ContextObject", async () => {
  const found = await (await get("/api/v1/search?q=gang&per_page=20&facets=none")).json();
  const html = await (await get("/search?q=gang&per_page=20")).text();
  const spans = [...html.matchAll(/<span class="Z3988" title="([^"]*)"><\/span>/g)].map(([, title]) => new URLSearchParams(unescape(title)));
  assert.equal(spans.length, found.results.length);
  for (const [i, { id }] of found.results.entries()) {
    const source = sources.get(id);
    const said = spans[i];
    assert.equal(said.get("ctx_ver"), "Z39.88-2004");
    assert.match(said.get("rft_val_fmt"), /^info:ofi\/fmt:kev:mtx:(journal|book|dissertation|dc)$/);
    assert.equal(said.get("rft.atitle") ?? said.get("rft.btitle") ?? said.get("rft.title"), onOneLine(source.title));
    if (source.doi) {
      assert.equal(said.get("rft_id"), `info:doi/${source.doi}`);
    }
  }
});

test("the numbers of a search stand in its page for programs", async () => {
  const tags = metaOf(await (await get("/search?country=GB&per_page=10&page=2")).text());
  const found = await (await get("/api/v1/search?country=GB&facets=none")).json();
  assert.deepEqual(tags.get("totalResults"), [String(found.total)]);
  assert.deepEqual(tags.get("startIndex"), ["11"]);
  assert.deepEqual(tags.get("itemsPerPage"), ["10"]);
});
