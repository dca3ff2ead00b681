import { PageLink } from "./page-link.js";

interface CustomerLinkProps {
  readonly id: string;
  readonly isGuest: boolean;
  /** What they are called; else the id. */
  readonly name?: string;
}

/** A customer, and the way to their page. */
export function CustomerLink({ id, isGuest, name }: CustomerLinkProps) {
  return (
    <PageLink to={{ page: "customers", customer: id, guest: isGuest ? "on" : "" }}>
      <bdi>{name || id}</bdi>
    </PageLink>
  );
}
