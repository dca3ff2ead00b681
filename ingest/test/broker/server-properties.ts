/** A port for clients. */
export interface Door {
  /** Port on which the broker listens. */
  readonly port: number;
  /** Port at which clients are told to come back: that of a proxy before the broker. Default: `port`. */
  readonly advertised?: number;
}

/** What a broker of one process is started with. */
export interface BrokerSettings {
  readonly folder: string;
  readonly doors: readonly Door[];
  readonly ports: { readonly internal: number; readonly controller: number };
  readonly sasl?: { readonly username: string; readonly password: string } | undefined;
  /** Path of a PKCS12 key store. */
  readonly keyStore?: { readonly path: string; readonly password: string } | undefined;
  /** More of Kafka's own settings; they stand before those below. */
  readonly more?: Readonly<Record<string, string | number>>;
}

/** Kafka's configuration: https://kafka.apache.org/documentation/#brokerconfigs */
export function serverProperties(settings: BrokerSettings): string {
  const { folder, ports, sasl, keyStore, more = {} } = settings;
  const doors = settings.doors.map((door, place) => ({ ...door, name: `CLIENT${place || ""}` }));
  const protocol = `${sasl ? "SASL_" : ""}${keyStore ? "SSL" : "PLAINTEXT"}`;
  const properties: Record<string, string | number> = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${ports.controller}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "INTERNAL",
    "listener.security.protocol.map": [
      ...doors.map(({ name }) => `${name}:${protocol}`),
      "INTERNAL:PLAINTEXT",
      "CONTROLLER:PLAINTEXT",
    ].join(","),
    listeners: [
      ...doors.map(({ name, port }) => `${name}://127.0.0.1:${port}`),
      `INTERNAL://127.0.0.1:${ports.internal}`,
      `CONTROLLER://127.0.0.1:${ports.controller}`,
    ].join(","),
    "advertised.listeners": [
      ...doors.map(({ name, port, advertised = port }) => `${name}://127.0.0.1:${advertised}`),
      `INTERNAL://127.0.0.1:${ports.internal}`,
    ].join(","),
    "log.dirs": `${folder}/data`,
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    // A test's loaders join one after another; waiting for more of them at the first one only costs time.
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,
    // A killed broker may come back only after its session has ended; the default of 9 s is for a network.
    "broker.session.timeout.ms": 1_000,
    "broker.heartbeat.interval.ms": 200,
    "log.segment.bytes": 64 * 1024 * 1024,
    ...(sasl ? saslProperties(sasl) : {}),
    ...(keyStore
      ? {
          "listener.name.client.ssl.keystore.location": keyStore.path,
          "listener.name.client.ssl.keystore.password": keyStore.password,
          "listener.name.client.ssl.keystore.type": "PKCS12",
        }
      : {}),
    ...more,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

function saslProperties({ username, password }: { username: string; password: string }) {
  const security = "org.apache.kafka.common.security";
  return {
    "listener.name.client.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    "listener.name.client.plain.sasl.jaas.config": `${security}.plain.PlainLoginModule required user_${username}="${password}";`,
    "listener.name.client.scram-sha-256.sasl.jaas.config": `${security}.scram.ScramLoginModule required;`,
    "listener.name.client.scram-sha-512.sasl.jaas.config": `${security}.scram.ScramLoginModule required;`,
  };
}
