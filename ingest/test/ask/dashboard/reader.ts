import { PERSONAL_PARAMS } from "@safar/schemas/dashboard";
import type { TestCollector } from "../../collect/collector.js";

/** Someone who reads the dashboard, with a cookie jar of their own. */
export interface Reader {
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The rows of a question. */
  ask(
    name: string,
    params: Record<string, string | number>,
  ): Promise<{ status: number; rows: Record<string, unknown>[]; code: string | undefined }>;
  signIn(secret: string): Promise<Response>;
  signOut(): Promise<Response>;
  readonly cookie: string;
}

export function newReader({ collector }: Pick<TestCollector, "collector">): Reader {
  let cookie = "";
  const send = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const response = await fetch(`${collector}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set) cookie = set.split(";", 1)[0] ?? "";
    return response;
  };
  return {
    get: (path, headers = {}) => send("GET", path, headers),
    post: (path, body, headers = {}) => send("POST", path, headers, body),
    async ask(name, params) {
      const query = new URLSearchParams(Object.entries(params).map(([key, value]) => [key, String(value)]));
      // What names a person travels in a body.
      const isPersonal = PERSONAL_PARAMS.some((each) => each in params);
      const response = isPersonal
        ? await send("POST", `/dashboard/ask/${name}`, {}, params)
        : await send("GET", `/dashboard/ask/${name}?${query}`, {});
      const { rows = [], code } = (await response.json()) as {
        rows?: Record<string, unknown>[];
        code?: string;
      };
      return { status: response.status, rows, code };
    },
    signIn: (secret) => send("POST", "/dashboard/session", {}, { secret }),
    signOut: () => send("DELETE", "/dashboard/session", {}),
    get cookie() {
      return cookie;
    },
  };
}
