// Turns what Avro libraries give and take into the JSON that Tearup itself writes, and back: decimals as exact strings, times in
// ISO-8601 with microseconds, other bytes in base64. Driven by the published schemas, so it knows every topic.
import { readFileSync } from 'node:fs';

const published = new URL('../../../../schemas/published/', import.meta.url);

/** The published schema of a topic's value. */
export function schemaOf(topic) {
  return JSON.parse(readFileSync(new URL(topic + '.avsc', published), 'utf8'));
}

/** A decoded value of a topic as Tearup's JSON. */
export function toJson(topic, value) {
  return convert(schemaOf(topic), value, new Map(), decoded);
}

/** Tearup's JSON as a value that an Avro library encodes. */
export function fromJson(topic, json) {
  return convert(schemaOf(topic), json, new Map(), encoded);
}

function convert(schema, value, named, leaf) {
  if (Array.isArray(schema)) {
    const present = schema.find((branch) => branch !== 'null');
    if (value === null) {
      learn(present, named);
      return null;
    }
    return convert(present, value, named, leaf);
  }
  if (typeof schema === 'string') {
    const type = named.get(schema.split('.').pop());
    return type ? convert(type, value, named, leaf) : leaf({ type: schema }, value);
  }
  learn(schema, named);
  switch (schema.type) {
    case 'record':
      return Object.fromEntries(
        schema.fields.map((field) => [field.name, convert(field.type, value[field.name], named, leaf)]),
      );
    case 'array':
      learn(schema.items, named);
      return value.map((item) => convert(schema.items, item, named, leaf));
    default:
      return leaf(schema, value);
  }
}

/** Remembers named types where they are first written out; later uses give only the name. */
function learn(schema, named) {
  if (Array.isArray(schema)) {
    schema.forEach((branch) => learn(branch, named));
  } else if (schema && typeof schema === 'object') {
    if (schema.name) {
      named.set(schema.name, schema);
    }
    (schema.fields ?? []).forEach((field) => learn(field.type, named));
    if (schema.items) {
      learn(schema.items, named);
    }
  }
}

function decoded(schema, value) {
  if (schema.logicalType === 'decimal') {
    return decimal(value, schema.scale);
  }
  if (schema.logicalType === 'timestamp-micros') {
    return time(BigInt(value));
  }
  return schema.type === 'bytes' ? Buffer.from(value).toString('base64') : value;
}

function encoded(schema, value) {
  if (schema.logicalType === 'decimal') {
    return unscaledBytes(value, schema.scale);
  }
  if (schema.logicalType === 'timestamp-micros') {
    return micros(value);
  }
  return schema.type === 'bytes' ? Buffer.from(value, 'base64') : value;
}

/** A decimal as Avro sends it, big-endian two's complement bytes, as an exact decimal string. */
function decimal(bytes, scale) {
  const unscaled = BigInt.asIntN(bytes.length * 8, BigInt('0x' + Buffer.from(bytes).toString('hex')));
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return sign + digits.slice(0, -scale) + (fraction ? '.' + fraction : '');
}

function unscaledBytes(text, scale) {
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const magnitude = BigInt(whole + fraction.padEnd(scale, '0'));
  const unscaled = text.startsWith('-') ? -magnitude : magnitude;
  let length = 1;
  while (BigInt.asIntN(length * 8, unscaled) !== unscaled) {
    length += 1;
  }
  return Buffer.from(BigInt.asUintN(length * 8, unscaled).toString(16).padStart(length * 2, '0'), 'hex');
}

function time(sinceEpoch) {
  const iso = new Date(Number(sinceEpoch / 1000n)).toISOString();
  const fraction = (sinceEpoch % 1_000_000n).toString().padStart(6, '0').replace(/(000){1,2}$/, '');
  return iso.slice(0, 19) + (fraction ? '.' + fraction : '') + 'Z';
}

function micros(iso) {
  const [seconds, fraction = ''] = iso.replace('Z', '').split('.');
  return Date.parse(seconds + 'Z') * 1000 + Number(fraction.padEnd(6, '0'));
}
