// Decodes every committed record of some topics and prints one JSON object per record.
// Usage: node read.mjs BOOTSTRAP REGISTRY_URL confluent|kafkajs COUNT TOPIC...
import kafkajs from 'kafkajs';
import { client } from './clients.mjs';
import { toJson } from './contract.mjs';

const [bootstrap, registryUrl, name, count, ...topics] = process.argv.slice(2);
const registry = client(name, registryUrl);
const kafka = new kafkajs.Kafka({ clientId: 'read', brokers: [bootstrap], logLevel: kafkajs.logLevel.ERROR });
const consumer = kafka.consumer({ groupId: 'read-' + process.pid, readUncommitted: false, maxWaitTimeInMs: 200 });

let left = Number(count);
const giveUp = setTimeout(() => {
  console.error(`${left} of ${count} records did not come within 60 s`);
  process.exit(1);
}, 60_000);

await consumer.connect();
await consumer.subscribe({ topics, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ topic, message }) => {
    try {
      const value = toJson(topic, await registry.decode(topic, message.value));
      console.log(JSON.stringify({ topic, key: message.key.toString(), value }));
    } catch (failure) {
      console.error(topic, failure);
      process.exit(1);
    }
    left -= 1;
    if (left === 0) {
      clearTimeout(giveUp);
      setImmediate(() => consumer.disconnect().then(() => process.exit(0)));
    }
  },
});
