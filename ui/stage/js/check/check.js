// The page of random calls: what is asked, how far the run is, the counts, and what differs. The address says which run;
// it begins when it is started, and ends with the page.

import { el, say } from "../dom.js"
import { followed } from "../follow.js"
import { askedBy, OURS, pairsOf } from "./asked.js"
import { Counts, GRADIENT, OUTCOMES, total } from "./counts.js"
import { lines } from "./stream.js"

const TOLD = 1600
const QUARTER = 0.25
const NOTHING = { done: 0, names: {}, ranks: {}, dtypes: {} }

export class Check {
  constructor(root, payload) {
    this.payload = payload
    const { page: words, title, bounds } = payload
    this.words = words
    this.family = el("select", { "data-testid": "check-operation" }, ...this.options())
    this.rank = el("select", { "data-testid": "check-rank" }, this.option("", say(words, "any_rank")), ...["1", "2", "3"].map((rank) => this.option(rank, say(words, "of_rank", { rank }))))
    this.number = el("input", { type: "number", min: bounds.fewest, max: bounds.most, step: 100, required: "", "data-testid": "check-number" })
    this.seed = el("input", { type: "number", min: 0, max: bounds.seed, step: 1, required: "", "data-testid": "check-seed", title: say(words, "seed_help") })
    this.another = this.button("another", () => this.reseed())
    this.start = el("button", { type: "submit", class: "main", "data-testid": "check-start" }, say(words, "start"))
    this.stop = this.button("stop", () => this.halt())
    this.link = this.button("link", () => this.copy())
    this.form = el("form", {}, this.label("operation", this.family), this.label("rank", this.rank), this.label("number", this.number), this.label("seed", this.seed), this.another, this.start, this.stop, this.link)
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.begin()
    })
    this.form.addEventListener("change", () => this.settle())
    this.bar = el("progress", { max: 1, value: 0, "aria-label": say(words, "progress"), "data-testid": "check-progress" })
    // What is seen changes with each line, what is heard seldom.
    this.seen = el("p", { class: "run-status", "data-testid": "check-status" })
    this.heard = el("p", { class: "only-heard", role: "status" })
    this.counts = new Counts(words)
    this.differences = el("ol", { "data-testid": "differences" })
    this.differ = el("section", { class: "run-differences", hidden: "" }, el("h2", {}, say(words, "differences.title")), el("p", {}, say(words, "differences.report")), this.differences)
    root.append(
      el("header", {}, el("h1", { class: "page-title" }, title), el("p", {}, say(words, "lede")), el("p", { class: "small-print" }, say(words, "more")), el("p", { class: "small-print" }, say(words, "limits"))),
      this.form,
      el("div", { class: "run-progress" }, this.bar, this.seen, this.heard),
      this.differ,
      this.counts.node,
    )
    this.fill(askedBy(new URLSearchParams(payload.said), payload))
    this.running(false)
    if (payload.absent) this.refuse()
  }

  option(value, text) {
    return el("option", { value }, text)
  }

  options() {
    const { families } = this.payload
    const group = (label, isGradient) => {
      const named = families.filter((family) => family.startsWith(GRADIENT) === isGradient)
      return el("optgroup", { label: say(this.words, label) }, ...named.map((family) => this.option(family, this.nameOf(family))))
    }
    return [this.option("", say(this.words, "all")), group("functions", false), group("gradients", true)]
  }

  nameOf(name) {
    return name.startsWith(GRADIENT) ? say(this.words, "gradient_of", { name: name.replace(GRADIENT, "") }) : name
  }

  button(name, act) {
    const node = el("button", { type: "button", "data-testid": `check-${name}` }, say(this.words, name))
    node.addEventListener("click", act)
    return node
  }

  label(name, field) {
    return el("label", {}, el("span", {}, say(this.words, name)), field)
  }

  // ---- what is asked ----

  get asked() {
    const said = new URLSearchParams(pairsOf({ family: this.family.value, rank: this.rank.value, number: this.number.value, seed: this.seed.value }))
    return askedBy(said, this.payload)
  }

  fill({ family, rank, number, seed }) {
    Object.assign(this.family, { value: family })
    Object.assign(this.rank, { value: rank, disabled: !family })
    Object.assign(this.number, { value: number })
    Object.assign(this.seed, { value: seed })
  }

  // What was typed, within bounds, and in the address. What is not ours is left alone there.
  settle() {
    const { asked } = this
    this.fill(asked)
    const others = [...new URLSearchParams(location.search)].filter(([name]) => !OURS.includes(name))
    history.replaceState(history.state, "", `${location.pathname}?${new URLSearchParams([...pairsOf(asked), ...others])}${location.hash}`)
    return asked
  }

  reseed() {
    this.seed.value = Math.floor(Math.random() * (this.payload.bounds.seed + 1))
    this.settle()
  }

  async copy() {
    this.settle()
    await navigator.clipboard?.writeText(location.href)
    this.link.textContent = say(this.words, "copied")
    setTimeout(() => (this.link.textContent = say(this.words, "link")), TOLD)
  }

  // ---- a run ----

  async begin() {
    this.halt()
    const asked = this.settle()
    const run = (this.run = { asked, counts: NOTHING, stopper: new AbortController(), quarters: 0, version: "" })
    this.counts.clear()
    this.differences.replaceChildren()
    this.differ.hidden = true
    this.bar.removeAttribute("value")
    this.running(true)
    this.tell("asking")
    try {
      const { route, language } = this.payload
      const query = new URLSearchParams([...pairsOf(asked), ["lang", language.name]])
      for await (const line of lines(`${route}?${query}`, run.stopper.signal)) if (this.run === run) this.heed(line)
      if (this.run === run && !run.isOver) this.over("offline")
    } catch {
      if (this.run === run && !run.isOver) this.over("offline")
    }
  }

  heed(line) {
    const { run } = this
    if (line.kind === "waiting") this.tell(line.before === 1 ? "waiting_one" : "waiting", line)
    else if (line.kind === "loading") this.tell("loading")
    else if (line.kind === "begun") run.version = line.version
    else if (line.kind === "counts") this.counted(line)
    else if (line.kind === "difference") this.differs(line)
    else if (line.kind === "ended") this.ended(line)
    else if (line.kind === "absent") this.refuse()
    else this.over(line.kind === "full" ? "full" : "broken")
  }

  counted(counts) {
    const { run } = this
    run.counts = counts
    const share = counts.done / run.asked.number
    this.bar.value = share
    this.counts.show(counts, share)
    const quarters = Math.floor(share / QUARTER)
    this.tell("running", {}, quarters > run.quarters && share < 1)
    run.quarters = quarters
  }

  // The call is text, whatever it holds; only a lesson of ours is a link.
  differs({ number, name, says, text, lesson }) {
    const { payload, words } = this
    const item = el("li", {}, el("p", {}, say(words, "differences.call", { number, name: this.nameOf(name), says })), el("pre", { tabindex: 0 }, text))
    if (lesson && payload.lessons[lesson.lesson]) {
      item.append(followed(el("a", { href: `${lesson.lesson}?${lesson.query}` }, say(words, "differences.show", { lesson: payload.lessons[lesson.lesson] }))))
    }
    this.differences.append(item)
    this.differ.hidden = false
  }

  ended({ why, seconds }) {
    const { run } = this
    const sums = OUTCOMES.map((_, at) => Object.values(run.counts.names).reduce((sum, counts) => sum + counts[at], 0))
    const [agreed, refused, differed] = sums
    if (why === "time") this.over("time")
    else this.over(differed ? "unclean" : "clean", { agreed, refused, differed, version: run.version, seconds: Math.round(seconds), done: total(sums) })
  }

  over(status, values) {
    this.run.isOver = true
    if (!this.bar.hasAttribute("value")) this.bar.value = 0
    this.tell(status, values)
    this.running(false)
  }

  halt() {
    const { run } = this
    if (!run || run.isOver) return
    run.stopper.abort()
    this.over("stopped")
  }

  refuse() {
    if (this.run) this.run.isOver = true
    this.running(false)
    this.bar.value = 0
    this.seen.textContent = this.heard.textContent = say(this.words, "absent")
    for (const node of this.form.elements) node.disabled = true
  }

  // ---- what is shown of it ----

  tell(status, values = {}, isHeard = status !== "running") {
    const { asked, counts } = this.run
    const text = say(this.words, `status.${status}`, { done: counts.done, number: asked.number, ...values })
    this.seen.textContent = text
    if (isHeard) this.heard.textContent = text
  }

  running(isRunning) {
    this.form.classList.toggle("running", isRunning)
    this.start.textContent = say(this.words, this.run ? "again" : "start")
    this.stop.disabled = !isRunning
    this.bar.parentNode && (this.bar.dataset.running = isRunning)
  }

  rest() {
    this.halt()
  }
}
