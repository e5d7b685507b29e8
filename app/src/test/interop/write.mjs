// Writes records, one JSON object with topic, key and value per line of a file, to partition 0 of their topics.
// Usage: node write.mjs BOOTSTRAP REGISTRY_URL confluent|kafkajs FILE
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { client } from './clients.mjs';
import { fromJson } from './contract.mjs';

const [bootstrap, registryUrl, name, file] = process.argv.slice(2);
const registry = client(name, registryUrl);
const kafka = new kafkajs.Kafka({ clientId: 'write', brokers: [bootstrap], logLevel: kafkajs.logLevel.ERROR });
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });

await producer.connect();
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const { topic, key, value } = JSON.parse(line);
  const bytes = await registry.encode(topic, fromJson(topic, value));
  await producer.send({ topic, acks: -1, messages: [{ key, value: bytes, partition: 0 }] });
}
await producer.disconnect();
process.exit(0);
