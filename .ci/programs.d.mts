/** Whether this machine has one of the programs that some tests need. */
export function isThere(name: string): boolean;
/** A sentence for each program that is missing. */
export function missingPrograms(): string[];
