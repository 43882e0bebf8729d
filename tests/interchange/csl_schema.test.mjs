// SPDX-License-Identifier: GPL-3.0-or-later
// Our CSL JSON holds to the variables, names and dates of the Citation Style Language.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { exported, require, sources } from "./export.mjs";

const { default: Ajv } = require("ajv");
const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(new URL("csl_items.schema.json", import.meta.url), "utf8")));

test("the corpus is valid CSL JSON", () => {
  const items = JSON.parse(exported("csl-json"));
  assert.equal(items.length, sources.size);
  assert.ok(validate(items), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
});

test("the check finds what is not valid", () => {
  const [item] = JSON.parse(exported("csl-json"));
  for (const change of [{ type: "web-page" }, { DOI: "https://doi.org/10.1000/a" }, { author: [{ family: "Doe" }] }, { issued: { "date-parts": [] } }, { colour: "red" }]) {
    assert.ok(!validate([{ ...item, ...change }]), JSON.stringify(change));
  }
});
