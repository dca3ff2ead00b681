// At which pace does a test run? One that is named nowhere here is a unit test: pure code, which starts nothing.

/** Loops of kills and faults, drawn histories, long walks in browsers. They run nightly, and before a change lands. */
export const SYSTEM = [
  "ingest/test/clients/**/*.test.ts",
  "ingest/test/cluster/{backup,schema,shard-away,through-kafka}.test.ts",
  "ingest/test/crash/**/*.test.ts",
  "ingest/test/figures/{histories,bought-together}.test.ts",
  "ingest/test/fuzz/fuzz.test.ts",
  "ingest/test/journey/{kill,engine-kill,stop,demo,import-real-shop,import-files}.test.ts",
  "ingest/test/journey/browser/{check-page,closed-windows,dashboard-*,data-layer,demo-shop}.test.ts",
  "ingest/test/journey/browser/{examples,examples-frameworks,five-ways,lost-events,mix,page-life,privacy,rudderstack,safety,segment}.test.ts",
  "ingest/test/journey/browser/tracking-prevention.test.ts",
  "ingest/test/journeys/simulate/shipped.test.ts",
  "ingest/test/migrate/views/settings.test.ts",
  "ingest/test/people/forget.test.ts",
  "ingest/test/security/view-parameters.test.ts",
  "ingest/test/ship/{documentation-site,packed}.test.ts",
  "ingest/test/upgrade/**/*.test.ts",
  "ingest/test/workers/{serve-workers,workers}.test.ts",
];

/** Tests that start a collector, an engine, Kafka, a browser or another process. */
export const INTEGRATION = [
  "ingest/test/{backup,client,cluster,dead-letters,demo-shop,disk,doctor,engine,faults,figures,journey}/**/*.test.ts",
  "ingest/test/{metrics,modes,operator,reference,rudderstack,warehouse,webhooks}/**/*.test.ts",
  "ingest/test/collect/{strangers,wire}.test.ts",
  "ingest/test/dashboard/{questions,reader,sign-in}.test.ts",
  "ingest/test/data-folder/{damaged,private}.test.ts",
  "ingest/test/enrich/is-bot.test.ts",
  "ingest/test/event-log/{group-commit,kafka,kafkajs/recovery}.test.ts",
  "ingest/test/fuzz/findings.test.ts",
  "ingest/test/identity/{joined-users,keyed-hashes}.test.ts",
  "ingest/test/limits/{connections,descriptors,rate-limits,turns}.test.ts",
  "ingest/test/load/loader.test.ts",
  "ingest/test/logging/personal-data.test.ts",
  "ingest/test/demo/send-year.test.ts",
  "ingest/test/migrate/{cluster,migrate,retention,views/checks}.test.ts",
  "ingest/test/people/{erasures,forget-server,person-tables}.test.ts",
  "ingest/test/predict/{command,predict}.test.ts",
  "ingest/test/privacy/stored.test.ts",
  "ingest/test/report/{anomalies,uncounted}.test.ts",
  "ingest/test/script/tag.test.ts",
  "ingest/test/security/{idle-connections,wire-attacks}.test.ts",
  "ingest/test/segment/{client-script,node-client,settings}.test.ts",
  "ingest/test/ship/{monitoring,proxy}.test.ts",
  "ingest/test/sources/commands.test.ts",
  "sdk-node/test/{arguments,bounded-memory,delivery,exactly-once,package,process-end}.test.ts",
];
