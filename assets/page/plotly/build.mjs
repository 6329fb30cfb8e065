// Makes plotly.js here, a quarter of the whole one: `npm ci`, then `npm run build`. What it makes is in the repository.
//
// To be made anew when the plotly package of requirements.txt brings another plotly.js, or a figure a new kind of trace:
// tests/test_ui_plotly_js.py says when. CHECKSUMS says, as sha256sum would, what it was made of.

import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = new URL("./", import.meta.url);
const SOURCES = ["build.mjs", "entry.js", "package-lock.json"];
const MADE = ["licenses.txt", "plotly.js"];

/** @param {string} path */
const read = (path) => readFile(new URL(path, HERE), "utf8");

/** @param {string} path */
const described = async (path) => JSON.parse(await read(`${path}/package.json`));

/** The folders of packages whose code is in the bundle. @param {string[]} inputs */
function packagesOf(inputs) {
  const folders = inputs.map((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** @param {string} folder */
async function license(folder) {
  const { name, version, license: kind } = await described(folder);
  const file = (await readdir(new URL(folder, HERE))).find((candidate) => /^licen[cs]e/i.test(candidate));
  const text = file ? (await read(`${folder}/${file}`)).replaceAll("\r\n", "\n") : "";
  return `${name} ${version}, ${kind}\n\n${text.trim()}\n`;
}

const { version } = await described("node_modules/plotly.js");
const plotlys = await license("node_modules/plotly.js");
const { outputFiles, metafile } = await build({
  entryPoints: ["entry.js"],
  absWorkingDir: fileURLToPath(HERE),
  banner: { js: `/*\nplotly.js v${version}, in part; licenses.txt names what else is in it.\n\n${plotlys}*/` },
  bundle: true,
  define: { global: "window", "define.amd": "false" }, // as plotly's own build has it
  format: "iife",
  legalComments: "inline",
  loader: { ".css": "empty" }, // of maps, which are left out
  metafile: true,
  minify: true,
  outfile: "plotly.js",
  target: "esnext",
  write: false,
});
const [bundle] = outputFiles.filter(({ path }) => path.endsWith(".js"));
const inputs = Object.entries(metafile.outputs["plotly.js"].inputs)
  .filter(([input, { bytesInOutput }]) => bytesInOutput && !input.endsWith(".css"))
  .map(([input]) => input);
const licenses = await Promise.all(packagesOf(inputs).map(license));
await writeFile(new URL("plotly.js", HERE), bundle.contents);
await writeFile(new URL("licenses.txt", HERE), licenses.join(`\n${"-".repeat(80)}\n\n`));
const lines = [...SOURCES, ...MADE].map(async (name) => {
  const digest = createHash("sha256")
    .update(await readFile(new URL(name, HERE)))
    .digest("hex");
  return `${digest}  ${name}\n`;
});
await writeFile(new URL("CHECKSUMS", HERE), (await Promise.all(lines)).join(""));
console.log(`${bundle.contents.length} bytes of plotly.js ${version}`);
