// The page of exercises: one at a time, in the order of the plan. The address says which; progress is kept in this browser.

import { el, say } from "../dom.js"
import { askedBy, OURS, pairsOf, topicsOf } from "./address.js"
import { codeText, newName } from "./code.js"
import { forget, keep, kept } from "./kept.js"
import { answered, begun, COUNT, isLast, NONE, opened, progressed } from "./plan.js"
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
    this.extra = el("span", { class: "place", "data-testid": "extra" })
    this.codeName = el("span", { class: "name" })
    this.code = el("output", { class: "code", "data-testid": "code" })
    this.setup = new Setup({
      use: (chosen) => this.begin({ ...chosen, level: 1 }),
      renew: () => this.renew(),
      choose: (chosen) => this.begin({ ...this.chosen, ...chosen }, false),
      link: () => this.link,
      clear: () => this.clear(),
    })
    this.call = el("code", { class: "call", "data-testid": "call" })
    this.plain = el("p", { class: "plain", "data-testid": "plain" })
    this.hint = this.button("hint", () => this.tell(this.exercise.hint))
    this.next = this.button("next", () => this.goOn())
    this.another = this.button("another", () => this.renew())
    this.sheet = el("a", { class: "button", target: "_blank", rel: "noopener", "data-testid": "sheet-exercise" })
    this.told = el("div", { class: "told-line", role: "status", "data-testid": "told" })
    this.bench = el("div", { class: "bench" })
    const about = el("div", { class: "about" }, this.topic, this.level, this.place, this.dots, this.extra)
    const whose = el("div", { class: "whose" }, this.codeName, this.code)
    const bar = el("header", {}, this.title, about, whose, this.setup.node)
    const tools = el("div", { class: "acts" }, el("div", { class: "called" }, this.call, this.plain), this.hint, this.next, this.another, this.sheet)
    root.append(bar, tools, this.told, this.bench)
    root.addEventListener("poolscope:predicted", ({ detail }) => this.answered(detail))
    this.onPop = () => this.arrive()
  }

  button(name, act) {
    const node = el("button", { type: "button", class: name, "data-testid": `${name}-exercise` })
    node.addEventListener("click", act)
    return node
  }

  // ---- the series ----

  // The first time, or a later run of the page's script.
  open(payload) {
    addEventListener("popstate", this.onPop)
    if (this.payload?.said === payload.said) return
    this.payload = payload
    this.pathname = location.pathname
    this.names = Object.fromEntries(payload.topics.map(({ name, title }) => [name, title]))
    this.all = payload.topics
    this.words = payload.page
    const known = kept(this.all.map(({ name }) => name))
    this.progress = known.progress
    this.series = known.series
    this.name()
    const query = new URLSearchParams(payload.said)
    const asked = askedBy(query, this.all)
    if (asked) this.goTo(asked)
    else this.resume(topicsOf(query, this.all))
  }

  // An exercise of the series that is under way, or of another.
  goTo(asked) {
    const isSame = this.series && codeText(this.series, this.all) === codeText(asked, this.all)
    if (!isSame) this.series = this.made(asked)
    this.series = { ...this.series, ...opened(this.series, asked) }
    this.show()
  }

  // By the browser's Back or Forward.
  arrive() {
    if (location.pathname !== this.pathname || !this.root.isConnected) return
    const asked = askedBy(new URLSearchParams(location.search), this.all)
    if (asked && new URLSearchParams(pairsOf(asked, this.all)).toString() !== new URLSearchParams(this.query).toString()) this.goTo(asked)
  }

  // Without a code: the series that was left, or a new one of the topics that the address names.
  resume(topics) {
    const isAnother = topics.length && String(topics) !== String(this.series?.topics)
    if (this.series && !isAnother) this.show()
    else this.begin({ code: newName(), topics: topics.length ? topics : this.all.map(({ name }) => name) }, false)
  }

  // A class begins where its link says; who practises alone, where they are.
  made({ code, topics, held = null, count = COUNT, level = null }) {
    const levels = Object.fromEntries(topics.map((topic) => [topic, held ?? level ?? this.progress[topic]?.level ?? NONE.level]))
    return { code, topics, held, count, levels, ...begun(count) }
  }

  // What the series is made of; with another name its numbers are others.
  get chosen() {
    const { code, topics, held, count } = this.series
    return { code, topics, held, count }
  }

  renew() {
    this.begin({ ...this.chosen, code: newName() })
  }

  begin(chosen, isFocused = true) {
    this.series = this.made(chosen)
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
    this.show(true, true)
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
    this.begin(this.chosen)
  }

  // ---- one exercise ----

  // Its level is that of its topic when it is first shown, and stays.
  // `isNext`: the browser's Back leads to the one before.
  show(isFocused = false, isNext = false) {
    const { item } = this
    const level = this.series.held ?? item.level ?? this.series.levels[this.topicOf(item)]
    this.series = { ...this.series, items: this.series.items.map((one) => (one === item ? { ...one, level } : one)) }
    delete this.root.dataset.exercise
    this.writeAddress(isNext)
    this.save()
    this.paint()
    this.tell()
    this.load(isFocused)
  }

  get query() {
    return pairsOf({ ...this.chosen, ...this.item }, this.all)
  }

  // Of the series, from its first exercise on.
  get link() {
    const pairs = pairsOf({ ...this.chosen, number: 1, level: this.series.held ?? 1 }, this.all)
    return `${location.origin}${location.pathname}?${new URLSearchParams(pairs)}`
  }

  // What is not ours is left alone. No more entries than a series has exercises are added to the browser's.
  writeAddress(isNext) {
    const others = [...new URLSearchParams(this.isOpened ? location.search : this.payload.said)].filter(([name]) => !OURS.includes(name))
    this.isOpened = true
    const search = new URLSearchParams([...this.query, ...others]).toString()
    const write = isNext ? "pushState" : "replaceState"
    history[write](history.state, "", `${location.pathname}?${search}${location.hash}`)
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
    this.plain.textContent = exercise.plain
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
      const isHeld = Boolean(this.series.held)
      const before = this.progress[topic] ?? NONE
      const { raised, ...known } = progressed({ ...before, level: isHeld ? before.level : Math.max(item.level, before.level) }, right, isHeld)
      const length = this.series.items.length
      this.progress = { ...this.progress, [topic]: known }
      this.series = { ...this.series, ...answered(this.series, right) }
      if (raised) {
        this.series.levels = { ...this.series.levels, [topic]: known.level }
        lines.push(say(words, "raised", { topic: this.names[topic], level: known.level }))
      }
      const more = this.series.items.length - length
      if (more) lines.push(say(words, more > 1 ? "returns_twice" : "returns"))
      this.save()
    }
    if (done) lines.unshift(...this.exercise.solution)
    if (lines.length) this.tell(...lines)
    this.next.hidden = false
    if (done) this.finish()
    this.paint()
  }

  finish() {
    this.hint.hidden = true
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
    this.place.textContent = say(words, "place", { number: item.number, count: Math.max(series.count, item.number) })
    const returned = series.items.filter(({ turn }) => turn).length
    this.extra.textContent = returned ? say(words, "extra", { n: returned }) : ""
    this.dots.setAttribute("aria-label", say(words, "counted", { right: count("right"), wrong: count("wrong") }))
    this.dots.replaceChildren(...series.items.map(({ how, turn }, at) =>
      el("li", { "data-how": how ?? "open", "data-turn": turn || null, "aria-current": at === series.at ? "step" : null })))
    this.code.textContent = codeText(series, this.all)
    this.another.hidden = true
    this.setup.show(series, this.progress)
    const level = series.held ?? series.levels[series.topics[0]]
    const pairs = pairsOf({ ...this.chosen, held: level }, this.all)
    this.sheet.href = `${this.payload.routes.sheet}?${new URLSearchParams([...pairs, ["lang", this.payload.language.name]])}`
  }

  rest() {
    removeEventListener("popstate", this.onPop)
    clearTimeout(this.later)
    this.posed?.rest()
  }
}
