// SPDX-License-Identifier: GPL-3.0-or-later
// The countries of the world, reduced to what a small map needs: outlines under the two letters of ISO 3166-1, and for each country that is
// too small to have an outline at this scale, the place where it lies. A module that esbuild puts in wherever "world-data" is imported.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoCentroid } from "d3-geo";
import { iso31661NumericToAlpha2 as letters } from "iso-3166";
import { feature, quantize, transform } from "topojson-client";

const require = createRequire(import.meta.url);
const atlas = (scale) => JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf8"));

const steps = 4000; // from one side of the map to the other: twice as fine as the widest screen that it is drawn on
const kAntarctica = "AQ"; // takes a quarter of the map's height and holds no records

function outlines() {
  const { transform: stored, arcs, objects } = atlas("110m");
  const geometries = objects.countries.geometries
    .map(({ type, arcs: own, id }) => ({ type, arcs: own, ...(letters[id] && { id: letters[id] }) }))
    .filter(({ id }) => id !== kAntarctica);
  const decoded = arcs.map((arc) => arc.map(transform(stored)));
  const countries = { type: "GeometryCollection", geometries };
  const reduced = quantize({ type: "Topology", arcs: decoded, objects: { countries } }, steps);
  const used = new Set(
    JSON.stringify(geometries.map((geometry) => geometry.arcs))
      .match(/-?\d+/g)
      .map((text) => (text < 0 ? ~text : Number(text))),
  );
  return { ...reduced, arcs: reduced.arcs.map((arc, number) => (used.has(number) ? arc : [])) };
}

// The middle of the largest part, so that a country's islands far away do not pull it into the sea.
function middle({ geometry }) {
  const parts = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  const largest = polygons.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
  return geoCentroid(largest).map((degrees) => Math.round(degrees * 10) / 10);
}

export function worldData() {
  const topology = outlines();
  const outlined = new Set(topology.objects.countries.geometries.map(({ id }) => id));
  const fine = atlas("10m");
  const small = feature(fine, fine.objects.countries)
    .features.map((country) => [letters[country.id], country])
    .filter(([code]) => code && code !== kAntarctica && !outlined.has(code));
  return { topology, places: Object.fromEntries(small.map(([code, country]) => [code, middle(country)])) };
}

export const worldPlugin = {
  name: "world-data",
  setup(build) {
    build.onResolve({ filter: /^world-data$/ }, ({ path }) => ({ path, namespace: "world-data" }));
    build.onLoad({ filter: /.*/, namespace: "world-data" }, () => ({ contents: JSON.stringify(worldData()), loader: "json" }));
  },
};
