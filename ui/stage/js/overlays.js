// Overlays are data: a field of the payload names one, and its drawer here knows how to show it.
// `draw` runs once for a payload and returns the room it takes around the input (in px) and `paint`, run at each step.

const OVERLAYS = { bins: drawBins }
const LANE = 19

function drawOverlays(payload, board) {
  board.layer.replaceChildren()
  const drawn = Object.entries(OVERLAYS)
    .filter(([name]) => payload[name])
    .map(([name, draw]) => draw(payload[name], payload, board))
  const room = drawn.reduce((sum, one) => [sum[0] + one.room[0], sum[1] + one.room[1]], [0, 0])
  board.board.style.setProperty("--room-top", `${room[0]}px`)
  board.board.style.setProperty("--room-left", `${room[1]}px`)
  return { room, paint: (shown) => drawn.forEach((one) => one.paint(shown)) }
}

// Brackets along the top (columns) and the left (rows); neighbours take turns in the lanes, so overlaps are seen.
function drawBins(labels, payload, board) {
  const axes = [0, 1].map((axis) => {
    const lanes = []
    const seen = new Map()
    const brackets = labels[axis].map((label, index) => {
      const [start, stop] = payload.spans[axis][index]
      const known = seen.get(`${start}:${stop}`)
      if (known) return known
      let lane = seen.size % 2
      while ((lanes[lane] ?? -Infinity) > start) lane++
      lanes[lane] = stop
      const text = el("span")
      text.textContent = label
      const bracket = el("div", { class: `bracket ${axis ? "top" : "left"}`, "data-testid": "bin" }, text)
      bracket.style.setProperty("--start", start + board.frame[axis ? 1 : 0])
      bracket.style.setProperty("--length", stop - start)
      bracket.style.setProperty("--lane", lane)
      seen.set(`${start}:${stop}`, bracket)
      board.layer.append(bracket)
      return bracket
    })
    return { brackets, lanes: labels[axis].length ? Math.max(2, lanes.length) : 0 }
  })
  const paint = (shown) => {
    for (const axis of [0, 1]) {
      for (const bracket of axes[axis].brackets) bracket.classList.remove("current")
      if (shown) axes[axis].brackets[shown[axis]]?.classList.add("current")
    }
  }
  return { room: [axes[1].lanes * LANE, axes[0].lanes * LANE], paint }
}
