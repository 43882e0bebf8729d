// SPDX-License-Identifier: GPL-3.0-or-later
// What of measured outcomes goes onto which axis, and in which order. Nothing here knows of a page.
import { nice, ticks } from "d3-array";

// Doubling and halving are alike for these, so that their axes are logarithmic.
const kRatios = new Set(["odds-ratio", "relative-risk", "incidence-rate-ratio"]);
const kMeasured = ["harm", "perception", "activity"];
const kTicks = 5;
const kLargestPercentage = 200; // of a change; what is beyond is drawn at the edge, so that it does not squeeze the rest
const kOtherSide = 0.25; // of the longer side of an axis, that the shorter has at least, so that there are two directions
const kWidestInterval = 3; // times the farthest value from no difference; what is wider is cut for the same reason

function number(text) {
  return text === undefined || text === "" ? null : Number(text);
}

// An outcome from the dataset of a table's row.
export function readOutcome(data) {
  const { measure, measures, harm, verdict = "", label = "" } = data;
  const outcome = {
    measure,
    measures,
    harm,
    verdict,
    label,
    value: number(data.value),
    low: number(data.low),
    high: number(data.high),
    none: number(data.none),
  };
  const numbers = [outcome.value, outcome.low, outcome.high].filter((value) => value !== null);
  const drawable =
    outcome.value !== null && outcome.none !== null && numbers.every((value) => Number.isFinite(value) && (value > 0 || !kRatios.has(measure)));
  return { ...outcome, drawable, class: classOf(outcome, drawable) };
}

// better | worse | unsure | same | undirected | activity | elsewhere
function classOf({ measures, verdict }, drawable) {
  if (!drawable) {
    return "elsewhere";
  }
  return measures === "activity" ? "activity" : verdict || "undirected";
}

// How many outcomes there are of each class.
export function tally(outcomes) {
  const counts = {};
  for (const { class: name } of outcomes) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function linearAxis(measure, outcomes) {
  const none = outcomes[0].none;
  const values = outcomes.map(({ value }) => value);
  const limit = measure === "percent-change" ? kLargestPercentage : Infinity;
  const reach = kWidestInterval * Math.max(...values.map((value) => Math.abs(value - none)));
  const bounds = outcomes.flatMap(({ low, high }) =>
    low === null || high === null ? [] : [Math.max(low, none - reach), Math.min(high, none + reach)],
  );
  const all = [none, ...values, ...bounds].map((value) => Math.min(value, limit));
  const [below, above] = [none - Math.min(...all), Math.max(...all) - none];
  const least = kOtherSide * Math.max(below, above) || 1;
  const [from, to] = nice(none - Math.max(below, least), none + Math.max(above, least), kTicks);
  const place = (value) => (value - from) / (to - from);
  return { from, to, ticks: ticks(from, to, kTicks), place };
}

function ratioAxis(outcomes) {
  const values = outcomes.map(({ value }) => Math.log2(value));
  const reach = kWidestInterval * Math.max(...values.map(Math.abs));
  const bounds = outcomes.flatMap(({ low, high }) =>
    low === null || high === null ? [] : [Math.max(Math.log2(low), -reach), Math.min(Math.log2(high), reach)],
  );
  const from = Math.min(-1, Math.floor(Math.min(...values, ...bounds)));
  const to = Math.max(1, Math.ceil(Math.max(...values, ...bounds)));
  const step = Math.ceil((to - from) / (kTicks + 1));
  const powers = [];
  for (let power = Math.ceil(from / step) * step; power <= to; power += step) {
    powers.push(2 ** power);
  }
  return { from: 2 ** from, to: 2 ** to, ticks: powers, place: (value) => (Math.log2(value) - from) / (to - from) };
}

// The axis of one measure: where it begins and ends, its ticks, and place(value), which is between 0 and 1 within it.
export function axisOf(measure, outcomes) {
  return kRatios.has(measure) ? ratioAxis(outcomes) : linearAxis(measure, outcomes);
}

// Outcomes that can stand on one axis under one pair of directions, the best first; activity, which is not judged, has no direction, and the lowest
// first. The harm comes before the rest. All panels of a measure share its axis, so that they can be compared; different measures never do.
export function panelsOf(outcomes) {
  const panels = new Map();
  const drawable = outcomes.filter((outcome) => outcome.drawable);
  for (const outcome of drawable) {
    const { measure, measures } = outcome;
    const harm = measures === "activity" ? "" : outcome.harm;
    const name = [measure, measures, harm].join();
    if (!panels.has(name)) {
      const axis = axisOf(
        measure,
        drawable.filter((other) => other.measure === measure),
      );
      panels.set(name, { measure, measures, harm, none: outcome.none, axis, outcomes: [] });
    }
    panels.get(name).outcomes.push(outcome);
  }
  const all = Array.from(panels.values());
  for (const { harm, outcomes: own } of all) {
    own.sort((a, b) => (harm === "higher" ? b.value - a.value : a.value - b.value));
  }
  return all.sort((a, b) => kMeasured.indexOf(a.measures) - kMeasured.indexOf(b.measures) || b.outcomes.length - a.outcomes.length);
}
