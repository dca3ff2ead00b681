/**
 * Which of the engine's functions analysts may call: by the engine's own categories, with the exceptions
 * named. The outcome is a list that is kept in the repository, so that a newer engine opens nothing by itself.
 */
export interface EngineFunction {
  readonly name: string;
  readonly alias_to: string;
  readonly categories: string;
  readonly is_aggregate: number;
}

/** Categories that hold functions which reach the host, the network, other tables or the engine's insides. */
const CLOSED_CATEGORIES = new Set([
  "AI",
  "Dictionary",
  "Embedded Dictionary",
  "Internal",
  "Introspection",
  "Machine Learning",
  "Other",
]);

/** Functions of those categories that only compute, or that clients ask when they connect. */
const OPEN_ALL_THE_SAME = new Set(
  `_CAST caseWithExpression nested bar blockNumber blockSerializedSize blockSize byteSize colorOKLABToSRGB
   colorOKLCHToSRGB colorSRGBToOKLAB colorSRGBToOKLCH connectionId countDigits currentDatabase currentProfiles
   currentQueryID currentRoles currentSchemas currentUser defaultProfiles defaultRoles
   defaultValueOfArgumentType defaultValueOfTypeName digits displayName dumpColumnStructure enabledProfiles
   enabledRoles errorCodeToName finalizeAggregation flipCoordinates formatQuery formatQueryOrNull
   formatQuerySingleLine formatQuerySingleLineOrNull formatReadableDecimalSize formatReadableQuantity
   formatReadableSize formatReadableTimeDelta getSetting getSettingOrDefault getSizeOfEnumType getSubcolumn
   getTypeSerializationStreams globalVariable highlightQuery identity ignore indexHint
   initialQueryID initialQueryStartTime initializeAggregation isConstant isDecimalOverflow
   lowCardinalityIndices lowCardinalityKeys MACNumToString MACStringToNum MACStringToOUI materialize
   minSampleSizeContinuous minSampleSizeConversion neighbor normalizeQuery normalizeQueryKeepNames
   normalizedQueryHash normalizedQueryHashKeepNames parseReadableSize parseReadableSizeOrNull
   parseReadableSizeOrZero parseTimeDelta queryID revision rowNumberInAllBlocks rowNumberInBlock
   runningAccumulate runningConcurrency runningDifference runningDifferenceStartingWithFirstValue throwIf
   toColumnTypeName toTypeName tokenizeQuery transform uptime variantElement variantType version
   visibleWidth stochasticLinearRegression stochasticLogisticRegression`.split(/\s+/),
);

/** Functions of open categories that stay closed: what they show is the engine, not the data. */
const CLOSED_ALL_THE_SAME = new Set(["flameGraph", "aggThrow", "chdb"]);

/** The module `src/query/generated/functions.ts` for an engine with these functions. */
export function renderAllowedFunctions(functions: readonly EngineFunction[]): string {
  const categoryOf = new Map(functions.map(({ name, categories }) => [name, categories]));
  const isOpen = ({ name, alias_to }: EngineFunction) => {
    const target = alias_to || name;
    if (CLOSED_ALL_THE_SAME.has(target)) return false;
    if (OPEN_ALL_THE_SAME.has(target)) return true;
    const category = categoryOf.get(target);
    return category !== undefined && category !== "" && !CLOSED_CATEGORIES.has(category);
  };
  const names = (aggregate: boolean) =>
    [
      ...new Set(
        functions
          .filter((one) => Boolean(one.is_aggregate) === aggregate && isOpen(one))
          .map(({ name }) => name.toLowerCase()),
      ),
    ].sort();
  return [
    "// Made from the engine's own list of functions; regenerate with",
    "// npx vitest run ingest/test/query/allowed-functions.test.ts -u",
    "",
    "/** Functions that only compute, in lower case. */",
    `export const FUNCTIONS: ReadonlySet<string> = new Set(\`\n${wrap(names(false))}\`.trim().split(/\\s+/));`,
    "",
    "/** Aggregate functions, without the suffixes that combine them, in lower case. */",
    `export const AGGREGATE_FUNCTIONS: ReadonlySet<string> = new Set(\`\n${wrap(names(true))}\`.trim().split(/\\s+/));`,
    "",
  ].join("\n");
}

function wrap(words: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line.length + word.length + 1 > 110) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line, ""].join("\n");
}
