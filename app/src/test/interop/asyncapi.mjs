// Validates an AsyncAPI document with the parser of the AsyncAPI project, references and Avro schemas included.
// Prints what it describes; exits with 1 and every fault if it is not valid. Usage: node asyncapi.mjs FILE
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';

const file = resolve(process.argv[2]);
const parser = new Parser();
parser.registerSchemaParser(AvroSchemaParser());
const { document, diagnostics } = await parser.parse(readFileSync(file, 'utf8'), { source: file });
const faults = diagnostics.filter((diagnostic) => diagnostic.severity <= DiagnosticSeverity.Warning);
for (const fault of faults) {
  console.error(`${fault.path.join('.')}: ${fault.message} (${fault.code})`);
}
if (!document || faults.length > 0) {
  process.exit(1);
}
console.log(
  JSON.stringify({
    version: document.version(),
    channels: document.channels().all().map((channel) => channel.address()),
    receives: document.operations().filterByReceive().length,
    sends: document.operations().filterBySend().length,
    messages: document.components().messages().all().map((message) => message.name()),
  }),
);
