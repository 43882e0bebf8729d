// SPDX-License-Identifier: GPL-3.0-or-later
// A harvester that holds the server to the rules of OAI-PMH 2.0.
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

async function ask(query, { method = "GET" } = {}) {
  const form = new URLSearchParams(query).toString();
  const answer =
    method === "GET"
      ? await fetch(`${server.address}/oai?${form}`)
      : await fetch(`${server.address}/oai`, { method, body: form, headers: { "content-type": "application/x-www-form-urlencoded" } });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/xml/);
  const root = parseXml(await answer.text()).documentElement;
  assert.equal(root.localName, "OAI-PMH");
  assert.equal(root.namespaceURI, "http://www.openarchives.org/OAI/2.0/");
  assert.match(texts(root, "responseDate")[0], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.equal(texts(root, "request")[0], `${server.address}/oai`);
  const order = [...root.childNodes].filter((node) => node.nodeType === 1).map((node) => node.localName);
  assert.deepEqual(order.slice(0, 2), ["responseDate", "request"]);
  return root;
}
const errors = (root) => all(root, "error").map((error) => error.getAttribute("code"));

// All records or headers of a selection, over as many answers as it takes.
async function harvest(verb, selection = {}) {
  const element = verb === "ListRecords" ? "record" : "header";
  const harvested = [];
  let root = await ask({ verb, metadataPrefix: "oai_dc", ...selection });
  let size;
  for (;;) {
    assert.deepEqual(errors(root), []);
    const token = all(root, "resumptionToken")[0];
    if (token) {
      assert.equal(token.getAttribute("cursor"), String(harvested.length));
      size ??= token.getAttribute("completeListSize");
      assert.equal(token.getAttribute("completeListSize"), size);
    }
    harvested.push(...all(root, element));
    if (!token?.textContent) {
      break;
    }
    root = await ask({ verb, resumptionToken: token.textContent });
  }
  assert.ok(size === undefined || Number(size) === harvested.length);
  return harvested;
}

test("the repository says who it is", async () => {
  const root = await ask({ verb: "Identify" });
  const identify = all(root, "Identify")[0];
  const elements = [...identify.childNodes].filter((node) => node.nodeType === 1).map((node) => node.localName);
  assert.deepEqual(elements, ["repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity"]);
  assert.equal(texts(identify, "protocolVersion")[0], "2.0");
  assert.equal(texts(identify, "deletedRecord")[0], "no");
  assert.equal(texts(identify, "granularity")[0], "YYYY-MM-DD");
  assert.equal(all(root, "request")[0].getAttribute("verb"), "Identify");
});

test("every record is harvested once, in Dublin Core", async () => {
  const records = await harvest("ListRecords");
  assert.equal(records.length, sources.size);
  const earliest = texts(await ask({ verb: "Identify" }), "earliestDatestamp")[0];
  const seen = new Set();
  for (const record of records) {
    const [, , id] = texts(record, "identifier")[0].split(":");
    seen.add(id);
    assert.match(texts(record, "datestamp")[0], /^\d{4}-\d\d-\d\d$/);
    assert.ok(texts(record, "datestamp")[0] >= earliest);
    const dc = all(record, "dc")[0];
    assert.equal(dc.namespaceURI, "http://www.openarchives.org/OAI/2.0/oai_dc/");
    const held = [...dc.childNodes].filter((node) => node.nodeType === 1);
    assert.ok(held.every((element) => element.namespaceURI === "http://purl.org/dc/elements/1.1/" && element.textContent.trim() !== ""));
    assert.ok(texts(dc, "identifier").includes(`${server.address}/records/${id}`));
    assert.ok(texts(dc, "source")[0].startsWith(sources.get(id).title.trim()), id);
  }
  assert.deepEqual([...seen].sort(), [...sources.keys()].sort());
});

