/** Brings something to the middle of the page's own scroller: `scrollIntoView` would move the frame round it, too. */
export function scrollToMiddle(element: Element | null | undefined): void {
  const scroller = element?.closest("main");
  if (!element || !scroller) return;
  const { top, height } = element.getBoundingClientRect();
  const frame = scroller.getBoundingClientRect();
  scroller.scrollTop += top - frame.top - Math.max(0, (frame.height - height) / 2);
}
