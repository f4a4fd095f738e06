/// Looking closer: a picture is moved and made larger around a point. All pure; lengths are in pixels of the stage.

/// `scale` 1 fits the stage; `x` and `y` move the picture's middle away from the stage's.
export type View = { scale: number; x: number; y: number }
export type Stage = { width: number; height: number; /** of the picture where it fits the stage */ fit_width: number; fit_height: number }

export const WHOLE: View = { scale: 1, x: 0, y: 0 }
export const CLOSEST = 16

/// The size at which a picture is whole on its stage.
export function fit(width: number, height: number, stage_width: number, stage_height: number): { width: number; height: number } {
  const scale = Math.min(stage_width / Math.max(1, width), stage_height / Math.max(1, height))
  return { width: width * scale, height: height * scale }
}

/// Keeps the picture on the stage: its edges never come further in than they must.
export function held(view: View, stage: Stage): View {
  const scale = Math.min(CLOSEST, Math.max(1, view.scale))
  const room = (fitted: number, whole: number) => Math.max(0, (fitted * scale - whole) / 2)
  const [most_x, most_y] = [room(stage.fit_width, stage.width), room(stage.fit_height, stage.height)]
  return { scale, x: Math.min(most_x, Math.max(-most_x, view.x)), y: Math.min(most_y, Math.max(-most_y, view.y)) }
}

/// Larger or smaller by a factor, with what lies under a point (counted from the stage's middle) staying there.
export function zoomed(view: View, factor: number, at: { x: number; y: number }, stage: Stage): View {
  const scale = Math.min(CLOSEST, Math.max(1, view.scale * factor))
  const by = scale / view.scale
  return held({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, stage)
}

/// The scale at which one dot of the file is one dot of the screen; at least twice, so that it shows.
export const true_scale = (width: number, fit_width: number, density: number): number => Math.min(CLOSEST, Math.max(2, width / Math.max(1, fit_width) / density))
