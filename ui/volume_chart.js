// What a chart in space forgets: how it was turned, and that a screen may be narrow. Streamlit gives Plotly a new layout
// after the first, and Plotly goes on writing the camera into the old one, so that each frame would turn it back.

const SCENES = ["scene", "scene2"]
const NARROW = 560
const LOOK_EVERY = 250
const REST = 150

// Pausing rejects the promise of playing, and Plotly's buttons leave that uncaught.
addEventListener("unhandledrejection", (event) => {
  if (event.reason === undefined) event.preventDefault()
})

const turned = {} // by chart and scene, so that another kernel is seen from the same side
const known = new WeakSet()

function attach(gd, { chart, wide, narrow }) {
  const cameras = (turned[chart] ??= {})
  let last = SCENES[0]
  const keep = (scene, camera) => {
    if (!camera || !gd.layout[scene]) return
    cameras[scene] = gd.layout[scene].camera = camera
    last = scene
  }
  const note = (event) => SCENES.forEach((scene) => keep(scene, event?.[`${scene}.camera`]))
  // A camera comes to rest a moment after the pointer; then both volumes are seen from the same side.
  const settle = () => {
    const at = (scene) => gd._fullLayout?.[scene]?._scene?.getCamera?.()
    for (const scene of SCENES) if (at(scene) && !same(at(scene), gd.layout[scene]?.camera)) keep(scene, at(scene))
    const other = SCENES.find((scene) => scene !== last)
    if (at(last) && !same(at(last), at(other))) window.Plotly?.relayout(gd, { [`${other}.camera`]: at(last) })
  }
  gd.on("plotly_relayouting", note)
  gd.on("plotly_relayout", (event) => {
    note(event)
    setTimeout(settle, REST)
  })
  let shown = wide
  const fit = () => {
    const isNarrow = gd.clientWidth < NARROW
    const wanted = isNarrow ? narrow : wide
    if (wanted === shown || !gd.clientWidth) return
    shown = wanted
    gd.closest(".stElementContainer")?.toggleAttribute("data-narrow", isNarrow) // its height is in app.css
    window.Plotly?.relayout(gd, wanted)
  }
  fit()
  new ResizeObserver(fit).observe(gd)
  const before = Object.entries(cameras).map(([scene, camera]) => [`${scene}.camera`, camera])
  if (before.length) window.Plotly?.relayout(gd, Object.fromEntries(before))
}

function same(one, two) {
  return ["x", "y", "z"].every((axis) => Math.abs(one.eye[axis] - (two?.eye?.[axis] ?? NaN)) < 1e-6)
}

// Whether the app's paper is dark now; WebGL text takes no colour from the theme.
function isDark(node) {
  const probe = document.createElement("canvas").getContext("2d")
  probe.fillStyle = getComputedStyle(node).getPropertyValue("--st-background-color").trim() || "#fff"
  return parseInt(probe.fillStyle.slice(1, 3), 16) < 128
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.host ?? parentElement
  let wasDark = isDark(host)
  const look = () => {
    // Python draws the figure anew in the other palette.
    if (isDark(host) !== wasDark) setTriggerValue("theme", (wasDark = !wasDark) ? "dark" : "light")
    const gd = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`)
    if (!gd?._fullLayout?.scene || known.has(gd)) return
    known.add(gd)
    attach(gd, data)
  }
  look()
  const timer = setInterval(look, LOOK_EVERY)
  return () => clearInterval(timer)
}
