// SPDX-License-Identifier: GPL-3.0-or-later
// Years in a row. Nothing here knows of a page.

// Every year from the first to the last, also those that have no record.
export function withoutGaps(years) {
  const known = new Map(years.map((entry) => [entry.year, entry]));
  const numbers = Array.from(known.keys());
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return Array.from({ length: last - first + 1 }, (_, i) => known.get(first + i) ?? { year: first + i, count: 0, parts: [] });
}

// The latest year since which there is at least half of all.
export function halfSince(years) {
  const half = years.reduce((sum, { count }) => sum + count, 0) / 2;
  let sum = 0;
  for (const { year, count } of years.slice().reverse()) {
    sum += count;
    if (sum >= half) {
      return year;
    }
  }
  return years[0].year;
}

// Years that get their number written below, so many pixels apart or more: every one, or those that 2, 5, 10 … divide.
export function labelledYears(years, width, pixels) {
  const step = [1, 2, 5, 10, 20, 50, 100].find((every) => (every * width) / years.length >= pixels) ?? 100;
  return years.filter(({ year }) => year % step === 0);
}
