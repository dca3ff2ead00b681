/** Where a visit came from, as the address of its first page tells. */
export interface Arrival {
  /** By the names of the wire: `source`, `medium`, `name`, `term`, `content`, and any other `utm_…`. */
  campaign?: Record<string, string>;
  /** What the advertising networks add to a link, by parameter. */
  clickIds?: Record<string, string>;
}

const parameter = /^(?:utm_(\w{1,32})|\w*cl(ic)?k?id|rdt_cid|li_fat_id|[gw]braid|epik)$/;
/** A value in an address is anybody's text. */
const longestValue = 256;

/** Reads the campaign parameters and click ids of an address. Empty when it has none. */
export function readArrival(href: string): Arrival {
  const arrival: Arrival = {};
  new URL(href).searchParams.forEach((value, given) => {
    given.toLowerCase().replace(parameter, (name, field) => {
      const kind = field ? "campaign" : "clickIds";
      const key = field === "campaign" ? "name" : field || name;
      if (value) arrival[kind] = { ...arrival[kind], [key]: value.slice(0, longestValue) };
      return name;
    });
  });
  return arrival;
}
