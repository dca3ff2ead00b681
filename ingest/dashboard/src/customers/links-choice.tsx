import { useCustomerWords } from "./use-words.js";

/** Which links are followed, where not all were made by a server. */
export function LinksChoice({ onChosen }: { readonly onChosen: (links: "all" | "trusted") => void }) {
  const said = useCustomerWords();
  return (
    <div class="links-choice">
      <p>{said.followAbout}</p>
      <p class="buttons">
        {(["all", "trusted"] as const).map((links) => (
          <button key={links} type="button" class="tool" data-links={links} onClick={() => onChosen(links)}>
            {said.follow}: {said.follows[links]}
          </button>
        ))}
      </p>
    </div>
  );
}
