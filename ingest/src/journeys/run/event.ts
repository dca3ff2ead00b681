/** What journeys know of an event. */
export interface JourneyEvent {
  /** Its message id: an event that is told twice is one. */
  readonly id: string;
  /** The tracked name as it was sent; of other calls their type: `page`, `screen`, `identify`, `group`. */
  readonly name: string;
  /** The name that the Ecommerce Spec gives it; "" for any other. */
  readonly commerceName: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Told with a web key, which stands in every page: it may be anybody's word. */
  readonly isPages?: boolean;
}

/** Whether a definition that names an event means this one, by either of its names. */
export function isCalled({ name, commerceName }: JourneyEvent, wanted: string): boolean {
  return name === wanted || commerceName === wanted;
}
