// SPDX-License-Identifier: GPL-3.0-or-later
// Makes dist/: styles, script and icon under names that change with their content, and manifest.json that tells the names.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const site = dirname(fileURLToPath(import.meta.url));
const dist = join(site, "dist");

const licence = "/*! Whatworks, GPL-3.0-or-later. Styles of govuk-frontend: MIT, (c) Crown Copyright (Government Digital Service). */\n";

const { css } = sass.compile(join(site, "styles", "app.scss"), {
  style: "compressed",
  importers: [new sass.NodePackageImporter(site)],
});
// The typeface and the crest belong to GOV.UK and may not be used here.
for (const forbidden of ["GDS Transport", "govuk-crest"]) {
  if (css.includes(forbidden)) {
    throw new Error(`the styles mention ${forbidden}`);
  }
}

const script = esbuild.buildSync({
  entryPoints: [join(site, "scripts", "app.js")],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020"],
  charset: "utf8",
  write: false,
});

const files = {
  "app.css": Buffer.from(licence + css),
  "app.js": Buffer.from(script.outputFiles[0].contents),
  "icon.svg": readFileSync(join(site, "images", "icon.svg")),
};

mkdirSync(dist, { recursive: true });
const manifest = {};
for (const [name, content] of Object.entries(files)) {
  const [stem, extension] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = `${stem}-${hash}.${extension}`;
  writeFileSync(join(dist, manifest[name]), content);
}
// Last, and in one step: a server that starts now finds the old names or the new ones.
writeFileSync(join(dist, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(join(dist, "manifest.json.new"), join(dist, "manifest.json"));
const kept = new Set([...Object.values(manifest), "manifest.json"]);
for (const name of readdirSync(dist)) {
  if (!kept.has(name)) {
    rmSync(join(dist, name), { recursive: true });
  }
}
for (const [name, content] of Object.entries(files)) {
  console.log(`site/dist/${manifest[name]}  ${(content.length / 1024).toFixed(1)} KB`);
}
