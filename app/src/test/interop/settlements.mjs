// Reads committed settlements with clients that are not ours and prints one JSON object per record.
// Usage: node settlements.mjs BOOTSTRAP REGISTRY_URL COUNT
import { SchemaRegistryClient, AvroDeserializer, SerdeType } from '@confluentinc/schemaregistry';
import kafkajs from 'kafkajs';

const [bootstrap, registryUrl, count] = process.argv.slice(2);
const topic = 'adl.settlements.v1';
const scale = 18;

/** A decimal as Avro sends it, big-endian two's complement bytes, as an exact decimal string. */
function decimal(bytes) {
  const hex = Buffer.from(bytes).toString('hex');
  const unscaled = BigInt.asIntN(bytes.length * 8, BigInt('0x' + hex));
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return sign + digits.slice(0, -scale) + (fraction ? '.' + fraction : '');
}

const registry = new SchemaRegistryClient({ baseURLs: [registryUrl] });
const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});
const kafka = new kafkajs.Kafka({ clientId: 'interop', brokers: [bootstrap], logLevel: kafkajs.logLevel.ERROR });
const consumer = kafka.consumer({ groupId: 'interop-' + process.pid, readUncommitted: false, maxWaitTimeInMs: 200 });

let left = Number(count);
const giveUp = setTimeout(() => {
  console.error(`${left} of ${count} settlements did not come within 60 s`);
  process.exit(1);
}, 60_000);

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ partition, message }) => {
    const s = await deserializer.deserialize(topic, message.value);
    console.log(
      JSON.stringify({
        partition,
        key: message.key.toString(),
        role: s.role,
        status: s.status,
        quantity: decimal(s.quantity),
        price: decimal(s.price),
        realisedPnl: decimal(s.realisedPnl),
      }),
    );
    left -= 1;
    if (left === 0) {
      clearTimeout(giveUp);
      setImmediate(() => consumer.disconnect().then(() => process.exit(0)));
    }
  },
});
