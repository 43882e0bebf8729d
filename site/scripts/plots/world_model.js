// SPDX-License-Identifier: GPL-3.0-or-later
// Classes of numbers for shading. Nothing here knows of a page.

const kBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
const kClasses = 4;

// Classes from the lightest to the darkest: {from, to}, both inclusive; the last has no end.
export function classesOf(highest) {
  const reached = kBounds.filter((bound) => bound <= highest);
  const spread = Array.from({ length: kClasses }, (_, i) => Math.floor((i * reached.length) / kClasses));
  const starts = reached.filter((_, i) => spread.includes(i));
  return starts.map((from, i) => ({ from, to: i + 1 < starts.length ? starts[i + 1] - 1 : Infinity }));
}

export function classOf(classes, count) {
  return classes.findIndex(({ from, to }) => count >= from && count <= to);
}

// "1", "2 to 4", "10 or more"
export function classLabel({ from, to }, highest) {
  if (from === to || from === highest) {
    return String(from);
  }
  return to === Infinity ? `${from} or more` : `${from} to ${to}`;
}
