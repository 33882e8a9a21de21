// Reads Mermaid texts (a JSON list on stdin) with Mermaid's own parser; writes what it saw of each, or its error.
// MODULES: the node_modules folder that has mermaid and jsdom.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.MODULES}/x.js`);
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { JSDOM } = await load("jsdom");
const page = new JSDOM("<body></body>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await load("mermaid");
mermaid.initialize({ securityLevel: "strict" });

const seen = [];
for (const text of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const vertices = [...db.getVertices().values()];
    seen.push({
      vertices: vertices.map((vertex) => vertex.id),
      links: vertices.filter((vertex) => vertex.link || vertex.haveCallback).length,
      edges: db.getEdges().length,
    });
  } catch (error) {
    seen.push({ error: String(error) });
  }
}
process.stdout.write(JSON.stringify(seen));
