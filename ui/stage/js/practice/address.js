// Which exercise an address means, and the address of an exercise: code, number, level, turn. Pure; what is beyond all
// bounds is the nearest, as on the server. `all` are the topics, {name, letter}.

import { codeIn, codeText, topicsIn } from "./code.js"
import { LEVELS, MOST_TURNS } from "./plan.js"

const MOST_NUMBERS = 99
export const OURS = ["code", "topics", "number", "level", "turn"]

// The topics that an address names beside its code or without one, in their order.
export function topicsOf(query, all) {
  const said = (query.get("topics") ?? "").split(",")
  return all.map(({ name }) => name).filter((name) => said.includes(name))
}

// Nothing where it says no code.
export function askedBy(query, all) {
  const found = codeIn(query.get("code") ?? "", all)
  if (!found) return null
  const whole = (name, low, high) => Math.max(low, Math.min(high, Number.parseInt(query.get(name) ?? low, 10) || low))
  const beside = topicsOf(query, all)
  return {
    ...found,
    topics: found.topics.length < all.length ? found.topics : topicsIn(all, ({ name }) => beside.includes(name)),
    number: whole("number", 1, MOST_NUMBERS),
    level: found.held ?? whole("level", 1, LEVELS),
    turn: whole("turn", 0, MOST_TURNS),
  }
}

// The pairs that say it; what says nothing is left out.
export function pairsOf(asked, all) {
  const { number, level, turn, held } = asked
  const said = { code: codeText(asked, all), number, level: level === (held ?? 1) ? "" : level, turn: turn || "" }
  return Object.entries(said).filter(([, text]) => text !== "" && text !== undefined)
}
