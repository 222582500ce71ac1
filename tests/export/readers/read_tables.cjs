// The files named, read by libraries that have nothing to do with the writer: exceljs (.xlsx, its sheet Notes), papaparse
// (.csv, .tsv), opmlparser (.opml) and @trbn/jsoncanvas (.canvas). One entry per file, as JSON.
const fs = require("fs");
const { JSONCanvas } = require("@trbn/jsoncanvas");
const ExcelJS = require("exceljs");
const OpmlParser = require("opmlparser");
const Papa = require("papaparse");

const book = async (file) => {
  const read = new ExcelJS.Workbook();
  await read.xlsx.readFile(file);
  const rows = [];
  read.getWorksheet("Notes").eachRow({ includeEmpty: false }, (row) => rows.push(row.values.slice(1).map((cell) => (cell?.richText ? cell.richText.map((part) => part.text).join("") : cell ?? null))));
  return { rows };
};
const table = (file) => {
  const read = Papa.parse(fs.readFileSync(file, "utf8").replace(/^\ufeff/, ""), { skipEmptyLines: true, delimiter: file.endsWith(".tsv") ? "\t" : "," });
  return { rows: read.data, errors: read.errors };
};
const outline = (file) =>
  new Promise((resolve, reject) => {
    const nodes = [];
    const parser = new OpmlParser();
    parser.on("error", reject);
    parser.on("readable", function () {
      let node;
      while ((node = this.read())) nodes.push(node);
    });
    parser.on("end", () => resolve({ nodes }));
    fs.createReadStream(file).pipe(parser);
  });
const canvas = (file) => {
  const read = JSONCanvas.fromString(fs.readFileSync(file, "utf8"));
  return { nodes: read.getNodes(), edges: read.getEdges() };
};
const readers = { xlsx: book, opml: outline, canvas };
(async () => {
  const read = [];
  for (const file of process.argv.slice(2)) {
    read.push(await (readers[file.split(".").pop()] ?? table)(file));
  }
  process.stdout.write(JSON.stringify(read));
})();
