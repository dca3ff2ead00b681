import { createECDH, createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { encryptFor, LARGEST_TEXT } from "../../../src/channels/push/encrypt.js";
import { isVapidKey, newVapidKey, vapid } from "../../../src/channels/push/vapid.js";

test("encrypts as the example of RFC 8291 does (appendix A)", () => {
  const sender = createECDH("prime256v1");
  sender.setPrivateKey(Buffer.from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url"));
  const encrypted = encryptFor(
    {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
    Buffer.from("When I grow up, I want to be a watermelon"),
    { salt: Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url"), sender },
  );
  expect(encrypted.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("a text fits into what every push service takes, and no longer one is encrypted", () => {
  const browser = createECDH("prime256v1");
  const keys = { p256dh: browser.generateKeys("base64url"), auth: Buffer.alloc(16).toString("base64url") };
  expect(encryptFor(keys, Buffer.alloc(LARGEST_TEXT))).toHaveLength(4_096);
  expect(() => encryptFor(keys, Buffer.alloc(LARGEST_TEXT + 1))).toThrow(RangeError);
});

test("a message names the shop for one push service, for twelve hours (RFC 8292)", () => {
  const key = newVapidKey();
  expect([isVapidKey(key), key.length]).toEqual([true, 43]);
  const own = vapid(key, "mailto:hello@shop.example");
  const header = own.authorization(new URL("https://push.example:8443/send/abc?d=1"), 1_000_000);
  const [, signed, signature, told] = /^vapid t=([\w-]+\.[\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(header)!;
  expect(told).toBe(own.publicKey);
  const [head, claims] = signed!.split(".").map((part) => JSON.parse(`${Buffer.from(part, "base64url")}`));
  expect([head, claims]).toEqual([
    { typ: "JWT", alg: "ES256" },
    { aud: "https://push.example:8443", exp: 1_000 + 12 * 3_600, sub: "mailto:hello@shop.example" },
  ]);
  const point = Buffer.from(own.publicKey, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: part(point, 1), y: part(point, 33) };
  const publicKey = createPublicKey({ format: "jwk", key: jwk });
  const given = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  expect(verify("sha256", Buffer.from(signed!), given, Buffer.from(signature!, "base64url"))).toBe(true);
});

test.each([["A".repeat(43)], ["_".repeat(43)], ["short"], ["!".repeat(43)]])(
  "%s is no private key",
  (key) => {
    expect(isVapidKey(key)).toBe(false);
  },
);

function part(point: Buffer, from: number): string {
  return point.subarray(from, from + 32).toString("base64url");
}
