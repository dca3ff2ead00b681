/** What RudderStack's browser client loads before it sends anything, as far as it concerns a collector. */
export interface SourceConfig {
  readonly source: {
    readonly id: string;
    readonly name: string;
    readonly writeKey: string;
    readonly enabled: true;
    readonly workspaceId: string;
    readonly destinations: readonly [];
    readonly config: {
      readonly statsCollection: {
        readonly errors: { readonly enabled: false };
        readonly metrics: { readonly enabled: false };
      };
    };
  };
  readonly updatedAt: string;
}

/**
 * The configuration of a write key: this collector takes its events, nobody else does, and the client tells nothing of
 * itself. (rudder-sdk-js, `packages/analytics-js/src/components/configManager`, reads these fields.)
 *
 * @param source the source's name
 */
export function sourceConfig(source: string, writeKey: string): SourceConfig {
  return {
    source: {
      id: source,
      name: source,
      writeKey,
      enabled: true,
      workspaceId: source,
      destinations: [],
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    },
    // It has no history: clients compare it with what they know.
    updatedAt: "1970-01-01T00:00:00.000Z",
  };
}
