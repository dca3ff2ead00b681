import "./language-fallback.js";
import { render } from "preact";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { createAnswers } from "./answers.js";
import { Dashboard } from "./dashboard.js";
import { signOut } from "./session.js";
import { SignIn } from "./sign-in.js";
import { readState, type State, writeState } from "./state.js";
import { applyColours, keepTheme, keptTheme, type Theme, useDarkness } from "./theme.js";
import { AskingContext } from "./use-answer.js";
import { useRounds } from "./use-rounds.js";
import { en } from "./words/en.js";
import { fa } from "./words/fa.js";

const WORDS = { en, fa };

/** Signed out, the page says so and keeps its address: whoever signs in again is back where they were. */
type Standing = "in" | "out";

function App() {
  const [state, setState] = useState(() => readState(location.search, navigator.language));
  const [standing, setStanding] = useState<Standing>("in");
  const [theme, setTheme] = useState<Theme>(keptTheme);
  // A page that was never signed in learns it from its first question.
  const [hasBeenIn, setHasBeenIn] = useState(false);
  const words = WORDS[state.lang];
  const rounds = useRounds(standing === "in", () => answers.forget());
  const { round } = rounds;
  const answers = useMemo(
    () =>
      createAnswers({
        onSignedOut: () => setStanding("out"),
        onAnswered: () => setHasBeenIn(true),
        onAsking: rounds.onAsking,
      }),
    [],
  );

  useEffect(() => {
    const goBack = () => setState(readState(location.search, navigator.language));
    addEventListener("popstate", goBack);
    return () => removeEventListener("popstate", goBack);
  }, []);
  useEffect(() => {
    document.documentElement.lang = state.lang;
    document.documentElement.dir = state.lang === "fa" ? "rtl" : "ltr";
    document.title = words.title;
  }, [state.lang, words]);
  const isDark = useDarkness(theme);
  // Before the charts' own effects, which read the colours in force.
  useLayoutEffect(() => applyColours(isDark), [isDark]);
  useEffect(() => keepTheme(theme), [theme]);

  const change = (part: Partial<State>) => {
    const next = { ...state, ...part };
    history.pushState(
      undefined,
      "",
      `${location.pathname}${writeState(next, navigator.language)}${location.hash}`,
    );
    setState(next);
  };
  const asking = useMemo(
    () => ({ answers, round, refresh: rounds.begin, signedOut: () => setStanding("out") }),
    [answers, round],
  );

  if (standing !== "in") {
    return (
      <SignIn
        words={words}
        isEnded={hasBeenIn}
        onSignedIn={() => {
          answers.forget();
          setStanding("in");
        }}
      />
    );
  }
  return (
    <AskingContext.Provider value={asking}>
      <Dashboard
        state={state}
        change={change}
        words={words}
        theme={theme}
        isDark={isDark}
        onTheme={setTheme}
        isAsking={rounds.isAsking}
        onRefresh={rounds.join}
        onSignOut={async () => {
          await signOut();
          answers.forget();
          setHasBeenIn(false);
          setStanding("out");
        }}
      />
    </AskingContext.Provider>
  );
}

render(<App />, document.querySelector("#page")!);
