// The page of exercises: one at a time, in the order of the plan. The address says which; progress is kept in this browser.

import { el, say } from "../dom.js"
import { askedBy, OURS, pairsOf, topicsOf } from "./address.js"
import { forget, keep, kept, newCode } from "./kept.js"
import { answered, begun, isLast, NONE, opened, progressed } from "./plan.js"
import { Posed } from "./posed.js"
import { Setup } from "./setup.js"
import { Shape } from "./shape.js"

const AGAIN = 2000 // milliseconds until an exercise that could not be had is asked for again

export class Practice {
  constructor(root) {
    this.root = root
    this.title = el("h1", { class: "title" })
    this.topic = el("strong", { class: "topic", "data-testid": "topic" })
    this.level = el("span", { class: "level", "data-testid": "level" })
    this.place = el("span", { class: "place", "data-testid": "exercise-place" })
    this.dots = el("ol", { class: "dots" })
    this.codeName = el("span", { class: "name" })
    this.code = el("output", { class: "code", "data-testid": "code" })
    this.setup = new Setup({
      use: (code) => this.begin({ code, topics: this.series.topics, level: 1 }),
      renew: () => this.begin({ code: newCode(), topics: this.series.topics }),
      choose: (topics) => this.begin({ code: this.series.code, topics }, false),
      clear: () => this.clear(),
    })
    this.call = el("code", { class: "call", "data-testid": "call" })
    this.hint = this.button("hint", () => this.tell(this.exercise.hint))
    this.next = this.button("next", () => this.goOn())
    this.another = this.button("another", () => this.begin({ code: newCode(), topics: this.series.topics }))
    this.sheet = el("a", { class: "button", target: "_blank", rel: "noopener", "data-testid": "sheet-exercise" })
    this.told = el("div", { class: "told-line", role: "status", "data-testid": "told" })
    this.bench = el("div", { class: "bench" })
    const about = el("div", { class: "about" }, this.topic, this.level, this.place, this.dots)
    const whose = el("div", { class: "whose" }, this.codeName, this.code)
    const bar = el("header", {}, this.title, about, whose, this.setup.node)
    const tools = el("div", { class: "acts" }, this.call, this.hint, this.next, this.another, this.sheet)
    root.append(bar, tools, this.told, this.bench)
    root.addEventListener("poolscope:predicted", ({ detail }) => this.answered(detail))
  }

  button(name, act) {
    const node = el("button", { type: "button", class: name, "data-testid": `${name}-exercise` })
    node.addEventListener("click", act)
    return node
  }

  // ---- the series ----

  // The first time, or a later run of the page's script.
  open(payload) {
    if (this.payload?.said === payload.said) return
    this.payload = payload
    this.names = Object.fromEntries(payload.topics.map(({ name, title }) => [name, title]))
    this.topics = payload.topics.map(({ name }) => name)
    this.words = payload.page
    const known = kept(this.topics)
    this.progress = known.progress
    this.series = known.series
    this.name()
    const query = new URLSearchParams(payload.said)
    const asked = askedBy(query, this.topics)
    if (!asked) return this.resume(topicsOf(query, this.topics))
    const isSame = this.series?.code === asked.code && String(this.series.topics) === String(asked.topics)
    if (!isSame) this.series = this.made(asked.code, asked.topics, asked.level)
    this.series = { ...this.series, ...opened(this.series, asked) }
    this.show()
  }

  // Without a code: the series that was left, or a new one of the topics that the address names.
  resume(topics) {
    const isAnother = topics.length && String(topics) !== String(this.series?.topics)
    if (this.series && !isAnother) this.show()
    else this.begin({ code: newCode(), topics: topics.length ? topics : this.topics }, false)
  }

  // A class begins where its link says; who practises alone, where they are.
  made(code, topics, level = null) {
    const levels = Object.fromEntries(topics.map((topic) => [topic, level ?? this.progress[topic]?.level ?? NONE.level]))
    return { code, topics, levels, ...begun() }
  }

  begin({ code, topics, level }, isFocused = true) {
    this.series = this.made(code, topics, level)
    this.show(isFocused)
  }

  get item() {
    return this.series.items[this.series.at]
  }

  topicOf({ number }) {
    const { topics } = this.series
    return topics[(number - 1) % topics.length]
  }

  goOn() {
    if (isLast(this.series)) return this.end()
    this.series = { ...this.series, at: this.series.at + 1 }
    this.show(true)
  }

  end() {
    const asked = this.series.items.filter(({ turn, how }) => how && !turn)
    this.tell(say(this.words, "over", { right: asked.filter(({ how }) => how === "right").length, asked: asked.length }))
    this.next.hidden = true
    this.another.hidden = false
    this.another.focus()
  }

  clear() {
    forget()
    this.progress = {}
    this.notice = say(this.words, "cleared")
    this.begin({ code: this.series.code, topics: this.series.topics })
  }

  // ---- one exercise ----

  // Its level is that of its topic when it is first shown, and stays.
  show(isFocused = false) {
    const { item } = this
    const level = item.level ?? this.series.levels[this.topicOf(item)]
    this.series = { ...this.series, items: this.series.items.map((one) => (one === item ? { ...one, level } : one)) }
    delete this.root.dataset.exercise
    this.writeAddress()
    this.save()
    this.paint()
    this.tell()
    this.load(isFocused)
  }

