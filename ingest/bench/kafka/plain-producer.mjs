// What the plain kafkajs producer sends: the rows of a collector, ready made, each a message, to a topic like the
// collector's, each batch acknowledged by all replicas in sync. Prints one JSON line.
import { CompressionTypes, Kafka, logLevel } from "kafkajs";
import { inGroups } from "./in-groups.mjs";
import { madeRows } from "./made-rows.mjs";

const { brokers, topic, partitions, messages, group, inFlight } = JSON.parse(process.argv[2]);
process.env.KAFKAJS_NO_PARTITIONER_WARNING = "1";
const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.ERROR });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: true });
await admin.disconnect();
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
const made = madeRows(messages).map(({ key, row, headers }) => ({ key, value: row, headers }));
const startedAt = performance.now();
await inGroups(made, { group, inFlight }, (some) =>
  producer.send({ topic, acks: -1, compression: CompressionTypes.GZIP, messages: some }),
);
const rate = messages / ((performance.now() - startedAt) / 1000);
await producer.disconnect();
console.log(JSON.stringify({ rate }));
