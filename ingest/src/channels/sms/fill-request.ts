import { createHash } from "node:crypto";
import type { ProviderRequest } from "../call-provider.js";
import type { SmsProvider } from "./provider.js";

/** What stands in braces in a provider's request. */
export type SmsValues = Readonly<
  Record<"to" | "from" | "text" | "key" | "account" | "id" | "idNumber" | "receiptUrl", string>
>;

const PLACE = /\{(to|from|text|key|account|id|idNumber|receiptUrl)\}/g;
const NUMBER_PLACE = /^\{(from|to|idNumber)\|number\}$/;

/** Fills in a provider's request. What is filled in is never looked at for braces again. */
export function fillRequest({ request }: SmsProvider, values: SmsValues): ProviderRequest {
  const fill = (text: string, as: (value: string) => string = (value) => value) =>
    text.replaceAll(PLACE, (_, name: keyof SmsValues) => as(values[name]));
  const url = new URL(fill(request.url, encodeURIComponent));
  for (const [name, text] of Object.entries(request.query ?? {})) url.searchParams.set(name, fill(text));
  const headers: Record<string, string> = { "user-agent": "Safar" };
  for (const [name, text] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = fill(text);
  if (request.basicAuth) {
    const login = `${fill(request.basicAuth.user)}:${fill(request.basicAuth.password)}`;
    headers.authorization = `Basic ${Buffer.from(login).toString("base64")}`;
  }
  const fillJson = (value: unknown): unknown => {
    if (typeof value === "string") {
      const name = NUMBER_PLACE.exec(value)?.[1] as keyof SmsValues | undefined;
      return name === undefined ? fill(value) : Number(values[name]);
    }
    if (Array.isArray(value)) return value.map(fillJson);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, fillJson(own)]));
  };
  let body: string | undefined;
  if (request.json !== undefined) {
    headers["content-type"] ??= "application/json";
    body = JSON.stringify(fillJson(request.json));
  } else if (request.form !== undefined) {
    headers["content-type"] ??= "application/x-www-form-urlencoded";
    const filled = Object.entries(request.form).map(([name, text]): [string, string] => [name, fill(text)]);
    // A field without a value is left out, such as the address of receipts where there is none.
    body = new URLSearchParams(filled.filter(([, value]) => value !== "")).toString();
  }
  return {
    method: request.method ?? "POST",
    ...{ url, headers },
    body: body === undefined ? undefined : Buffer.from(body),
  };
}

/** A number of at most 15 digits that is the same for the same id: some providers know messages by numbers alone. */
export function numberOf(id: string): string {
  return String(createHash("sha256").update(id).digest().readUIntBE(0, 6));
}
