/** Makes the files that the package ships: `page.html` (the page, without a picture) and `svg.js` (the drawing alone). */

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(here, "built");

/** The licences of what is bundled, which ask to stand in every copy. */
const licences = ["@dagrejs/dagre", "@dagrejs/graphlib"].map((name) => {
  const text = readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim();
  return `/*! ${name}\n${text}\n*/`;
});

/** @param {string} entry @param {string} [globalName] */
async function bundle(entry, globalName) {
  const made = await build({
    entryPoints: [join(here, "src", entry)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    banner: { js: licences.join("\n") },
    loader: { ".css": "text" },
    ...(globalName ? { globalName } : {}),
  });
  return made.outputFiles[0].text;
}

/** @param {string} text */
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const script = await bundle("main.js");
const style = ["drawing.css", "page.css"].map((name) => readFileSync(join(here, "src", name), "utf8")).join("");
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
/** @type {Record<string, string>} */
const parts = { policy, style, script };
const page = readFileSync(join(here, "src", "page.html"), "utf8").replace(/\{\{(\w+)\}\}/g, (mark, name) => parts[name] ?? mark);
mkdirSync(output, { recursive: true });
writeFileSync(join(output, "page.html"), page);
writeFileSync(join(output, "svg.js"), await bundle("svg.js", "alloyc"));
