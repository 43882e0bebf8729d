// SPDX-License-Identifier: GPL-3.0-or-later
// The description of the API against a linter, against what the server answers, and against the programs that its page shows.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer } from "../support/server.mjs";
import { build, exported, require, root, run, sources } from "./export.mjs";

const { Spectral } = require("@stoplight/spectral-core");
const { oas } = require("@stoplight/spectral-rulesets");
const Ajv = require("ajv/dist/2020").default;

let server;
let description;
before(async () => {
  server = await startServer();
  description = await (await fetch(`${server.address}/openapi.json`)).json();
});
after(() => server.stop());

const get = (path, headers = {}) => fetch(server.address + path, { headers, redirect: "manual" });

function validator(name) {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile({ $ref: `#/components/schemas/${name}`, components: description.components });
  return (value, where) => assert.ok(validate(value), `${where}: ${ajv.errorsText(validate.errors)}`);
}

test("the description passes a linter's rules without a word", async () => {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas, "recommended"]], rules: { "operation-tag-defined": "error" } });
  const complaints = await spectral.run(description);
  assert.deepEqual(complaints.map((complaint) => `${complaint.path.join(".")}: ${complaint.message}`), []);
});

test("every example in the description is answered as described", async () => {
  let run = 0;
  for (const [path, { get: operation }] of Object.entries(description.paths).filter(([, item]) => item.get)) {
    assert.ok(operation["x-examples"].length > 0, path);
    for (const example of operation["x-examples"]) {
      const answer = await get(example);
      assert.equal(answer.status, 200, example);
      const type = answer.headers.get("content-type");
      const content = operation.responses["200"].content[type];
      assert.ok(content, `${example}: ${type}`);
      const shape = content.schema.$ref?.split("/").at(-1);
      if (shape) {
        const value = await answer.json();
        validator(shape)(value, example);
        if (value.results) {
          assert.ok(value.total > 0, `${example} finds nothing`);
        }
      } else {
        assert.ok((await answer.text()).length > 100, example);
      }
      run += 1;
    }
  }
  assert.ok(run >= 10);
});

test("a text that is sent to be checked is answered as described, each record of the corpus without an error", async () => {
  const { post } = description.paths["/api/v1/check"];
  const validate = validator("Check");
  const check = (text, type = "text/markdown") => fetch(`${server.address}/api/v1/check`, { method: "POST", body: text, headers: { "content-type": type } });
  assert.deepEqual(Object.keys(post.requestBody.content), ["text/markdown", "text/plain"]);
  for (const [id] of [...sources].slice(0, 20)) {
    const answer = await check(await (await get(`/records/${id}.md`)).text());
    const found = await answer.json();
    validate(found, id);
    assert.ok(found.valid, id);
    assert.ok(found.similar.length > 0, id);
  }
  for (const [text, type, status] of [["", "text/plain", 200], ["x", "text/html", 415], ["x".repeat(400_000), "text/markdown", 413]]) {
    const answer = await check(text, type);
    assert.equal(answer.status, status);
    validator(status === 200 ? "Check" : "Problem")(await answer.json(), `${status}`);
  }
});

test("every value of every facet and every order that the description allows is taken, and its answer is as described", async () => {
  const validate = validator("Search");
  for (const parameter of Object.values(description.components.parameters)) {
    const reference = parameter.schema.items?.$ref ?? parameter.schema.$ref;
    const codes = reference ? description.components.schemas[reference.split("/").at(-1)].enum : parameter.name === "sort" ? parameter.schema.enum : [];
    for (const code of codes) {
      const path = `/api/v1/search?${new URLSearchParams({ [parameter.name]: code, per_page: "2" })}`;
      const answer = await get(path);
      assert.equal(answer.status, 200, path);
      validate(await answer.json(), path);
    }
  }
});

test("every record is as described, with its neighbours", async () => {
  const record = validator("Record");
  const related = validator("Related");
  for (const id of sources.keys()) {
    record(await (await get(`/api/v1/records/${id}`)).json(), id);
    related(await (await get(`/api/v1/records/${id}/related`)).json(), id);
  }
});

test("whatever is wrong is a problem as described, of a kind that has a page", async () => {
  const validate = validator("Problem");
  const wrong = [
    ["/api/v1/search?colour=red", 400],
    ["/api/v1/search?country=ZZ&page=0", 400],
    ["/api/v1/export", 400],
    ["/api/v1/export?format=docx", 400],
    ["/api/v1/export?format=ris&id=a&country=GB", 400],
    ["/api/v1/map?rows=nothing", 400],
    ["/api/v1/suggest?word=x", 400],
    ["/api/v1/records/no-such-record", 404],
    ["/api/v1/vocabularies/no-such-list", 404],
    ["/api/v2/search", 404],
  ];
  const kinds = new Set();
  for (const [path, status] of wrong) {
    const answer = await get(path);
    assert.equal(answer.status, status, path);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    const problem = await answer.json();
    validate(problem, path);
    assert.equal(problem.status, status);
    kinds.add(problem.type);
  }
  for (const kind of kinds) {
    assert.equal((await get(kind)).status, 200, kind);
  }
});

test("an Accept header that names nothing we have is refused, nonsense and wildcards are not", async () => {
  const [id] = sources.keys();
  assert.equal((await get("/api/v1/search", { accept: "image/png" })).status, 406);
  assert.equal((await get("/api/v1/export?format=ris", { accept: "application/json" })).status, 406);
  assert.equal((await get(`/records/${id}`, { accept: "image/png" })).status, 406);
  for (const accept of ["*/*", "application/*", "text/html, */*;q=0.1", ";;,q=", "json", ""]) {
    assert.equal((await get("/api/v1/search", { accept })).status, 200, accept);
  }
});

