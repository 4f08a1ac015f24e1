/** What may wait until a picture stands on the screen. */

/** Calls `act` in the frame after the one that draws what is there now. @returns a function that gives it up. */
export function afterDrawing(act: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(act);
  });
  return () => cancelAnimationFrame(frame);
}
