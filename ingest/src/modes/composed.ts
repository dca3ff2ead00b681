interface Part {
  close(): Promise<unknown>;
}

/** Keeps a part that was opened, to be closed in its turn. */
export type Opened = <One extends Part>(part: One) => One;

/** Starts parts one after another; whatever ends, they are closed in the opposite order. */
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
