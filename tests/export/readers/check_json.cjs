// ajv over JSON files: the first file named is the schema (2020-12); what breaks it, as JSON, one list per other file.
const fs = require("fs");
const Ajv = require("ajv/dist/2020");
const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const [schema, ...files] = process.argv.slice(2);
const validate = new Ajv({ strict: false, allErrors: true }).compile(read(schema));
process.stdout.write(JSON.stringify(files.map((file) => (validate(read(file)) ? [] : validate.errors))));
