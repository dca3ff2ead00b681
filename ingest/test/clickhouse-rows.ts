/** Rows of a SELECT, asked as an analyst asks: over ClickHouse's HTTP interface, as the user `default`. */
export async function clickhouseRows<Row>(url: string, password: string, select: string): Promise<Row[]> {
  const response = await fetch(`${url}/?default_format=JSON`, {
    method: "POST",
    body: select,
    headers: { "x-clickhouse-user": "default", "x-clickhouse-key": password },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return (JSON.parse(text) as { data: Row[] }).data;
}
