/** The Content-Type of an answer in a format, as a ClickHouse server gives it. */
export function contentType(format: string): string {
  if (
    /^JSON(?:Strings|Compact|CompactStrings|Columns|ColumnsWithMetadata|CompactColumns|ObjectEachRow)?$/.test(
      format,
    )
  ) {
    return "application/json; charset=UTF-8";
  }
  if (/EachRowWithProgress$/.test(format)) return "application/json; charset=UTF-8";
  if (/^(?:JSON.*EachRow.*|JSONLines|JSONL|NDJSON)$/.test(format))
    return "application/x-ndjson; charset=UTF-8";
  if (/^CSV/.test(format)) {
    return `text/csv; charset=UTF-8; header=${/WithNames/.test(format) ? "present" : "absent"}`;
  }
  if (/^(?:TabSeparated|TSV|TSKV|Raw(?:With|$))/.test(format)) {
    return "text/tab-separated-values; charset=UTF-8";
  }
  if (format === "XML") return "application/xml; charset=UTF-8";
  if (BINARY.test(format)) return "application/octet-stream";
  return "text/plain; charset=UTF-8";
}

const BINARY =
  /^(?:RowBinary.*|Native|Parquet|ORC|Arrow|ArrowStream|Avro|MsgPack|BSONEachRow|Npy|Buffers|RawBLOB|PNG)$/;
