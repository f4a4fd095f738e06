/// Putting a list in another order by hand: with the mouse, a pen, or a finger that rests for a moment.

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from)
  const one = list[from]
  if (one === undefined) return [...list]
  const at = Math.min(Math.max(to, 0), rest.length)
  return [...rest.slice(0, at), one, ...rest.slice(at)]
}

type Options = {
  /// One below the other, or in rows.
  axis: 'y' | 'grid'
  onmove: (from: number, to: number) => void
  /// The order stands; `changed` is false when it was called off or nothing moved.
  onend?: (changed: boolean) => void
  disabled?: boolean
}

const REST_MS = 280
const SLIP_PX = 6
const EDGE_PX = 56

/// The children with `data-sort` can be moved about. What is pressed for something else, such as a button, moves nothing, unless it is a
/// handle (`data-handle`).
export function reorderable(list: HTMLElement, options: Options): { update(now: Options): void; destroy(): void } {
  let now = options
  let at = -1
  let began_at = -1
  let dragging = false
  let start: { x: number; y: number } | null = null
  let pointer: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: { x: number; y: number } = { x: 0, y: 0 }
  let frame = 0

  const items = () => [...list.querySelectorAll<HTMLElement>(':scope > [data-sort]')]

  function scroller(): Element {
    for (let one: Element | null = list; one; one = one.parentElement) {
      const { overflowY } = getComputedStyle(one)
      if (/auto|scroll/.test(overflowY) && one.scrollHeight > one.clientHeight) return one
    }
    return document.scrollingElement ?? document.documentElement
  }

  function begin() {
    clearTimeout(timer)
    if (at < 0 || pointer === null) return
    dragging = true
    began_at = at
    list.setPointerCapture(pointer)
    list.classList.add('sorting')
    mark()
    frame = requestAnimationFrame(crawl)
  }

  const mark = () => items().forEach((one, index) => one.classList.toggle('lifted', dragging && index === at))

  /// Near the edge the list goes on by itself.
  function crawl() {
    if (!dragging) return
    const box = scroller()
    const [top, bottom] = box === document.scrollingElement ? [0, innerHeight] : [box.getBoundingClientRect().top, box.getBoundingClientRect().bottom]
    const speed = last.y < top + EDGE_PX ? -1 : last.y > bottom - EDGE_PX ? 1 : 0
    if (speed) {
      box.scrollBy(0, speed * 10)
      look()
    }
    frame = requestAnimationFrame(crawl)
  }

  function look() {
    const all = items()
    let to = at
    if (now.axis === 'y') {
      // Past the middle of a neighbour it changes places with it.
      while (to > 0 && last.y < middle(all[to - 1]!)) to--
      if (to === at) while (to < all.length - 1 && last.y > middle(all[to + 1]!)) to++
    } else {
      const under = all.findIndex((one) => {
        const box = one.getBoundingClientRect()
        return last.x >= box.left && last.x <= box.right && last.y >= box.top && last.y <= box.bottom
      })
      if (under >= 0) to = under
    }
    if (to === at) return
    now.onmove(at, to)
    at = to
    requestAnimationFrame(mark)
  }

  const middle = (one: HTMLElement) => {
    const box = one.getBoundingClientRect()
    return box.top + box.height / 2
  }

  function on_down(event: PointerEvent) {
    if (now.disabled || event.button !== 0 || pointer !== null) return
    const target = event.target as HTMLElement
    const handle = target.closest('[data-handle]')
    if (!handle && target.closest('button, a, input, select, textarea')) return
    const item = target.closest<HTMLElement>('[data-sort]')
    at = item ? items().indexOf(item) : -1
    if (at < 0) return
    pointer = event.pointerId
    start = last = { x: event.clientX, y: event.clientY }
    if (event.pointerType === 'touch' && !handle) timer = setTimeout(begin, REST_MS)
  }

  function on_move(event: PointerEvent) {
    if (event.pointerId !== pointer || !start) return
    last = { x: event.clientX, y: event.clientY }
    const slipped = Math.hypot(last.x - start.x, last.y - start.y) > SLIP_PX
    if (dragging) look()
    else if (slipped && event.pointerType === 'touch' && timer && !(event.target as HTMLElement).closest('[data-handle]')) end(false)
    else if (slipped) begin()
  }

  function end(keeps: boolean) {
    clearTimeout(timer)
    timer = undefined
    cancelAnimationFrame(frame)
    const [was, is, active] = [began_at, at, dragging]
    dragging = false
    pointer = null
    start = null
    at = began_at = -1
    list.classList.remove('sorting')
    mark()
    if (!active) return
    if (!keeps && was !== is) now.onmove(is, was)
    now.onend?.(keeps && was !== is)
  }

  const on_up = (event: PointerEvent) => event.pointerId === pointer && end(true)
  const on_cancel = (event: PointerEvent) => event.pointerId === pointer && end(dragging)
  const on_key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !dragging) return
    event.stopPropagation()
    end(false)
  }
  // While something is carried the page must not scroll under the finger, nor may a picture be dragged by the browser.
  const on_touch = (event: TouchEvent) => dragging && event.preventDefault()
  const on_native = (event: Event) => event.preventDefault()
  const on_menu = (event: Event) => (dragging || timer) && pointer !== null && event.preventDefault()

  list.addEventListener('pointerdown', on_down)
  list.addEventListener('pointermove', on_move)
  list.addEventListener('pointerup', on_up)
  list.addEventListener('pointercancel', on_cancel)
  list.addEventListener('touchmove', on_touch, { passive: false })
  list.addEventListener('dragstart', on_native)
  list.addEventListener('contextmenu', on_menu)
  addEventListener('keydown', on_key, true)
  return {
    update(next) {
      now = next
    },
    destroy() {
      end(false)
      removeEventListener('keydown', on_key, true)
    },
  }
}
