// SPDX-License-Identifier: GPL-3.0-or-later
// Makes dist/: styles, script and icon under names that change with their content, and manifest.json that tells the names.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { worldPlugin } from "./world.mjs";

const site = dirname(fileURLToPath(import.meta.url));
const dist = join(site, "dist");
const commonPasswords = createRequire(import.meta.url)("@zxcvbn-ts/language-common/src/passwords.json");

const licence = "/*! Whatworks, GPL-3.0-or-later. Styles of govuk-frontend: MIT, (c) Crown Copyright (Government Digital Service). */\n";

function styles(name) {
  const { css } = sass.compile(join(site, "styles", name), {
    style: "compressed",
    importers: [new sass.NodePackageImporter(site)],
  });
  // The typeface and the crest belong to GOV.UK and may not be used here.
  for (const forbidden of ["GDS Transport", "govuk-crest"]) {
    if (css.includes(forbidden)) {
      throw new Error(`the styles mention ${forbidden}`);
    }
  }
  return Buffer.from(licence + css);
}

// Modules: what only some pages or some people need is a chunk of its own, which is fetched when it is imported.
const script = await esbuild.build({
  entryPoints: [join(site, "scripts", "app.js")],
  absWorkingDir: site,
  outdir: dist,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  target: ["es2020"],
  supported: { "class-field": true, "class-static-field": true }, // else a helper is shared, and every page fetches it
  charset: "utf8",
  // The source of accessible-autocomplete holds JSX and asks which library it is built for.
  loader: { ".js": "jsx" },
  define: { "process.env.COMPONENT_LIBRARY": '"PREACT"' },
  plugins: [worldPlugin],
  metafile: true,
  write: false,
});

// By the names that templates know them by. Chunks import each other by the names that they have in dist/.
const manifest = {};
const files = {};
for (const { path, contents } of script.outputFiles) {
  const hashed = basename(path);
  const { entryPoint } = script.metafile.outputs[relative(site, path)];
  manifest[entryPoint ? basename(entryPoint) : hashed] = hashed;
  files[hashed] = contents;
}
const named = {
  "app.css": styles("app.scss"),
  "pictures.css": styles("pictures.scss"),
  "contribute.css": styles("contribute.scss"),
  "workshops.css": styles("workshops.scss"),
  "icon.svg": readFileSync(join(site, "images", "icon.svg")),
};
for (const [name, content] of Object.entries(named)) {
  const [stem, extension] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = `${stem}-${hash}.${extension}`;
  files[manifest[name]] = content;
}

// For the server alone: assets are what the manifest names, and this it does not.
const passwords = "common-passwords.txt";
files[passwords] = Buffer.from(`${commonPasswords.join("\n")}\n`);

mkdirSync(dist, { recursive: true });
for (const [hashed, content] of Object.entries(files)) {
  writeFileSync(join(dist, hashed), content);
}
// Last, and in one step: a server that starts now finds the old names or the new ones.
writeFileSync(join(dist, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(join(dist, "manifest.json.new"), join(dist, "manifest.json"));
const kept = new Set([...Object.values(manifest), passwords, "manifest.json"]);
for (const name of readdirSync(dist)) {
  if (!kept.has(name)) {
    rmSync(join(dist, name), { recursive: true });
  }
}
for (const [hashed, content] of Object.entries(files)) {
  console.log(`site/dist/${hashed}  ${(content.length / 1024).toFixed(1)} KB, compressed ${(gzipSync(content).length / 1024).toFixed(1)} KB`);
}
