// Makes built/ out of the scripts and sheets: `npm run build`. The page is sent from there, so users need no Node.
//
// CHECKSUMS, in the form of sha256sum, says which sources the built files were made of. With it, a test in Python can
// tell that somebody forgot to build, and where Node is there, check.mjs builds anew and compares every byte.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const HERE = new URL("./", import.meta.url);
const BUILT = new URL("built/", HERE);
// What the browser or the server asks for by name, and the source that it begins with.
const ENTRIES = {
  "main.js": "main.js",
  "worker.js": "wire/worker.js",
  "formulas.js": "formulas/tex.js",
  "page.css": "main.css",
  "report.js": "lab/report.js",
  "report.css": "lab/report.css",
};
// Not a part of any of them, and yet they decide how these come out.
const TOOLS = ["build.mjs", "package-lock.json"];

/** @returns {Promise<Map<string, Uint8Array>>} the built files by name, CHECKSUMS among them */
export async function builtFiles() {
  const [scripts, sheets] = await Promise.all([
    bundled("js", { minify: true, lineLimit: 160 }), // one long line would change whole with every script
    bundled("css", { minifyWhitespace: true }), // values stay as written: scripts read some of them
  ]);
  const files = new Map([...scripts, ...sheets].map(({ path, contents }) => [basename(path), contents]));
  files.set(
    "formulas.js",
    Buffer.concat([Buffer.from(await licence("temml")), files.get("formulas.js") ?? Buffer.alloc(0)]),
  );
  return files.set("CHECKSUMS", Buffer.from(await checksums(files)));
}

/** What a package's licence wants to be said beside its code. @param {string} name */
async function licence(name) {
  const read = (file) => readFile(new URL(`node_modules/${name}/${file}`, HERE), "utf8");
  const { version } = JSON.parse(await read("package.json"));
  return `/*\n${name} ${version}\n\n${(await read("LICENSE")).trim()}\n*/\n`;
}

/** @param {string} ending @param {import("esbuild").BuildOptions} options */
async function bundled(ending, options) {
  const result = await build({
    ...options,
    entryPoints: Object.entries(ENTRIES)
      .filter(([name]) => name.endsWith(`.${ending}`))
      .map(([name, source]) => ({ in: fileURLToPath(new URL(source, HERE)), out: name.replace(/\.\w+$/, "") })),
    absWorkingDir: fileURLToPath(HERE),
    outdir: fileURLToPath(BUILT),
    bundle: true,
    format: "esm",
    charset: "utf8",
    target: "esnext", // browsers get what is written here
    tsconfigRaw: "{}", // tsconfig.json is for checking
    write: false,
    logLevel: "warning",
  });
  return result.outputFiles ?? [];
}

/** @param {Map<string, Uint8Array>} files */
async function checksums(files) {
  const sources = [...(await namesBelow()).filter(isSource), ...TOOLS].sort();
  const lines = await Promise.all(sources.map(async (name) => line(name, await readFile(new URL(name, HERE)))));
  for (const [name, contents] of [...files].sort()) lines.push(line(`built/${name}`, contents));
  return lines.join("");
}

async function namesBelow() {
  const entries = await readdir(HERE, { recursive: true });
  return entries.map((name) => name.replaceAll("\\", "/"));
}

/** @param {string} name */
function isSource(name) {
  return /\.(js|css)$/.test(name) && !/(^|\/)(node_modules|built|plotly)\/|\.test\.js$/.test(name);
}

/** @param {string} name @param {Uint8Array} contents */
function line(name, contents) {
  return `${createHash("sha256").update(contents).digest("hex")}  ${name}\n`;
}

/** @returns {Promise<string[]>} the built files that are not what the sources give */
export async function outdated() {
  const files = await builtFiles();
  const differing = [];
  for (const [name, contents] of files) {
    const present = await readFile(new URL(name, BUILT)).catch(() => null);
    if (!present?.equals(contents)) differing.push(name);
  }
  return differing;
}

async function main() {
  const files = await builtFiles();
  await mkdir(BUILT, { recursive: true });
  for (const name of await readdir(BUILT)) await rm(new URL(name, BUILT));
  for (const [name, contents] of files) await writeFile(new URL(name, BUILT), contents);
  for (const [name, { length }] of files) console.log(`${String(length).padStart(8)}  built/${name}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
