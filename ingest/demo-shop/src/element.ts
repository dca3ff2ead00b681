type Child = Node | string | number | false | null | undefined;

/**
 * Makes an element. Attributes are set as they are; a function under a name such as `onclick` becomes a listener, and
 * a boolean sets or leaves out its attribute. Text is never read as markup.
 */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, unknown>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(
    ...children.filter(isPresent).map((child) => (child instanceof Node ? child : String(child))),
  );
  return element;
}

function isPresent(child: Child): child is Node | string | number {
  return child !== false && child !== null && child !== undefined;
}
