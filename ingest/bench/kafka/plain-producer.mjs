// What the plain kafkajs producer sends: the rows of a collector, ready made, each a message, to a topic like the
// collector's, each batch acknowledged by all replicas in sync. Prints one JSON line.
import { CompressionTypes, Kafka, logLevel } from "kafkajs";
import { madeRows } from "./made-rows.mjs";

const { brokers, topic, partitions, messages, batch, inFlight } = JSON.parse(process.argv[2]);
process.env.KAFKAJS_NO_PARTITIONER_WARNING = "1";
const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.ERROR });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true });
await admin.disconnect();
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
const made = madeRows(messages).map(({ key, row, headers }) => ({ key, value: row, headers }));
let next = 0;
const startedAt = performance.now();
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    while (next < made.length) {
      const from = next;
      next += batch;
      const some = made.slice(from, from + batch);
      await producer.send({ topic, acks: -1, compression: CompressionTypes.GZIP, messages: some });
    }
  }),
);
const rate = messages / ((performance.now() - startedAt) / 1000);
await producer.disconnect();
console.log(JSON.stringify({ rate }));
