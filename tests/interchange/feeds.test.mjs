// SPDX-License-Identifier: GPL-3.0-or-later
// What feed readers, browsers and crawlers take: Atom by RFC 4287, OpenSearch 1.1, the sitemap protocol.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../support/server.mjs";
import { sources } from "./export.mjs";
import { all, parseXml, texts } from "./xml.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const get = (path, headers = {}) => fetch(server.address + path, { headers, redirect: "manual" });
const child = (node, name) => [...node.childNodes].filter((one) => one.localName === name);

test("a search is a feed whose entries are its records, the last re-assessed first", async () => {
  const answer = await get("/feed.atom?country=GB&per_page=10");
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^application\/atom\+xml/);
  const feed = parseXml(await answer.text()).documentElement;
  const found = await (await get("/api/v1/search?country=GB&per_page=10&sort=updated&facets=none")).json();
  assert.equal(all(feed, "totalResults")[0].textContent, String(found.total));
  for (const element of ["id", "title", "updated", "author"]) {
    assert.equal(child(feed, element).length, 1, element);
  }
  const entries = all(feed, "entry");
  assert.deepEqual(
    entries.map((entry) => texts(entry, "title")[0]),
    found.results.map((record) => record.title),
  );
  const instants = entries.map((entry) => texts(entry, "updated")[0]);
  assert.deepEqual([...instants].sort().reverse(), instants);
  assert.equal(texts(feed, "updated")[0], instants[0]);
  for (const entry of entries) {
    assert.match(texts(entry, "id")[0], /^tag:127\.0\.0\.1,2026:records\/[a-z0-9-]+$/);
    assert.match(texts(entry, "updated")[0], /^\d{4}-\d\d-\d\dT00:00:00Z$/);
    assert.equal(child(entry, "summary").length, 1);
    const page = child(entry, "link").find((link) => link.getAttribute("type") === "text/html");
    assert.ok(page.getAttribute("href").startsWith(`${server.address}/records/`));
  }
  assert.equal(new Set(entries.map((entry) => texts(entry, "id")[0])).size, entries.length);
});

test("a feed is paged to its end, and every record of the base is in one of its pages once", async () => {
  const seen = [];
  let next = `${server.address}/feed.atom?per_page=50`;
  while (next) {
    const feed = parseXml(await (await fetch(next)).text()).documentElement;
    seen.push(...all(feed, "entry").map((entry) => texts(entry, "id")[0]));
    next = child(feed, "link").find((link) => link.getAttribute("rel") === "next")?.getAttribute("href");
  }
  assert.equal(seen.length, sources.size);
  assert.equal(new Set(seen).size, sources.size);
});

test("a feed says in its title what it is of, whatever the words hold, and is found from the search page", async () => {
  const words = '<b> & "quotes" ]]>';
  const query = new URLSearchParams({ q: words, country: "GB" });
  const feed = parseXml(await (await get(`/feed.atom?${query}`)).text()).documentElement;
  assert.match(texts(feed, "title")[0], /‘<b> & "quotes" \]\]>’, Country: United Kingdom/);
  const page = await (await get("/search?country=GB&sort=title&page=2")).text();
  assert.match(page, /<link rel="alternate" type="application\/atom\+xml" href="\/feed\.atom\?country=GB"/);
});

test("parameters that feed readers add are passed over; wrong values are refused", async () => {
  assert.equal((await get("/feed.atom?country=GB&utm_source=reader")).status, 200);
  assert.equal((await get("/feed.atom?country=ZZ")).status, 400);
  assert.equal((await get("/feed.atom?page=0")).status, 400);
});

test("a feed that has not changed is not sent again", async () => {
  const first = await get("/feed.atom");
  const again = await get("/feed.atom", { "if-none-match": first.headers.get("etag") });
  assert.equal(again.status, 304);
});

test("browsers can add the search, within the limits of OpenSearch, and complete what is typed", async () => {
  const answer = await get("/opensearch.xml");
  assert.match(answer.headers.get("content-type"), /^application\/opensearchdescription\+xml/);
  const description = parseXml(await answer.text()).documentElement;
  assert.ok(texts(description, "ShortName")[0].length <= 16);
  assert.ok(texts(description, "Description")[0].length <= 1024);
  const templates = new Map(all(description, "Url").map((url) => [url.getAttribute("type"), url.getAttribute("template")]));
  for (const [type, template] of templates) {
    const there = await fetch(template.replace("{searchTerms}", "gang").replace("{startPage?}", ""));
    assert.equal(there.status, 200, type);
    assert.ok(there.headers.get("content-type").startsWith(type), `${type}: ${there.headers.get("content-type")}`);
  }
  const [typed, completions, kinds, addresses] = await (await fetch(templates.get("application/x-suggestions+json").replace("{searchTerms}", "gan"))).json();
  assert.equal(typed, "gan");
  assert.ok(completions.length > 0);
  assert.equal(kinds.length, completions.length);
  assert.ok(addresses.every((address) => address.startsWith(server.address)));
});

test("the sitemap lists every record with the day of its last change, and robots.txt leads to it", async () => {
  const robots = await (await get("/robots.txt")).text();
  const address = /^Sitemap: (\S+)$/m.exec(robots)[1];
  const map = parseXml(await (await fetch(address)).text()).documentElement;
  assert.equal(map.localName, "urlset");
  const records = all(map, "url").filter((url) => texts(url, "loc")[0].includes("/records/"));
  assert.equal(records.length, sources.size);
  for (const record of records) {
    assert.match(texts(record, "lastmod")[0], /^\d{4}-\d\d-\d\d$/);
  }
  const year = parseXml(await (await fetch(`${address}?year=2019`)).text()).documentElement;
  const of2019 = await (await get("/api/v1/search?year_from=2019&year_to=2019&facets=none")).json();
  assert.equal(all(year, "url").length, of2019.total);
  assert.equal((await get("/sitemap.xml?year=soon")).status, 400);
});
