interface Part {
  close(): Promise<unknown>;
}

/** Registers an opened part, to be closed later. */
export type Opened = <One extends Part>(part: One) => One;

/** Starts parts in order, and closes them in reverse order, also when a start fails. */
export async function composed<Result>(
  compose: (opened: Opened) => Promise<Result>,
): Promise<Result & { close(): Promise<void> }> {
  const parts: Part[] = [];
  const close = async () => {
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  try {
    const result = await compose((part) => {
      parts.push(part);
      return part;
    });
    return { ...result, close };
  } catch (error) {
    await close();
    throw error;
  }
}
