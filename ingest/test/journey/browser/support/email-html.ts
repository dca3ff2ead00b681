/** The HTML of an e-mail as it came by SMTP, in base64 or quoted-printable. */
export function htmlOf(raw: string): string {
  const part = raw.slice(raw.search(/^content-type: text\/html/im));
  const [head = "", body = ""] = part.split("\r\n\r\n");
  return /^content-transfer-encoding: base64/im.test(head)
    ? Buffer.from(body, "base64").toString()
    : body.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}
