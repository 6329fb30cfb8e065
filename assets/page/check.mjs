// Every check of the scripts: `npm run check`. Quiet about what passes; tests/run.sh runs it where npm is.

import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { outdated } from "./build.mjs";

const HERE = fileURLToPath(new URL("./", import.meta.url));

/** @param {string[]} command @returns {Promise<boolean>} whether it passed */
function passes(...command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: HERE });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    child.on("close", (code) => {
      if (code !== 0) console.log(`${command.join(" ")}\n${said}`);
      resolve(code === 0);
    });
  });
}

/** @param {string} name */
const tool = (name) => `node_modules/${name}`;

async function tests() {
  const names = await readdir(HERE, { recursive: true });
  return names.filter((name) => name.endsWith(".test.js") && !name.includes("node_modules"));
}

async function isBuilt() {
  const names = await outdated();
  if (names.length) console.log(`npm run build: not what the sources give: ${names.join(", ")}`);
  return names.length === 0;
}

const results = await Promise.all([
  passes(tool("typescript/bin/tsc")),
  passes(tool("eslint/bin/eslint.js"), "--max-warnings=0", "."),
  passes(tool("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."),
  passes("--test", "--test-reporter=dot", ...(await tests())),
  isBuilt(),
]);
if (!results.every(Boolean)) process.exit(1);
console.log("The page's scripts: types, lint, layout, tests and build are in order.");
