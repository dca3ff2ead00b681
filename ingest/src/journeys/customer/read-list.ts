import type { ListReach } from "@safar/schemas/dashboard";
import { type Question, type Read, selectOf } from "../../ask/dashboard/question.js";
import { INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import { readLivePeople } from "../engine/people.js";
import { CONTACT_EVENTS, UNKNOWN_CONTACT } from "../sending/contact.js";
import { warehouseOf } from "./read-ids.js";
import { reachOf } from "./read-reach.js";

/** So many customers of a list are looked at for those who can be reached. */
export const MOST_LOOKED_AT = 2_000;

type ListRow = Readonly<Record<string, unknown>>;

/**
 * A list of customers with how each can be reached, as journeys see it in the second of sending.
 *
 * @param reachable whether those alone are listed whom marketing would reach, among the first {@link MOST_LOOKED_AT}
 */
export async function readList(
  read: Read,
  question: Question,
  { reachable, rows, ...params }: Readonly<Record<string, string>>,
): Promise<(ListRow & ListReach)[]> {
  const wanted = Number(rows);
  const most = reachable === "on" ? MOST_LOOKED_AT : wanted;
  const listed = await read<ListRow>(selectOf(question), { ...params, rows: most });
  const reachOfRow = await readReach(read, params.source ?? "", listed);
  return listed
    .map((row) => ({ ...row, ...reachOfRow(row) }))
    .filter(({ reached_by: by }) => reachable !== "on" || by !== "")
    .slice(0, wanted);
}

const nameOf = (id: unknown, isGuest: unknown) => `${isGuest ? "guest" : "user"}/${id}`;

async function readReach(
  read: Read,
  source: string,
  rows: readonly ListRow[],
): Promise<(row: ListRow) => ListReach> {
  const idsOf = (isGuest: boolean) =>
    rows.filter((row) => Boolean(row.is_guest) === isGuest).map((row) => String(row.customer_id));
  const keys = await read<{ key: string; id: string; isGuest: boolean }>(
    `SELECT DISTINCT toString(own_key) AS key, if(user_id != '', user_id, anonymous_id) AS id, user_id = '' AS isGuest
     FROM ${INTERNAL_DATABASE}.journey_events(source = {source:String})
     WHERE user_id IN {users:Array(String)} OR user_id = '' AND anonymous_id IN {guests:Array(String)}`,
    { source, users: idsOf(false), guests: idsOf(true) },
  );
  const people = await readLivePeople(warehouseOf(read), {
    ...{ source, keys: keys.map(({ key }) => key) },
    names: ["identify", ...CONTACT_EVENTS],
  });
  const byKey = new Map(people.flatMap((person) => person.keys.map((key) => [key, person.contact] as const)));
  const byName = new Map(keys.map(({ key, id, isGuest }) => [nameOf(id, isGuest), byKey.get(key)]));
  return (row) => {
    const reach = reachOf(byName.get(nameOf(row.customer_id, row.is_guest)) ?? UNKNOWN_CONTACT);
    const of = (channel: "email" | "sms") => reach.find((each) => each.channel === channel);
    return {
      email: of("email")?.address ?? "",
      email_permission: of("email")?.permission ?? "unknown",
      phone: of("sms")?.address ?? "",
      phone_permission: of("sms")?.permission ?? "unknown",
      reached_by: reach
        .filter(({ why }) => why === "")
        .map(({ channel }) => channel)
        .join(","),
    };
  };
}
