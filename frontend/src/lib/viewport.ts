/**
 * Keeps `--visible-height` at what is left above an on-screen keyboard, for browsers where `dvh`
 * ignores it (Safari on iOS).
 */
export function trackVisibleHeight(): void {
  const viewport = window.visualViewport;
  if (!viewport || !matchMedia("(pointer: coarse)").matches) return;
  const update = () => {
    // Pinch zoom also shrinks the visual viewport; the layout must not follow that.
    if (viewport.scale > 1.01) return;
    document.documentElement.style.setProperty("--visible-height", `${viewport.height}px`);
  };
  viewport.addEventListener("resize", update);
  update();
}
