/** The fields that a collector needs to fill of what RudderStack's browser client loads before it sends events. */
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
 * The configuration of a write key: only this collector receives its events, and the client reports nothing about
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
    // Constant, because clients compare it with their cached copy and there is no history.
    updatedAt: "1970-01-01T00:00:00.000Z",
  };
}
