// What a hand does on a grid: a drag from window to window, no window on the way left out, and keys.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

// `windowAt(x, y)`: the window at a share of the grid's width and height. `onDrag(windows, isFirst)` is told of those
// that the pointer has passed, `onDrop` of the end.
export function draggable(plane, { windowAt, onDrag, onDrop }) {
  let last = null
  const windowOf = ({ clientX, clientY }) => {
    const box = plane.getBoundingClientRect()
    return windowAt((clientX - box.left) / box.width, (clientY - box.top) / box.height)
  }
  plane.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return
    plane.setPointerCapture(event.pointerId)
    last = windowOf(event)
    onDrag([last], true)
  })
  plane.addEventListener("pointermove", (event) => {
    if (!last) return
    const now = windowOf(event)
    const passed = between(last, now)
    last = now
    if (passed.length) onDrag(passed, false)
  })
  for (const name of ["pointerup", "pointercancel"]) {
    plane.addEventListener(name, () => {
      if (last) onDrop()
      last = null
    })
  }
}

// The windows on the straight way from one to another, the first of them left out.
export function between([r, c], [toR, toC]) {
  const steps = Math.max(Math.abs(toR - r), Math.abs(toC - c))
  return Array.from({ length: steps }, (_, at) => {
    const part = (at + 1) / steps
    return [Math.round(r + (toR - r) * part), Math.round(c + (toC - c) * part)]
  })
}

// `onStep(down, right)`, `onPlay()`.
export function keyed(node, { onStep, onPlay }) {
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (STEPS[event.key]) onStep(...STEPS[event.key])
    else if (event.key === " ") onPlay()
    else return
    event.preventDefault()
  })
}
