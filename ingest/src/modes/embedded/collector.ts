import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { LIVE_QUESTIONS } from "../../ask/dashboard/live-questions.js";
import { openReader } from "../../ask/dashboard/reader.js";
import { type DashboardParts, dashboardRoutes } from "../../ask/dashboard/routes.js";
import { emailFinder } from "../../channels/email/find-email.js";
import { openMessageKey } from "../../channels/links/message-key.js";
import { sealWith } from "../../channels/links/seal.js";
import type { MessageAbout } from "../../channels/message-about.js";
import { channelsSetUp } from "../../channels/open-channels.js";
import { pushSettings } from "../../channels/push/push-settings.js";
import { MESSAGE_PATHS } from "../../channels/routes/message-paths.js";
import { messageRoutes } from "../../channels/routes/message-routes.js";
import { smsFinder } from "../../channels/sms/find-sms.js";
import { smsSettings } from "../../channels/sms/sms-settings.js";
import { buildApp } from "../../collect/app.js";
import type { LimitSharing } from "../../collect/limits/limit-sharing.js";
import { limitsOf } from "../../collect/limits/limits.js";
import { visitorDomains } from "../../collect/visitor-cookie.js";
import { EVENT_COLUMNS } from "../../event/enrich/event-row.js";
import { privacyOf } from "../../event/privacy/privacy.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../../event/validate/dead-letter-row.js";
import { type CustomerActions, customerActions } from "../../journeys/customer/action-routes.js";
import { CUSTOMER_QUESTIONS } from "../../journeys/customer/questions.js";
import { readChoices } from "../../journeys/customer/read-choices.js";
import { type JourneyActions, journeyActions } from "../../journeys/dashboard/action-routes.js";
import { messageActions } from "../../journeys/dashboard/message-routes.js";
import { journeyQuestions } from "../../journeys/dashboard/questions.js";
import { sendTestMessage } from "../../journeys/sending/test-message.js";
import { sendingSettings } from "../../journeys/simulate/sending-settings.js";
import { simulateOnThread } from "../../journeys/simulate/simulation-thread.js";
import { hostsOf, shopLinks } from "../../journeys/templates/shop-links.js";
import { guardedLog } from "../../operate/disk/guarded-log.js";
import { lastWrite } from "../../operate/disk/last-write.js";
import type { WatchedDisk } from "../../operate/disk/watch-disk.js";
import { collectMetrics } from "../../operate/metrics/collect-metrics.js";
import { logMetrics } from "../../operate/metrics/log-metrics.js";
import { type Live, live } from "../../operate/tail/live.js";
import { type Erasures, idDigest } from "../../people/erasures.js";
import type { Config } from "../../settings/config.js";
import { requireDescriptors, thisMachine } from "../../settings/machine.js";
import type { OpenedSources } from "../../sources/open-sources.js";
import type { FindKey } from "../../sources/source.js";
import type { EngineAddress } from "../../store/engine/engine.js";
import { fairShare } from "../../store/event-log/fair-share.js";
import { type GroupCommit, groupCommit } from "../../store/event-log/group-commit.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import type { RowText } from "../../store/warehouse/warehouse.js";
import { DEMO_SHOP_PATH, type DemoShop } from "../../try/demo-shop/open.js";
import type { Opened } from "../composed.js";
import { auditLogOf } from "./dashboard.js";

/** Shared parts that a collector uses. */
export interface CollectorParts {
  /** ClickHouse as its collector and as its dashboard. */
  readonly addresses: { readonly collector: EngineAddress; readonly dashboard: EngineAddress };
  readonly shops: Pick<OpenedSources, "current" | "find">;
  readonly demoShop: DemoShop | undefined;
  readonly erasures: Erasures;
  readonly disk: Pick<WatchedDisk, "problem" | "wrote">;
  /** Called with the events of each stored group. */
  readonly stored: (events: readonly RowText[]) => Promise<unknown>;
  /** How readers sign in to the dashboard; undefined without a dashboard. */
  readonly dashboard:
    | (Pick<DashboardParts, "secrets" | "sessions" | "signInLimit"> & {
        readonly changeJourney: JourneyActions["change"];
        readonly eraseCustomer: CustomerActions["erase"];
      })
    | undefined;
  readonly registry: Registry;
  readonly sharing?: LimitSharing | undefined;
}

/** A collector of the embedded mode. */
export interface OpenedCollector {
  /** Not yet listening. */
  readonly app: FastifyInstance;
  readonly tail: Live;
  readonly settled: GroupCommit["settled"];
  /** Why it can't accept events now, or undefined. */
  unready(): string | undefined;
}

