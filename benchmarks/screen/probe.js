// Runs in the page before anything else: when a stage is drawn, when a key went down, how long each frame took.
(() => {
  const PATIENCE = 30_000
  let key = 0
  let revision = null
  let wanted = []
  let first
  const probe = {
    // When the first stage was drawn, in milliseconds of the clock on the wall.
    first: new Promise((resolve) => (first = resolve)),
    // Milliseconds from the last key press to the next stage drawn; ask before the key is pressed.
    next: null,
    arm() {
      probe.next = new Promise((resolve, reject) => {
        wanted.push(resolve)
        setTimeout(() => reject(new Error("the stage was not drawn anew")), PATIENCE)
      })
    },
    frames: (milliseconds) => new Promise((resolve) => {
      const times = []
      const tick = (now) => {
        times.push(now)
        if (now - times[0] < milliseconds) requestAnimationFrame(tick)
        else resolve(times.slice(1).map((time, index) => time - times[index]))
      }
      requestAnimationFrame(tick)
    }),
  }
  const drawn = () => {
    const now = performance.now()
    first(performance.timeOrigin + now)
    for (const resolve of wanted) resolve(now - key)
    wanted = []
  }
  // A message posted in a frame arrives once that frame has been laid out and painted.
  const painted = new MessageChannel()
  painted.port1.onmessage = drawn
  const look = (root) => {
    const now = root.querySelector('[data-testid="stage"]')?.dataset.revision
    if (now === undefined || now === revision) return
    revision = now
    requestAnimationFrame(() => painted.port2.postMessage(null))
  }
  addEventListener("keydown", (event) => (key = event.timeStamp), true)
  // A stage stands in a shadow tree, which no observer of the document sees into.
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options)
    const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-revision"] }
    new MutationObserver(() => look(root)).observe(root, watched)
    return root
  }
  window.probe = probe
})()
