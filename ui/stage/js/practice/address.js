// Which exercise an address means, and the address of an exercise: code, topics, number, level, turn. Pure; what is beyond
// all bounds is the nearest, as on the server.

import { codeOf } from "./kept.js"
import { LEVELS, MOST_TURNS } from "./plan.js"

const MOST_NUMBERS = 99
export const OURS = ["code", "topics", "number", "level", "turn"]

// The topics that an address names, in their order.
export function topicsOf(query, all) {
  const said = (query.get("topics") ?? "").split(",")
  return all.filter((topic) => said.includes(topic))
}

// Nothing where it says no code.
export function askedBy(query, all) {
  const code = codeOf(query.get("code") ?? "")
  if (!code) return null
  const whole = (name, low, high) => Math.max(low, Math.min(high, Number.parseInt(query.get(name) ?? low, 10) || low))
  const topics = topicsOf(query, all)
  return {
    code,
    topics: topics.length ? topics : all,
    number: whole("number", 1, MOST_NUMBERS),
    level: whole("level", 1, LEVELS),
    turn: whole("turn", 0, MOST_TURNS),
  }
}

// The pairs that say it; what says nothing is left out.
export function pairsOf({ code, topics, number, level, turn }, all) {
  const said = { code, topics: topics.length < all.length ? topics.join(",") : "", number, level: level > 1 ? level : "", turn: turn || "" }
  return Object.entries(said).filter(([, text]) => text !== "" && text !== undefined)
}
