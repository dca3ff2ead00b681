import { addDays } from "./calendar.js";
import { useView } from "./view.js";
import { say } from "./words/say.js";

/** The range in words, and what it is compared with where that is shown. */
export function DayRange({ isCompared = true }: { readonly isCompared?: boolean }) {
  const { words, format, span, compared, zone } = useView();
  const written = ({ since, until }: typeof span) => ({
    from: format.day(since),
    to: format.day(addDays(until, -1)),
  });
  return (
    <p class="day-range" id="day-range">
      <b>{say(words.rangeText, written(span))}</b>
      {isCompared && compared && <span class="quiet">{say(words.comparedText, written(compared))}</span>}
      <bdi class="quiet">{zone}</bdi>
    </p>
  );
}
