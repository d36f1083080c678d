// The stage alone, as large as the screen, for a projector: driven by a remote's keys from anywhere.

const LARGEST = 120
const USUAL = 88
const STEPS = { PageDown: "next", PageUp: "prev", ArrowRight: "next", ArrowDown: "next", ArrowLeft: "prev", ArrowUp: "prev", Home: "first", End: "last" }

export class Presenter {
  constructor(lesson) {
    this.lesson = lesson
    this.stage = lesson.stage
    this.isOn = false
    this.onKey = (event) => this.key(event)
  }

  set(isOn) {
    const { stage } = this
    const { root, frame } = stage
    if (isOn === this.isOn) return
    this.isOn = isOn
    root.classList.toggle("present", isOn)
    frame.largest = isOn ? LARGEST : USUAL
    if (isOn) addEventListener("keydown", this.onKey, true)
    else removeEventListener("keydown", this.onKey, true)
    // The top layer lies over everything else of the page, whatever holds the stage.
    if ("popover" in root) {
      root.popover = isOn ? "manual" : null
      if (isOn && root.isConnected) root.showPopover()
    }
    document.documentElement.classList.toggle("poolscope-presents", isOn)
    if (isOn) root.focus({ preventScroll: true })
    frame.measureTop()
    stage.view.layout()
  }

  toggle() {
    this.set(!this.isOn)
    this.lesson.store.look({ present: this.isOn ? "true" : "" })
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { stage } = this
    const isTyping = event.composedPath()[0].matches?.("input:not([type=range]), textarea, select")
    if (isTyping) return
    if (event.key === "Escape") {
      if (stage.editor.cell) return
      this.toggle()
    } else if (event.key === " ") stage.toggle()
    else if (STEPS[event.key]) this.lesson.pictured.step(STEPS[event.key]) || stage.step(STEPS[event.key])
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  rest() {
    if (this.isOn) this.set(false)
  }
}
