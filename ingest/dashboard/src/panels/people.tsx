import type { Row } from "../answers.js";
import { CustomerLink } from "../customer-link.js";
import type { TableColumn } from "../data-table.js";
import type { View } from "../view.js";

/** How many rows of a long list the page shows. */
export const LIST_ROWS = 25;

/** Who it is: the name, else the id; a guest is told from a user. */
export function customerColumn({ words }: View): TableColumn {
  return {
    head: words.customer,
    cell: (row) => (
      <span class="who">
        <CustomerLink
          id={String(row.customer_id)}
          isGuest={row.is_guest === true}
          name={String(row.name ?? "")}
        />
        {row.is_guest === true && <span class="tag">{words.guest}</span>}
      </span>
    ),
  };
}

/** How to reach a customer, where they told, and whether they permitted it. */
export function contactColumn({ words }: View): TableColumn {
  return {
    head: words.contact,
    cell: (row) => {
      const email = String(row.email ?? "");
      const phone = String(row.phone ?? "");
      if (!email && !phone) return "–";
      // A hashed address reaches nobody.
      return (
        <span class="contact">
          {email &&
            (email.includes("@") ? (
              <a href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>{email}</a>
            ) : (
              <bdi class="hash">{email}</bdi>
            ))}
          {email && <Permission words={words} said={row.email_permission} />}
          {phone && <bdi>{phone}</bdi>}
          {phone && <Permission words={words} said={row.phone_permission} />}
        </span>
      );
    },
  };
}

/** What a customer said of messages. */
function Permission({
  words,
  said,
}: {
  readonly words: View["words"];
  readonly said: Row[string] | undefined;
}) {
  const permissions: Readonly<Record<string, string>> = words.permissions;
  return said ? <span class="tag">{permissions[String(said)] ?? String(said)}</span> : null;
}

export function dayOf({ format, zone }: View, moment: Row[string] | undefined): string {
  return format.moment(moment, zone);
}