test("headers alone are those of the records, and sets divide them", async () => {
  const headers = await harvest("ListIdentifiers");
  assert.equal(headers.length, sources.size);
  const sets = texts(await ask({ verb: "ListSets" }), "setSpec");
  assert.ok(sets.includes("priority:what-works") && sets.includes("kind:study"));
  let studies = 0;
  for (const set of sets) {
    const expected = headers.filter((header) => texts(header, "setSpec").some((spec) => spec === set || spec.startsWith(`${set}:`)));
    if (expected.length === 0) {
      assert.deepEqual(errors(await ask({ verb: "ListIdentifiers", metadataPrefix: "oai_dc", set })), ["noRecordsMatch"], set);
      continue;
    }
    const found = await harvest("ListIdentifiers", { set });
    assert.equal(found.length, expected.length, set);
    studies += set.startsWith("kind:") ? found.length : 0;
  }
  assert.equal(studies, sources.size);
});

test("days select by the day of the last assessment, both ends included", async () => {
  const headers = await harvest("ListIdentifiers");
  const days = [...new Set(headers.map((header) => texts(header, "datestamp")[0]))].sort();
  const on = (day) => headers.filter((header) => texts(header, "datestamp")[0] === day).length;
  assert.equal((await harvest("ListIdentifiers", { from: days.at(-1) })).length, on(days.at(-1)));
  assert.equal((await harvest("ListIdentifiers", { until: days[0] })).length, on(days[0]));
  assert.equal((await harvest("ListIdentifiers", { from: days[0], until: days.at(-1) })).length, headers.length);
  assert.deepEqual(errors(await ask({ verb: "ListRecords", metadataPrefix: "oai_dc", until: "1999-12-31" })), ["noRecordsMatch"]);
});

test("one record is had by its identifier", async () => {
  const [id] = sources.keys();
  const root = await ask({ verb: "GetRecord", identifier: `oai:127.0.0.1:${id}`, metadataPrefix: "oai_dc" });
  assert.equal(all(root, "record").length, 1);
  const formats = await ask({ verb: "ListMetadataFormats", identifier: `oai:127.0.0.1:${id}` });
  assert.deepEqual(texts(formats, "metadataPrefix"), ["oai_dc"]);
});

test("POST asks as GET does", async () => {
  assert.equal(texts(await ask({ verb: "Identify" }, { method: "POST" }), "protocolVersion")[0], "2.0");
});

test("each mistake has its code, and the request is repeated only where it may be", async () => {
  const [id] = sources.keys();
  const cases = [
    ["", ["badVerb"]],
    ["verb=Fetch", ["badVerb"]],
    ["verb=Identify&verb=Identify", ["badVerb"]],
    ["verb=Identify&set=kind", ["badArgument"]],
    ["verb=ListRecords", ["badArgument"]],
    ["verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", ["badArgument"]],
    ["verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00Z", ["badArgument"]],
    ["verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", ["badArgument"]],
    ["verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", ["badArgument"]],
    ["verb=ListRecords&metadataPrefix=marc21", ["cannotDisseminateFormat"]],
    ["verb=ListRecords&resumptionToken=nonsense", ["badResumptionToken"]],
    ["verb=ListRecords&resumptionToken=-5~~~~x", ["badResumptionToken"]],
    ["verb=ListSets&resumptionToken=1~~~~x", ["badResumptionToken"]],
    ["verb=ListRecords&resumptionToken=1~~~~x&metadataPrefix=oai_dc", ["badArgument"]],
    ["verb=ListRecords&metadataPrefix=oai_dc&set=kind:nothing", ["noRecordsMatch"]],
    ["verb=GetRecord&metadataPrefix=oai_dc", ["badArgument"]],
    ["verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:no-such-record", ["idDoesNotExist"]],
    ["verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Cscript%3E", ["idDoesNotExist"]],
    ["verb=ListMetadataFormats&identifier=oai:127.0.0.1:no-such-record", ["idDoesNotExist"]],
    [`verb=GetRecord&metadataPrefix=marc21&identifier=oai:127.0.0.1:${id}`, ["cannotDisseminateFormat"]],
  ];
  for (const [query, codes] of cases) {
    const root = await ask(query);
    assert.deepEqual(errors(root), codes, query);
    const repeats = all(root, "request")[0].attributes.length > 0;
    assert.equal(repeats, !codes.includes("badVerb") && !codes.includes("badArgument"), query);
  }
});
