// SPDX-License-Identifier: GPL-3.0-or-later
// What pictures are drawn from, before anything is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, effectsOf, fill, most, readCounts } from "../../../site/scripts/plots/counts.js";
import { axisOf, panelsOf, readOutcome, tally } from "../../../site/scripts/plots/intervals_model.js";
import { classLabel, classesOf, classOf } from "../../../site/scripts/plots/world_model.js";
import { halfSince, labelledYears, withoutGaps } from "../../../site/scripts/plots/years_model.js";
import { worldData } from "../../../site/world.mjs";

// A row's dataset, as the server writes it.
const row = (more) => ({
  measure: "percent-change",
  measures: "harm",
  harm: "lower",
  value: "-20",
  none: "0",
  verdict: "better",
  label: "Burglaries",
  ...more,
});
const outcomes = (...rows) => rows.map((more) => readOutcome(row(more)));

test("an outcome is read with its numbers, and classed by its verdict", () => {
  const [outcome] = outcomes({ low: "-30.5", high: "-4" });
  assert.deepEqual([outcome.value, outcome.low, outcome.high, outcome.none], [-20, -30.5, -4, 0]);
  assert.equal(outcome.drawable, true);
  assert.equal(outcome.class, "better");
});

test("activity is never better or worse, whatever the row says", () => {
  assert.equal(outcomes({ measures: "activity", verdict: "better" })[0].class, "activity");
});

test("what has no number, or no number that means no difference, stays in the table alone", () => {
  const without = outcomes({ value: undefined }, { none: undefined }, { value: "many" }, { measure: "odds-ratio", value: "0", none: "1" });
  assert.deepEqual(
    without.map(({ class: name }) => name),
    ["elsewhere", "elsewhere", "elsewhere", "elsewhere"],
  );
  assert.deepEqual(panelsOf(without), []);
  assert.equal(outcomes({ value: "0" })[0].drawable, true);
});

test("every outcome is counted once", () => {
  const counts = tally(
    outcomes({}, {}, { verdict: "worse" }, { verdict: "unsure" }, { value: undefined }, { measures: "activity", verdict: undefined }),
  );
  assert.deepEqual(counts, { better: 2, worse: 1, unsure: 1, elsewhere: 1, activity: 1 });
});

test("different measures never share an axis, nor do outcomes that are good in different directions", () => {
  const panels = panelsOf(
    outcomes(
      {},
      { measure: "odds-ratio", value: "0.8", none: "1" },
      { harm: "higher", value: "12" },
      { measures: "activity", harm: "higher", value: "40" },
      { value: "-50" },
    ),
  );
  assert.deepEqual(
    panels.map(({ measure, measures, harm, outcomes: own }) => [measure, measures, harm, own.length]),
    [
      ["percent-change", "harm", "lower", 2],
      ["odds-ratio", "harm", "lower", 1],
      ["percent-change", "harm", "higher", 1],
      ["percent-change", "activity", "", 1],
    ],
  );
  // The same measure has the same axis in all its panels, so that they can be compared.
  assert.equal(panels[0].axis.to, panels[3].axis.to);
});

test("the best outcome stands first, whichever direction is good", () => {
  const [lower, higher] = panelsOf(outcomes({}, { value: "-50" }, { value: "7" }, { harm: "higher", value: "3" }, { harm: "higher", value: "30" }));
  assert.deepEqual(
    lower.outcomes.map(({ value }) => value),
    [-50, -20, 7],
  );
  assert.deepEqual(
    higher.outcomes.map(({ value }) => value),
    [30, 3],
  );
});

test("an axis of differences holds all values and no difference, and has round ticks", () => {
  const axis = axisOf("percent-change", outcomes({ value: "-63" }, { value: "-12" }));
  assert.ok(axis.from <= -63 && axis.to >= 0);
  assert.ok(axis.ticks.includes(0));
  assert.ok(axis.place(-63) >= 0 && axis.place(0) <= 1);
});

