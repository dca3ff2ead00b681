import { PassThrough } from "node:stream";
import type { CheckedDraft, DraftProblem, JourneyPlan, SimulatedJourney } from "@safar/schemas/dashboard";
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Static, Type } from "typebox";
import { PARAMS } from "../../ask/dashboard/params.js";
import {
  DASHBOARD_REFUSALS,
  DashboardRefusal,
  type DashboardRefusalCode,
} from "../../ask/dashboard/refusals.js";
import { mayAs, type Role } from "../../ask/dashboard/roles.js";
import type { ActionParts } from "../../ask/dashboard/routes.js";
import { isTimeZone } from "../../settings/time-zone.js";
import { readSchemaFiles, schemaFolder } from "../../store/migrate/schema-files.js";
import type { JudgedJourney } from "../definition/judge-journey.js";
import { placeOf } from "../definition/problem.js";
import { openSegment } from "../segments/ask-segment.js";
import { isSegmentView, type Segment } from "../segments/find-segment.js";
import { selectsOfLists } from "../segments/list-segments.js";
import { PERMISSIONS } from "../sending/second-look.js";
import { localText } from "../simulate/moments.js";
import type { Simulate } from "../simulate/simulation-thread.js";
import type { Change, ChangeResult } from "../versions/change.js";
import { differences } from "../versions/differences.js";
import { effectsOf } from "../versions/effect.js";
import { readPublished } from "../versions/published.js";
import { Draft, judgeDraft, readShipped } from "./drafts.js";
import { editorActions } from "./editor-actions.js";

/** What changes of journeys need beside the dashboard's own parts. */
export interface JourneyActions {
  /** Writes a change and tells the log of changes who made it. */
  change(change: Change, who: string): Promise<ChangeResult>;
  readonly simulate: Simulate;
}

const strict = { additionalProperties: false } as const;
const Shop = { source: PARAMS.source.schema, time_zone: PARAMS.time_zone.schema };
const Planned = Type.Object({ ...Shop, draft: Draft, moves: Type.Boolean() }, strict);
const After = Type.Integer({ minimum: 0, maximum: 4_294_967_294 });
const Published = Type.Object({ ...Shop, draft: Draft, moves: Type.Boolean(), after: After }, strict);
const Paused = Type.Object(
  {
    ...{ source: Shop.source, journey: PARAMS.journey.schema, after: After },
    done: Type.Union([Type.Literal("paused"), Type.Literal("resumed")]),
  },
  strict,
);
const Simulated = Type.Object(
  {
    ...{ ...Shop, since: PARAMS.since.schema, until: PARAMS.until.schema, draft: Draft },
    permission: Type.Union(PERMISSIONS.map((rule) => Type.Literal(rule))),
  },
  strict,
);

/** For how many days after their entry a person's goal counts. */
const GOAL_DAYS = 30;

/**
 * What editors do with journeys: `POST /dashboard/journeys/check`, `plan`, `publish`, `state` and `simulate`. A
 * segment's SELECT that is neither shipped nor published yet takes an operator: it is run as the engine's user.
 */
