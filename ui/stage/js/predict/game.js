// What was answered so far of one picture. It is kept in this browser, for one picture of each lesson.

import { isRight, slipOf, thoughtBehind } from "./judge.js"

const LARGEST = 16
const LONGEST = 20_000 // characters kept
const HOW = ["wrong", "right", "helped", "shown"]

export class Game {
  // `asks` are the kinds of question; `only` is the one output that is asked of, if it is one.
  constructor(asks, truth, thoughts, only = null) {
    Object.assign(this, { asks, truth, thoughts, only })
    this.answers = new Map()
    this.version = 0
    this.kind = asks.find((kind) => kind !== "size")
    this.at = only ?? [0, 0]
  }

  get size() {
    return this.answers.get("size")
  }

  get isSized() {
    return !this.asks.includes("size") || isSolved(this.size)
  }

  get places() {
    if (this.only) return [this.only]
    const [rows, columns] = this.truth.size
    return Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns])
  }

  answerAt(kind, at) {
    return this.answers.get(`${kind}:${at.join(",")}`)
  }

  // A value, a winner and a place tell all of an output; a window where it looks.
  isOpen(at) {
    return !["value", "winner", "place"].some((kind) => isSolved(this.answerAt(kind, at)))
  }

  seesWindow(at) {
    return !this.isOpen(at) || isSolved(this.answerAt("window", at))
  }

  isAsked(at) {
    return !this.only || String(this.only) === String(at)
  }

  get solved() {
    return this.kind ? this.places.filter((at) => !this.isOpen(at) || isSolved(this.answerAt(this.kind, at))) : []
  }

  get isDone() {
    return this.isSized && (!this.kind || this.solved.length === this.places.length)
  }

  // Whether the place that is looked at was just told, and stays to be looked at.
  get isTold() {
    return this.isSized && this.answerAt(this.kind, this.at)?.how === "shown" && !this.isDone
  }

  // From a place that is solved to the next that is still asked of, and from the last to the first.
  goOn() {
    const solved = new Set(this.solved.map(String))
    const open = this.places.filter((at) => !solved.has(String(at)))
    const flat = ([i, j]) => i * LARGEST * LARGEST + j
    this.at = open.find((at) => flat(at) >= flat(this.at)) ?? open[0] ?? this.at
  }

  // Judges an answer and keeps it. Returns {isRight, thought, slip}.
  take(answer) {
    const { kind, at } = answer
    const key = kind === "size" ? "size" : `${kind}:${at.join(",")}`
    const before = this.answers.get(key)
    const right = isRight(answer, this.truth)
    this.answers.set(key, { ...answer, how: right ? (before ? "helped" : "right") : "wrong" })
    this.version++
    if (right) return { isRight: true }
    const given = [...this.answers.values()].filter((one) => (kind === "size") === (one.kind === "size"))
    const wrong = given.filter(({ how }) => how === "wrong")
    const thought = thoughtBehind(answer, wrong, given.filter(({ how }) => how !== "wrong"), this.thoughts, this.truth)
    return { isRight: false, thought, slip: thought ? null : slipOf(answer, this.truth) }
  }

  // Told instead of found.
  tell(kind, at = null) {
    this.answers.set(kind === "size" ? "size" : `${kind}:${at.join(",")}`, { kind, at, how: "shown" })
    this.version++
  }

  again() {
    this.answers.clear()
    this.version++
  }

  count(how) {
    return [...this.answers.values()].filter((answer) => answer.how === how).length
  }

  // ---- kept in this browser ----

  get kept() {
    return { kind: this.kind, answers: [...this.answers] }
  }

  // What was kept is somebody's text: only what can be an answer is taken.
  restore(kept) {
    if (!Array.isArray(kept?.answers)) return
    if (this.asks.includes(kept.kind) && kept.kind !== "size") this.kind = kept.kind
    for (const entry of kept.answers.slice(0, 4 * LARGEST * LARGEST)) {
      const [key, answer] = Array.isArray(entry) ? entry : []
      if (typeof key === "string" && HOW.includes(answer?.how) && this.asks.includes(answer.kind)) this.answers.set(key, answer)
    }
    this.version++
  }
}

export function isSolved(answer) {
  return Boolean(answer) && answer.how !== "wrong"
}

export function remember(lesson, picture, game) {
  try {
    const text = JSON.stringify({ picture, ...game.kept })
    if (text.length <= LONGEST) sessionStorage.setItem(`poolscope:predicted:${lesson}`, text)
  } catch {
    // A browser that keeps nothing begins again after a reload.
  }
}

export function remembered(lesson, picture) {
  try {
    const text = sessionStorage.getItem(`poolscope:predicted:${lesson}`) ?? "null"
    const kept = text.length <= LONGEST ? JSON.parse(text) : null
    return kept?.picture === picture ? kept : null
  } catch {
    return null
  }
}
