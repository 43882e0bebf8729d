// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of records by effect, as rows and cells of tables state them in data-count, data-reduces and so on. Nothing here knows of a page.

// In the order of their vocabulary, with the name that each has in a dataset.
export const kEffects = [
  ["reduces", "reduces"],
  ["mixed", "mixed"],
  ["no-effect", "noEffect"],
  ["increases", "increases"],
  ["not-measured", "notMeasured"],
];

export function readCounts(data) {
  const parts = kEffects.map(([effect, key]) => ({ effect, count: Number(data[key] ?? 0) })).filter(({ count }) => count > 0);
  return { count: Number(data.count ?? parts.reduce((sum, part) => sum + part.count, 0)), parts };
}

// The effects that any of these have, in order.
export function effectsOf(entries) {
  return kEffects.map(([effect]) => effect).filter((effect) => entries.some(({ parts }) => parts.some((part) => part.effect === effect)));
}

// The entry with the highest score, the first of equals.
export function most(entries, score = ({ count }) => count) {
  return entries.reduce((best, entry) => (score(entry) > score(best) ? entry : best));
}

// "1 record", "1,204 records"
export function countOf(number, [one, many]) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

// "{a} of {b}" with a and b put in.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A text for one or for many, with their number put in.
export function fillCount([one, many], count) {
  return fill(count === 1 ? one : many, { count });
}
