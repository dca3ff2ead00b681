import { post } from "./post.js";

/** Tries a password. Gives nothing when it is right, else the server's code of what is wrong. */
export async function signIn(secret: string): Promise<string | undefined> {
  const answer = await post("/dashboard/session", { secret });
  return answer.isDone ? undefined : answer.code;
}

export async function signOut(): Promise<void> {
  await fetch("/dashboard/session", { method: "DELETE" }).catch(() => undefined);
}
