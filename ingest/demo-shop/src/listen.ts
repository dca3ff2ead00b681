/** Listens to Safar from its first event on, and keeps what it hears until the panel is there. */
{
  const before: (() => void)[] = [];
  let tellStep: ((step: EventStep, at: number) => void) | undefined;
  let tellDrop: ((dropped: DroppedEvent) => void) | undefined;

  window.safar?.on("event", (step) => {
    const at = Date.now();
    if (tellStep) tellStep(step, at);
    else before.push(() => tellStep?.(step, at));
  });
  window.safar?.on("drop", (dropped) => {
    if (tellDrop) tellDrop(dropped);
    else before.push(() => tellDrop?.(dropped));
  });

  window.heard = {
    attend(onStep, onDrop) {
      tellStep = onStep;
      tellDrop = onDrop;
      for (const tell of before.splice(0)) tell();
    },
  };
}