  get query() {
    const { code, topics } = this.series
    return pairsOf({ code, topics, ...this.item }, this.topics)
  }

  // As in a lesson: it is replaced, and what is not ours is left alone.
  writeAddress() {
    const others = [...new URLSearchParams(this.isOpened ? location.search : this.payload.said)].filter(([name]) => !OURS.includes(name))
    this.isOpened = true
    const search = new URLSearchParams([...this.query, ...others]).toString().replaceAll("%2C", ",")
    history.replaceState(history.state, "", `${location.pathname}?${search}${location.hash}`)
  }

  async load(isFocused) {
    clearTimeout(this.later)
    const asked = (this.loading = Symbol("exercise"))
    const isOld = () => asked !== this.loading || !this.root.isConnected
    const { payload } = this
    try {
      const told = new URLSearchParams([...this.query, ["lang", payload.language.name]])
      const answer = await fetch(`${payload.routes.exercise}?${told}`, { headers: { Accept: "application/json" } })
      if (!answer.ok) throw new Error(String(answer.status))
      const exercise = await answer.json()
      if (isOld()) return
      this.exercise = exercise
      await this.pose(exercise, isFocused)
    } catch {
      if (isOld()) return
      this.tell(say(this.words, "offline"))
      this.later = setTimeout(() => this.load(isFocused), AGAIN)
    }
  }

  async pose(exercise, isFocused) {
    this.posed?.rest()
    this.call.textContent = exercise.question === "shape" ? "" : exercise.call
    this.tell(this.notice, exercise.turn && say(this.words, "returned"))
    this.notice = null
    this.hint.hidden = false
    this.next.hidden = !this.item.how
    this.next.classList.remove("main")
    const root = el("section", { class: "stage", "data-testid": "stage", tabindex: -1 })
    this.bench.replaceChildren(root)
    if (exercise.question === "shape") this.posed = new Shape(root, exercise, this.payload.shape)
    else {
      const { routes, meanings, language } = this.payload
      this.posed = new Posed(root, exercise, routes, { meanings, language }, !this.item.how)
    }
    await this.posed.show(isFocused)
    this.root.dataset.exercise = exercise.link
  }

  // The first answer counts; whoever was told has not answered rightly.
  answered({ right, done }) {
    const { item, words } = this
    const isFirst = !item.how
    const lines = []
    if (isFirst) {
      const topic = this.topicOf(item)
      const { raised, ...known } = progressed({ ...(this.progress[topic] ?? NONE), level: Math.max(item.level, this.progress[topic]?.level ?? 1) }, right)
      this.progress = { ...this.progress, [topic]: known }
      this.series = { ...this.series, ...answered(this.series, right) }
      if (raised) {
        this.series.levels = { ...this.series.levels, [topic]: known.level }
        lines.push(say(words, "raised", { topic: this.names[topic], level: known.level }))
      }
      if (!right && this.item.how) lines.push(say(words, "returns"))
      this.save()
    }
    if (done) lines.unshift(...this.exercise.solution)
    if (lines.length) this.tell(...lines)
    if (done) this.finish()
    this.paint()
  }

  finish() {
    this.hint.hidden = true
    this.next.hidden = false
    this.next.classList.add("main")
    // The picture first does with the focus what it does after an answer.
    requestAnimationFrame(() => this.next.focus({ preventScroll: true }))
  }

  tell(...lines) {
    this.told.replaceChildren(...lines.filter(Boolean).map((line) => el("p", {}, line)))
  }

  save() {
    keep({ progress: this.progress, series: this.series })
  }

  // ---- what stands around it ----

  name() {
    const { words, payload } = this
    this.title.textContent = payload.title
    this.codeName.textContent = say(words, "code")
    for (const name of ["hint", "next", "another", "sheet"]) this[name].textContent = say(words, name)
    this.setup.name(words, payload)
  }

  paint() {
    const { series, words, item } = this
    const count = (how) => series.items.filter((one) => one.how === how).length
    this.topic.textContent = this.names[this.topicOf(item)]
    this.level.textContent = say(words, "level", { level: item.level })
    this.place.textContent = say(words, "place", { at: series.at + 1, count: series.items.length })
    this.dots.setAttribute("aria-label", say(words, "counted", { right: count("right"), wrong: count("wrong") }))
    this.dots.replaceChildren(...series.items.map(({ how, turn }, at) =>
      el("li", { "data-how": how ?? "open", "data-turn": turn || null, "aria-current": at === series.at ? "step" : null })))
    this.code.textContent = series.code
    this.another.hidden = true
    this.setup.show(series, this.progress)
    const { code, topics, levels } = series
    const pairs = pairsOf({ code, topics, level: levels[topics[0]] }, this.topics)
    this.sheet.href = `${this.payload.routes.sheet}?${new URLSearchParams([...pairs, ["lang", this.payload.language.name]])}`
  }

  rest() {
    clearTimeout(this.later)
    this.posed?.rest()
  }
}
