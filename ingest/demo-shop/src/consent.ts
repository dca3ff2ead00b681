/** Tells Safar what this visitor answered on an earlier page, before anything is tracked on this one. */
{
  let given: unknown = null;
  try {
    given = JSON.parse(localStorage.getItem("demo.consent") ?? "null");
  } catch {
    // denied or unreadable: the visitor is asked again
  }
  if (given === "granted" || given === "denied") window.safar?.consent(given);
}
