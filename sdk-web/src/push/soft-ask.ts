/** What the card says. */
export interface SoftAsk {
  readonly title?: string;
  readonly text?: string;
  readonly yes?: string;
  readonly no?: string;
}

const ENGLISH: Required<SoftAsk> = {
  title: "May we notify you?",
  text: "We tell you when something you looked at becomes available or cheaper. You can stop it at any time.",
  yes: "Yes, please",
  no: "Not now",
};
const PERSIAN: Required<SoftAsk> = {
  title: "خبرتان کنیم؟",
  text: "وقتی کالایی که دیده‌اید موجود یا ارزان شد خبرتان می‌کنیم. هر وقت خواستید می‌توانید قطعش کنید.",
  yes: "بله، خبرم کنید",
  no: "فعلاً نه",
};

/** In localStorage: when the visitor said "not now", epoch milliseconds. */
const REFUSED = "safar:push-later";
const ASK_AGAIN_MS = 30 * 86_400_000;

/**
 * Asks by a small card at the bottom of the page, in the page's language. Who said "not now" is not asked again for 30
 * days. Styles go by the DOM, which no Content-Security-Policy forbids.
 */
export async function askSoftly(words: SoftAsk = {}): Promise<boolean> {
  if (Date.now() < refusedAt() + ASK_AGAIN_MS) return false;
  const isPersian = document.documentElement.lang.startsWith("fa");
  const { title, text, yes, no } = { ...(isPersian ? PERSIAN : ENGLISH), ...words };
  const host = document.createElement("div");
  host.id = "safar-push-ask";
  const card = element("section", {
    ...{ position: "fixed", insetInline: "0", bottom: "16px", margin: "0 auto", zIndex: "2147483647" },
    ...{ width: "min(400px, calc(100% - 32px))", boxSizing: "border-box", padding: "16px" },
    ...{
      borderRadius: "12px",
      boxShadow: "0 4px 24px rgb(0 0 0 / 30%)",
      font: "16px/1.5 system-ui, sans-serif",
    },
    ...{ background: "#fff", color: "#1a1a1a" },
  });
  card.dir = isPersian ? "rtl" : "auto";
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", title);
  const heading = element("strong", { display: "block" }, title);
  const said = element("p", { margin: "4px 0 12px" }, text);
  const button = { font: "inherit", padding: "8px 16px", borderRadius: "8px", cursor: "pointer" };
  const agree = element(
    "button",
    { ...button, background: "#1a1a1a", color: "#fff", border: "1px solid #1a1a1a", marginInlineEnd: "8px" },
    yes,
  );
  const refuse = element(
    "button",
    { ...button, background: "#fff", color: "#1a1a1a", border: "1px solid #767676" },
    no,
  );
  card.append(heading, said, agree, refuse);
  host.attachShadow({ mode: "open" }).append(card);
  document.getElementById(host.id)?.remove();
  document.body.append(host);
  const isYes = await new Promise<boolean>((resolve) => {
    agree.onclick = () => resolve(true);
    refuse.onclick = () => resolve(false);
    card.onkeydown = ({ key }) => {
      if (key === "Escape") resolve(false);
    };
  });
  host.remove();
  if (!isYes) {
    try {
      localStorage[REFUSED] = Date.now();
    } catch {
      // The browser denies storage: the visitor is asked again.
    }
  }
  return isYes;
}

function element<Name extends "section" | "strong" | "p" | "button">(
  name: Name,
  style: Partial<CSSStyleDeclaration>,
  text = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made.style, style);
  made.textContent = text;
  return made;
}

function refusedAt(): number {
  try {
    return Number(localStorage[REFUSED]) || 0;
  } catch {
    return 0;
  }
}