test("an axis of ratios is logarithmic: half and double are equally far from no difference", () => {
  const axis = axisOf("odds-ratio", outcomes({ measure: "odds-ratio", none: "1", value: "2.6", low: "1.1", high: "5" }));
  assert.ok(Math.abs(axis.place(1) - axis.place(0.5) - (axis.place(2) - axis.place(1))) < 1e-9);
  assert.ok(axis.ticks.includes(1));
  assert.ok(axis.from <= 0.5 && axis.to >= 5);
});

test("one outcome alone has an axis that is wider than nothing", () => {
  for (const value of ["-20", "0", "0.7"]) {
    const axis = axisOf("percent-change", outcomes({ value }));
    assert.ok(Number.isFinite(axis.place(Number(value))), value);
  }
  const ratio = axisOf("odds-ratio", outcomes({ measure: "odds-ratio", none: "1", value: "1" }));
  assert.equal(ratio.place(1), 0.5);
});

test("a far value or a very wide interval does not squeeze the rest", () => {
  assert.ok(axisOf("percent-change", outcomes({}, { value: "900" })).to <= 200);
  assert.ok(axisOf("cohens-d", outcomes({ measure: "cohens-d", value: "0.3", low: "-40", high: "41" })).to < 2);
});

test("counts by effect are read from a dataset, in the order of the vocabulary", () => {
  const counts = readCounts({ count: "7", notMeasured: "3", reduces: "2", noEffect: "2", mixed: "0" });
  assert.deepEqual(counts, {
    count: 7,
    parts: [
      { effect: "reduces", count: 2 },
      { effect: "no-effect", count: 2 },
      { effect: "not-measured", count: 3 },
    ],
  });
  assert.deepEqual(effectsOf([counts, readCounts({ mixed: "1" })]), ["reduces", "mixed", "no-effect", "not-measured"]);
  assert.equal(readCounts({}).count, 0);
});

test("of equals the first is the most", () => {
  assert.equal(most([{ count: 1 }, { count: 3, first: true }, { count: 3 }]).first, true);
});

test("texts are filled and numbers written as people write them", () => {
  assert.equal(fill("{a} of {b}", { a: 1, b: 2 }), "1 of 2");
  assert.equal(countOf(1, ["record", "records"]), "1 record");
  assert.equal(countOf(1204, ["record", "records"]), "1,204 records");
});

test("years without records have their place in the row", () => {
  const years = withoutGaps([
    { year: 2003, count: 2, parts: [] },
    { year: 2001, count: 1, parts: [] },
  ]);
  assert.deepEqual(
    years.map(({ year, count }) => [year, count]),
    [
      [2001, 1],
      [2002, 0],
      [2003, 2],
    ],
  );
  assert.equal(halfSince(years), 2003);
});

test("as many years are named as there is room for", () => {
  const years = Array.from({ length: 30 }, (_, i) => ({ year: 1996 + i }));
  assert.equal(labelledYears(years, 1300, 40).length, 30);
  assert.deepEqual(
    labelledYears(years, 290, 40).map(({ year }) => year),
    [2000, 2005, 2010, 2015, 2020, 2025],
  );
});

test("shades are few, without gaps, and the last is open", () => {
  for (const highest of [1, 3, 9, 62, 4000]) {
    const classes = classesOf(highest);
    assert.ok(classes.length >= 1 && classes.length <= 4, `${highest}`);
    for (let count = 1; count <= highest; count += 1) {
      assert.ok(classOf(classes, count) >= 0, `${count} of ${highest}`);
    }
    assert.equal(classes[0].from, 1);
  }
  const labels = classesOf(62).map((entry) => classLabel(entry, 62));
  assert.deepEqual(labels, ["1", "2 to 9", "10 to 19", "20 or more"]);
});

test("every country is on the map, or has a place there, and the whole is small", () => {
  const world = worldData();
  const outlined = new Set(world.topology.objects.countries.geometries.map(({ id }) => id));
  for (const code of ["GB", "FR", "US", "NG", "RS"]) {
    assert.ok(outlined.has(code), code);
  }
  for (const code of ["SG", "HK", "MT", "GI", "JE", "CV"]) {
    assert.ok(!outlined.has(code) && world.places[code], code);
  }
  assert.ok(!outlined.has("AQ"));
  assert.ok(JSON.stringify(world).length < 90_000);
});
