import type { ComponentChildren } from "preact";
import { DayRange } from "./day-range.js";
import { NothingYet } from "./nothing-yet.js";
import { useView } from "./view.js";

interface RangedPageProps {
  readonly title: string;
  readonly lead: string;
  readonly parts: readonly {
    readonly id: string;
    readonly title: string;
    readonly panels: ComponentChildren;
  }[];
}

/** A page about a range of time, in parts of panels; a service without events gets the first steps in its place. */
export function RangedPage({ title, lead, parts }: RangedPageProps) {
  const { words, source } = useView();
  if (source === "") return <NothingYet words={words} />;
  return (
    <>
      <h1 class="page-title">{title}</h1>
      <p class="quiet">{lead}</p>
      <DayRange isCompared={false} />
      {parts.map(({ id, title: heading, panels }) => (
        <section key={id} class="part" aria-labelledby={`${id}-heading`}>
          <h2 id={`${id}-heading`}>{heading}</h2>
          {panels}
        </section>
      ))}
    </>
  );
}
