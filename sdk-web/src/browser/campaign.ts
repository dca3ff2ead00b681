/** Where a visit came from, as the address of its first page tells. */
export interface Arrival {
  /** By the names of the wire: `source`, `medium`, `name`, `term`, `content`, and any other `utm_…`. */
  readonly campaign?: Readonly<Record<string, string>>;
  /** What the advertising networks add to a link, by parameter. */
  readonly clickIds?: Readonly<Record<string, string>>;
}

const clickId =
  /^(gclid|gbraid|wbraid|dclid|gad_source|fbclid|msclkid|ttclid|twclid|li_fat_id|yclid|sccid|epik|rdt_cid|irclickid)$/i;
/** A value in an address is anybody's text. */
const longestValue = 256;

/** Reads the campaign parameters and click ids of a query string. Undefined when it has none. */
export function readArrival(search: string): Arrival | undefined {
  const campaign: Record<string, string> = {};
  const clickIds: Record<string, string> = {};
  new URLSearchParams(search).forEach((value, name) => {
    const text = value.slice(0, longestValue);
    if (!text) return;
    const [, field] = /^utm_(\w{1,32})$/i.exec(name) ?? [];
    if (field) campaign[field.toLowerCase() === "campaign" ? "name" : field.toLowerCase()] = text;
    else if (clickId.test(name)) clickIds[name.toLowerCase()] = text;
  });
  const arrival = {
    ...(Object.keys(campaign).length && { campaign }),
    ...(Object.keys(clickIds).length && { clickIds }),
  };
  return Object.keys(arrival).length ? arrival : undefined;
}