export function journeyActions({ change, simulate }: JourneyActions) {
  return async (app: FastifyInstance, { reader, sessions }: ActionParts): Promise<void> => {
    const { views } = await readSchemaFiles(schemaFolder());
    const shipped = [
      ...(await readShipped()).flatMap(({ segments }) => Object.values(segments)),
      ...selectsOfLists(),
    ];
    const reading = { query: <Row>(select: string, params = {}) => reader.read<Row>(select, params, NEVER) };
    let isSimulating = false;

    const post = editorActions(app, sessions);

    /** @throws {DashboardRefusal} when a segment is of the draft alone, and who asks is no operator */
    async function allowSegments(segments: ReadonlyMap<string, Segment>, source: string, role: Role) {
      if (mayAs(role, "operator")) return;
      const own = [...segments.values()].filter(({ name }) => name.endsWith(".sql"));
      if (own.length === 0) return;
      const published = (await readPublished(reading, source)).flatMap((each) =>
        Object.values(each.segments),
      );
      if (own.some(({ select }) => ![...published, ...shipped].includes(select)))
        throw new DashboardRefusal("segment_needs_operator");
    }

    async function plan(
      { source, time_zone: timeZone, draft, moves }: Static<typeof Planned>,
      reply: FastifyReply,
      role: Role,
    ) {
      if (!isTimeZone(timeZone)) throw new DashboardRefusal("bad_question");
      const judged = await judgeDraft(draft, views);
      if (judged.definition === undefined) {
        await refuse(reply, "does_not_hold", { problems: judged.problems.map(toldProblem) });
        return undefined;
      }
      await allowSegments(judged.segments, source, role);
      const { definition, segments: found } = judged;
      for (const segment of found.values())
        await openSegment(reading, segment, {
          source,
          timeZone,
          until: localText(Date.now(), timeZone),
        }).catch((cause) => {
          throw cause instanceof DashboardRefusal ? cause : new DashboardRefusal("segment_fails", { cause });
        });
      const segments = Object.fromEntries([...found.values()].map(({ name, select }) => [name, select]));
      const [before] = await readPublished(reading, source, definition.name);
      return {
        ...{ definition, segments, before },
        changes: before === undefined ? [] : differences(before, { definition, segments }),
        effects: effectsOf(before?.waiting ?? [], definition, moves),
      };
    }

    post<Static<typeof Draft>>("check", Draft, async (draft) => {
      const { definition, problems } = await judgeDraft(draft, views);
      return {
        ...{ definition, problems: problems.map(toldProblem) },
        views: views.filter(isSegmentView).map(({ name }) => name),
      } satisfies CheckedDraft;
    });

    post<Static<typeof Planned>>("plan", Planned, async (body, reply, role) => {
      const planned = await plan(body, reply, role);
      if (planned === undefined) return reply;
      const { definition, before, changes, effects } = planned;
      return {
        ...{ journey: definition.name, changes, effects },
        change: before?.change ?? 0,
        version: before?.version ?? 0,
        isPaused: before?.isPaused ?? false,
      } satisfies JourneyPlan;
    });

    post<Static<typeof Published>>("publish", Published, async (body, reply, role) => {
      const planned = await plan(body, reply, role);
      if (planned === undefined) return reply;
      const { definition, segments, before } = planned;
      const version = (before?.version ?? 0) + 1;
      const result = await change(
        {
          ...{ source: body.source, journey: definition.name, after: body.after, done: "published" },
          ...{ version, definition, segments, moves: body.moves },
        },
        `${role} on the dashboard`,
      );
      if (!result.stands) return refuse(reply, "changed_meanwhile", { at: result.at });
      return { journey: definition.name, version };
    });

    post<Static<typeof Paused>>("state", Paused, async ({ source, journey, after, done }, reply, role) => {
      const [before] = await readPublished(reading, source, journey);
      if (before === undefined) throw new DashboardRefusal("unknown_journey");
      const result = await change(
        {
          ...{ source, journey, after, done, version: before.version },
          ...{ definition: null, segments: {}, moves: false },
        },
        `${role} on the dashboard`,
      );
      if (!result.stands) return refuse(reply, "changed_meanwhile", { at: result.at });
      return { journey, state: done };
    });

    post<Static<typeof Simulated>>("simulate", Simulated, async (body, reply, role) => {
      const { source, time_zone: timeZone, since, until, permission, draft } = body;
      if (!isTimeZone(timeZone) || since >= until) throw new DashboardRefusal("bad_question");
      const judged = await judgeDraft(draft, views);
      if (judged.definition === undefined)
        return refuse(reply, "does_not_hold", { problems: judged.problems.map(toldProblem) });
      await allowSegments(judged.segments, source, role);
      if (isSimulating) throw new DashboardRefusal("too_busy");
      isSimulating = true;
      const left = new AbortController();
      reply.raw.once("close", () => left.abort());
      const lines = new PassThrough();
      const say = (line: object) => lines.write(`${JSON.stringify(line)}\n`);
      const asked = { source, timeZone, since, until, permission, goalDays: GOAL_DAYS };
      void simulate(
        { definition: judged.definition, segments: [...judged.segments.values()], asked },
        (fraction) => say({ fraction }),
        left.signal,
      )
        .then((report) => say({ report: report satisfies SimulatedJourney }))
        .catch((error: Error) => say({ error: error.message }))
        .finally(() => {
          isSimulating = false;
          lines.end();
        });
      return reply.type("application/x-ndjson").send(lines);
    });
  };
}

/** What is asked here is short, and is answered to its end. */
const NEVER = new AbortController().signal;

function toldProblem({ code, path, line, message }: JudgedJourney["problems"][number]): DraftProblem {
  return { code, path, place: placeOf(path), line, message };
}

function refuse(reply: FastifyReply, code: DashboardRefusalCode, more: object) {
  const { status, message } = DASHBOARD_REFUSALS[code];
  return reply.status(status).send({ success: false, code, message, ...more });
}
