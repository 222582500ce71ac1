// Mermaid's own parser over the files named: what it understood, as JSON, one entry per file.
const fs = require("fs");
const { JSDOM } = require("jsdom");
const dom = new JSDOM("<!doctype html><body></body>");
global.window = dom.window;
global.document = dom.window.document;
(async () => {
  const mermaid = (await import("mermaid")).default;
  mermaid.initialize({ startOnLoad: false });
  const read = [];
  for (const file of process.argv.slice(2)) {
    const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(fs.readFileSync(file, "utf8"));
    // The parser keeps one state for all files: take a copy before the next.
    read.push(JSON.parse(JSON.stringify({ type, title: db.getDiagramTitle?.() ?? "", tasks: db.getTasks() })));
  }
  process.stdout.write(JSON.stringify(read));
})();
