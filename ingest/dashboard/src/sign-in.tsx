import { useEffect, useId, useRef, useState } from "preact/hooks";
import { signIn } from "./session.js";
import type { Words } from "./words/en.js";

interface SignInProps {
  readonly words: Words;
  /** A session was there and has ended. */
  readonly isEnded: boolean;
  readonly onSignedIn: () => void;
}

export function SignIn({ words, isEnded, onSignedIn }: SignInProps) {
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState<string | undefined>();
  const [isTrying, setTrying] = useState(false);
  const [field, where] = [useId(), useId()];
  const said: Readonly<Record<string, string>> = words.errors;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTrying(true);
    const code = await signIn(secret);
    setTrying(false);
    if (code === undefined) onSignedIn();
    else setProblem(code);
  };
  return (
    <main class="sign-in" id="content">
      <form onSubmit={submit}>
        <Logo />
        <h1>{words.signIn}</h1>
        <p class="about">{isEnded ? words.sessionEnded : words.signInLead}</p>
        {/* Password managers want a name beside the password. */}
        <input
          class="unseen"
          type="text"
          name="username"
          autocomplete="username"
          value="default"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <label for={field}>{words.secret}</label>
        <input
          ref={input}
          id={field}
          name="secret"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby={where}
          aria-invalid={problem !== undefined}
          value={secret}
          onInput={(event) => setSecret(event.currentTarget.value)}
        />
        <p class="quiet" id={where}>
          {words.secretWhere}
        </p>
        {problem && <p role="alert">{said[problem] ?? words.errors.unavailable}</p>}
        <button type="submit" class="primary" disabled={isTrying || secret === ""}>
          {words.signIn}
        </button>
      </form>
    </main>
  );
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M7 23c6 0 5-8 10-8s4-6 8-6" />
      <circle cx="25" cy="9" r="3" />
    </svg>
  );
}
