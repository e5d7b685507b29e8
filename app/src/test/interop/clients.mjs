// Two registry clients that are not ours, behind one small face: encode(topic, value) and decode(topic, bytes).
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';

/** Confluent's own: @confluentinc/schemaregistry. Writes with the latest registered schema, registers nothing. */
function confluent(url) {
  const registry = new SchemaRegistryClient({ baseURLs: [url] });
  const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});
  const serializer = new AvroSerializer(registry, SerdeType.VALUE, { autoRegisterSchemas: false, useLatestVersion: true });
  return {
    encode: (topic, value) => serializer.serialize(topic, value),
    decode: (topic, bytes) => deserializer.deserialize(topic, bytes),
  };
}

/** The one of the kafkajs project: @kafkajs/confluent-schema-registry. */
function kafkajs(url) {
  const registry = new SchemaRegistry({ host: url });
  return {
    encode: async (topic, value) => registry.encode(await registry.getLatestSchemaId(topic + '-value'), value),
    decode: (topic, bytes) => registry.decode(bytes),
  };
}

export function client(name, url) {
  const made = { confluent, kafkajs }[name];
  if (!made) {
    throw new Error(`no client '${name}'; there are confluent and kafkajs`);
  }
  return made(url);
}
