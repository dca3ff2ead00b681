/** Tries a password. Gives nothing when it is right, else the server's code of what is wrong. */
export async function signIn(secret: string): Promise<string | undefined> {
  try {
    const response = await fetch("/dashboard/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ secret }),
    });
    if (response.ok) return undefined;
    return ((await response.json()) as { code?: string }).code ?? "unavailable";
  } catch {
    return "offline";
  }
}

export async function signOut(): Promise<void> {
  await fetch("/dashboard/session", { method: "DELETE" }).catch(() => undefined);
}
