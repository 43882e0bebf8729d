// SPDX-License-Identifier: GPL-3.0-or-later
// The vocabularies as SKOS, read by an RDF library.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../support/server.mjs";
import { require } from "./export.mjs";

const { Parser } = require("n3");
const skos = "http://www.w3.org/2004/02/skos/core#";

let server;
let vocabularies;
before(async () => {
  server = await startServer();
  ({ vocabularies } = await (await fetch(`${server.address}/api/v1/vocabularies`)).json());
});
after(() => server.stop());

const triples = async (name) => new Parser().parse(await (await fetch(`${server.address}/vocab/${name}.ttl`)).text());
const of = (quads, property) => quads.filter((quad) => quad.predicate.value === skos + property);

test("each vocabulary is a concept scheme in Turtle, with every concept, label and definition", async () => {
  for (const { name, count } of vocabularies) {
    const quads = await triples(name);
    const scheme = `${server.address}/vocab/${name}`;
    const { concepts } = await (await fetch(`${server.address}/api/v1/vocabularies/${name}`)).json();
    assert.equal(of(quads, "inScheme").filter((quad) => quad.object.value === scheme).length, count, name);
    for (const entry of concepts) {
      const address = `${scheme}/${entry.code}`;
      const about = quads.filter((quad) => quad.subject.value === address);
      assert.deepEqual(of(about, "prefLabel").map((quad) => [quad.object.value, quad.object.language]), [[entry.label, "en-gb"]]);
      assert.deepEqual(of(about, "altLabel").map((quad) => quad.object.value).sort(), [...new Set(entry.other_labels)].sort());
      assert.deepEqual(of(about, "notation").map((quad) => quad.object.value), [entry.code]);
      assert.equal(of(about, "definition")[0]?.object.value ?? "", entry.definition);
    }
  }
});

test("Turtle and JSON-LD hold the same statements", async () => {
  for (const { name } of vocabularies) {
    const quads = await triples(name);
    const graph = (await (await fetch(`${server.address}/vocab/${name}.jsonld`)).json())["@graph"];
    const inJson = graph.flatMap((node) => Object.entries(node).filter(([key]) => key !== "@id").flatMap(([, value]) => value));
    assert.equal(quads.length, inJson.length, name);
  }
});

test("broader and narrower agree, and countries are those of ISO 3166", async () => {
  for (const { name } of vocabularies) {
    const quads = await triples(name);
    const pairs = (list, turned) => list.map((quad) => (turned ? `${quad.object.value} ${quad.subject.value}` : `${quad.subject.value} ${quad.object.value}`)).sort();
    assert.deepEqual(pairs(of(quads, "broader"), false), pairs(of(quads, "narrower"), true));
  }
  const matches = of(await triples("country"), "exactMatch");
  assert.ok(matches.length > 200);
  assert.ok(matches.every((quad) => quad.object.value.endsWith(`:3166:${quad.subject.value.split("/").at(-1)}`)));
});

test("what a vocabulary and a concept are named leads to a page about it", async () => {
  const subjects = new Set((await triples("crime")).map((quad) => quad.subject.value));
  for (const address of subjects) {
    const answer = await fetch(address);
    assert.equal(answer.status, 200, address);
    assert.match(answer.headers.get("content-type"), /^text\/html/);
  }
  for (const path of ["/vocab/crime", "/vocab/crime/drugs"]) {
    for (const [type, extension] of [["text/turtle", "ttl"], ["application/ld+json", "jsonld"]]) {
      const led = await fetch(server.address + path, { headers: { accept: `${type}, text/html;q=0.5` } });
      assert.equal(led.url, `${server.address}/vocab/crime.${extension}`);
      assert.ok(led.headers.get("content-type").startsWith(type));
    }
    assert.equal((await fetch(server.address + path, { headers: { accept: "image/png" } })).status, 406);
  }
  assert.equal((await fetch(`${server.address}/vocab/crime/no-such-crime`)).status, 404);
  assert.equal((await fetch(`${server.address}/vocab/no-such-list.ttl`)).status, 404);
});