/**
 * Insert interval of one process, in milliseconds. Each insert creates parts, so workers divide the rate among them.
 */
const INSERT_EVERY_MS = 200;
const INSERTING_FREELY = 2;

/** Opens a collector that stores events in the ClickHouse of the data folder, with the pages that it serves. */
export async function openEmbeddedCollector(
  config: Config,
  logger: Logger,
  parts: CollectorParts,
  opened: Opened,
): Promise<OpenedCollector> {
  const { addresses, shops, demoShop, erasures, disk, stored, registry, sharing } = parts;
  const among = sharing?.among ?? 1;
  const machine = thisMachine();
  requireDescriptors(machine);
  const limits = limitsOf(config, { ...machine, memory: machine.memory / among });
  for (const sentence of limits.lowered) logger.warn(sentence);
  const { maxPendingChars } = limits;
  const ofLog = logMetrics(registry);
  const ofRequests = collectMetrics(registry);
  const writes = lastWrite();
  const tail = live();
  const commit = opened(
    groupCommit(
      opened(openHttpWarehouse(addresses.collector)),
      {
        events: { table: "event_rows", columns: EVENT_COLUMNS },
        deadLetters: { table: "dead_letters", columns: DEAD_LETTER_COLUMNS },
        toDeadLetter: unfitRowLetter,
        stored,
      },
      {
        maxPendingChars,
        intervalMs: INSERT_EVERY_MS * Math.max(1, among / INSERTING_FREELY),
        observe(observation) {
          ofLog.observe(observation);
          writes.wrote(observation);
          disk.wrote(observation);
        },
      },
    ),
  );
  ofLog.watch(commit);
  const log = guardedLog(fairShare(commit, maxPendingChars), disk);
  const findKey: FindKey = (writeKey, now) => shops.find(writeKey, now) ?? demoShop?.findKey(writeKey, now);
  const seal = sealWith(await openMessageKey(config.SAFAR_DATA, config.SAFAR_MESSAGE_KEY, logger));
  const push = await pushSettings(config, config.SAFAR_DATA, logger);
  const pushKey = push?.vapid.publicKey;
  const sms = await smsSettings(config);
  const finding = opened(openHttpWarehouse(addresses.dashboard));
  const ofSms = sms && { provider: sms.provider, finder: smsFinder(finding) };
  const email = config.SAFAR_SMTP_URL === "" ? undefined : emailFinder(finding);
  const choices = (about: MessageAbout) => readChoices(finding, about.source, about);
  const app = opened(
    await buildApp({
      log,
      findKey,
      sources: shops.current,
      privacy: privacyOf(config),
      publicUrl: config.SAFAR_PUBLIC_URL,
      visitorDomains: visitorDomains(config.SAFAR_VISITOR_COOKIE),
      limits,
      sharing,
      erasures,
      more: {
        routes: (routes, limited) =>
          messageRoutes(routes, { ...limited, seal, sms: ofSms, email, pushKey, choices }),
        paths: MESSAGE_PATHS,
      },
      logger,
      observeRequest: ofRequests.request,
      observe(received) {
        ofRequests.received(received);
        tail.received(received);
      },
    }),
  );
  if (demoShop) await app.register(demoShop.routes, { prefix: DEMO_SHOP_PATH });
  if (parts.dashboard) {
    const { changeJourney, eraseCustomer, ...own } = parts.dashboard;
    await app.register(dashboardRoutes, {
      ...{
        ...own,
        reader: openReader(addresses.dashboard),
        composed: {
          ...LIVE_QUESTIONS,
          ...journeyQuestions(channelsSetUp(config)),
          ...CUSTOMER_QUESTIONS,
        },
      },
      actions: [
        journeyActions({
          change: changeJourney,
          simulate: simulateOnThread(addresses.dashboard, sendingSettings(config)),
        }),
        messageActions({
          shopOf: (source) => ({
            name: source,
            currency: shops.current().find(({ id }) => id === source)?.currency ?? "",
          }),
          isShopLink: shopLinks(hostsOf(config.SAFAR_SHOP_HOSTS, config.SAFAR_EMAIL_FROM)),
          smsPrice: sms?.account.price,
          auditLog: auditLogOf(config),
          digestOf: (address) => idDigest(erasures.salts[0], address),
          send: (content, to) => sendTestMessage(content, to, config),
        }),
        customerActions({ warehouse: finding, erasures, auditLog: auditLogOf(config), erase: eraseCustomer }),
      ],
      sourceIds: () => shops.current().map(({ id }) => id),
    });
  }
  return {
    app,
    tail,
    settled: commit.settled,
    unready: () => log.unavailable()?.message ?? writes.problem() ?? app.overload(),
  };
}
