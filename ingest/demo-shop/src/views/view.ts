/** One page of the shop. */
export interface View {
  /** What stands in the browser's tab, before the shop's name. */
  readonly title: string;
  readonly content: HTMLElement;
  /** Called once it is on the screen: the place to tell Safar. */
  readonly shown?: () => void;
}
