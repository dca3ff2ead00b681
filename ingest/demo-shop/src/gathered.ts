/**
 * Makes many calls one: the first says when to run, in milliseconds from then, and the others until then add nothing.
 */
export function gathered(run: () => void): (ms: number) => void {
  let isWaiting = false;
  return (ms) => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      run();
    }, ms);
  };
}
