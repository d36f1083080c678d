// The window that moves by itself: its first steps slow enough to be followed, then quicker.

const FIRST = 400 // milliseconds
const LAST = 45
const QUICKER = 0.92 // of the step before

export class Walk {
  // `step()` tells whether there was one to take.
  constructor(step) {
    Object.assign(this, { step, isOn: false, wait: FIRST })
  }

  start() {
    if (this.isOn) return
    Object.assign(this, { isOn: true, wait: FIRST })
    this.next()
  }

  stop() {
    clearTimeout(this.timer)
    this.isOn = false
  }

  next() {
    this.timer = setTimeout(() => {
      this.wait = Math.max(LAST, this.wait * QUICKER)
      if (this.step() && this.isOn) this.next()
    }, this.wait)
  }
}
