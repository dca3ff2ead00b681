import { useAnswer } from "../use-answer.js";

/** Whether who is signed in may change journeys; undefined until that is known. */
export function useMayEdit(): boolean | undefined {
  const role = useAnswer("role", {}).rows?.[0]?.role;
  return role === undefined ? undefined : role === "editor" || role === "operator";
}
