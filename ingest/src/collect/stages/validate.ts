import { validateEvent } from "@safar/schemas";
import type { Stage } from "./stage.js";

/** Rejects an event that is too large, or that the schema does not allow. */
export const validate: Stage = ({ kept, tooLarge }) => tooLarge ?? validateEvent(kept);
