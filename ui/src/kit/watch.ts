/// The width of an element as it now is.
export function measured(element: HTMLElement, tell: (width: number) => void): { destroy(): void } {
  const watch = new ResizeObserver(([entry]) => tell(Math.floor(entry!.contentRect.width)))
  watch.observe(element)
  return { destroy: () => watch.disconnect() }
}

/// Calls when the element comes near the window: the end of an endless list.
export function near(element: HTMLElement, act: () => void): { destroy(): void } {
  const watch = new IntersectionObserver(([entry]) => entry!.isIntersecting && act(), { rootMargin: '900px' })
  watch.observe(element)
  return { destroy: () => watch.disconnect() }
}