test("a record is had in each form, at its address or by asking for its type", async () => {
  const [id] = sources.keys();
  const forms = { ris: "application/x-research-info-systems", bib: "application/x-bibtex", "csl.json": "application/vnd.citationstyles.csl+json", md: "text/markdown", json: "application/json" };
  for (const [extension, type] of Object.entries(forms)) {
    const answer = await get(`/records/${id}.${extension}`);
    assert.equal(answer.status, 200);
    assert.ok(answer.headers.get("content-type").startsWith(type));
    const led = await get(`/records/${id}`, { accept: `${type}, text/html;q=0.5` });
    assert.equal(led.headers.get("location"), `/records/${id}.${extension}`);
    assert.equal((await get(`/records/no-such-record.${extension}`)).status, 404);
  }
  assert.equal((await get(`/records/${id}`, { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" })).status, 200);
});

test("what the server exports is what the indexer exports, byte by byte, in every format", async () => {
  for (const format of description.components.parameters.format.schema.enum) {
    const here = await (await get(`/api/v1/export?format=${format}`)).text();
    assert.equal(here.replaceAll(server.address, "https://host.example"), exported(format), format);
  }
});

test("an export takes a search, or records in an order of one's own, and their number is that of the search", async () => {
  const found = await (await get("/api/v1/search?q=gang&country=US&facets=none")).json();
  const lines = (await (await get("/api/v1/export?format=jsonl&q=gang&country=US")).text()).trimEnd().split("\n");
  assert.equal(lines.length, found.total);
  const ids = [...sources.keys()].slice(0, 3).reverse();
  const named = await (await get(`/api/v1/export?format=csl-json&${ids.map((id) => `id=${id}`).join("&")}`)).json();
  assert.deepEqual(named.map((item) => item.id), ids);
  assert.ok((await (await get("/api/v1/export?format=csv&bom=yes&country=GB")).arrayBuffer()).byteLength > 3);
  assert.deepEqual(await (await get("/api/v1/export?format=json&q=zzzzqqqq")).json(), []);
});

test("scripts of other sites may read what everyone gets, and nothing that is one's own", async () => {
  assert.equal((await get("/api/v1/search")).headers.get("access-control-allow-origin"), "*");
  assert.equal((await get("/api/v1/search")).headers.get("access-control-allow-credentials"), null);
  assert.equal((await get("/search")).headers.get("access-control-allow-origin"), null);
});

test("HEAD, ETag and compression hold for files too", async () => {
  const path = "/api/v1/export?format=csv";
  const head = await fetch(server.address + path, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  const first = await get(path, { "accept-encoding": "gzip" });
  assert.equal(first.headers.get("content-encoding"), "gzip");
  assert.equal((await get(path, { "if-none-match": first.headers.get("etag") })).status, 304);
  assert.equal((await fetch(server.address + path, { method: "DELETE" })).headers.get("allow"), "GET, HEAD");
});

test("the programs on the page of the API run, where their language is at hand", async () => {
  const page = await (await get("/about/api")).text();
  const folder = mkdtempSync(join(tmpdir(), "whatworks-clients-"));
  try {
    for (const [program, file, expected] of [
      ["sh", "client.sh", /^TY {2}- /m],
      ["python3", "client.py", new RegExp(`\\t${server.address}/records/`)],
      ["Rscript", "client.R", /crime/],
    ]) {
      assert.ok(page.includes(file.split(".")[1] === "R" ? "read.csv" : file), file);
      if (spawnSync(program, ["--version"]).error) {
        continue;
      }
      const done = spawnSync(program, [join(root, "site", "examples", file), server.address], { encoding: "utf8", cwd: folder });
      assert.equal(done.status, 0, `${file}: ${done.stderr}`);
      assert.match(done.stdout, expected, file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the whole base is one archive with a digest of every file, the same each time", async () => {
  const first = Buffer.from(await (await get("/archive.zip")).arrayBuffer());
  const again = Buffer.from(await (await get("/archive.zip")).arrayBuffer());
  assert.ok(first.equals(again));
  const folder = mkdtempSync(join(tmpdir(), "whatworks-archive-"));
  try {
    writeFileSync(join(folder, "whatworks.zip"), first);
    run("unzip", ["-q", join(folder, "whatworks.zip"), "-d", join(folder, "out")]);
    const out = (name) => readFileSync(join(folder, "out", name), "utf8");
    const manifest = out("manifest-sha256.txt");
    assert.equal(spawnSync("sha256sum", ["--check", "--quiet", "--strict", "manifest-sha256.txt"], { cwd: join(folder, "out") }).status, 0);
    const listed = manifest.trimEnd().split("\n").map((line) => line.slice(66));
    assert.equal(listed.filter((name) => name.startsWith("records/")).length, sources.size);
    assert.ok(["README.md", "datapackage.json", "records.jsonl", "records.csv", "outcomes.csv", "schemas/record.schema.json", "schemas/vocabularies/crime.json"].every((name) => listed.includes(name)));
    assert.equal(out("records.jsonl"), exported("jsonl"));
    assert.equal(out("records.csv").replaceAll(server.address, "https://host.example"), exported("csv"));
    run(join(build, "bin", "whatworks-indexer"), ["--quiet", "check", "--schemas", join(folder, "out", "schemas"), join(folder, "out", "records")]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the data package describes every column of the tables that it names", async () => {
  const described = await (await get("/datapackage.json")).json();
  assert.equal(described.profile, "tabular-data-package");
  for (const resource of described.resources) {
    const [header] = (await (await fetch(resource.path)).text()).split("\r\n");
    assert.deepEqual(resource.schema.fields.map((field) => field.name), header.split(","));
  }
});
