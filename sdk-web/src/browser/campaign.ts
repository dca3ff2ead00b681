/** Where a visit came from, as the address of its first page tells. */
export interface Arrival {
  /** By the names of the wire: `source`, `medium`, `name`, `term`, `content`, and any other `utm_…`. */
  readonly campaign?: Readonly<Record<string, string>>;
  /** What the advertising networks add to a link, by parameter. */
  readonly clickIds?: Readonly<Record<string, string>>;
}

const parameter =
  /^(?:utm_(\w{1,32})|(?:gcl|fbcl|msclk|ttcl|twcl|ycl|sc_cl|rdt_c|dcl|irclick|li_fat_)id|[gw]braid|epik)$/;
/** A value in an address is anybody's text. */
const longestValue = 256;

/** Reads the campaign parameters and click ids of a query string. Undefined when it has none. */
export function readArrival(search: string): Arrival | undefined {
  const arrival: { campaign?: Record<string, string>; clickIds?: Record<string, string> } = {};
  new URLSearchParams(search).forEach((value, given) => {
    const name = given.toLowerCase();
    const [isKnown, field] = parameter.exec(name) ?? [];
    if (!isKnown || !value) return;
    arrival[field ? "campaign" : "clickIds"] = {
      ...arrival[field ? "campaign" : "clickIds"],
      [field === "campaign" ? "name" : field || name]: value.slice(0, longestValue),
    };
  });
  return arrival.campaign || arrival.clickIds ? arrival : undefined;
}
