// The code of a class, read and written as on the server (ui/practice/code.py): a name, and after it the topics, a level
// that is held, how many exercises. Pure. `all` are the topics, {name, letter}.

import { COUNT, LEVELS } from "./plan.js"

export const FEWEST = 4
export const MOST = 30
export const LONGEST = 40
const CODE = /^([A-Z0-9]{1,8})(?:-(?=.)([A-HJ-L]*)([1-3]?)(?=-|$))?(?:-([4-9]|[12][0-9]|30))?$/
// Without signs that are taken for each other on a board.
const SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
const SIGNS_OF_A_NAME = 4

export function newName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(SIGNS_OF_A_NAME)), (byte) => SIGNS[byte % SIGNS.length]).join("")
}

// What somebody typed: {code, topics, held, count}; null where it is no code.
export function codeOf(text, all) {
  const said = CODE.exec(plain(text))
  if (!said) return null
  const [, code, letters = "", held, count] = said
  return { code, topics: topicsIn(all, ({ letter }) => letters.includes(letter)), held: held ? Number(held) : null, count: Number(count ?? COUNT) }
}

// That of an address; a name that is followed by nothing that can be read stands alone.
export function codeIn(text, all) {
  return codeOf(text, all) ?? codeOf(plain(text).split("-")[0].slice(0, 8), all)
}

export function codeText({ code, topics, held, count }, all) {
  const letters = topics.length < all.length ? all.filter(({ name }) => topics.includes(name)).map(({ letter }) => letter).join("") : ""
  return [code, `${letters}${held ?? ""}`, count === COUNT ? "" : count].filter((part) => part !== "").join("-")
}

// Those that are chosen, in their order; all of them where none is.
export function topicsIn(all, isChosen) {
  const found = all.filter(isChosen)
  return (found.length ? found : all).map(({ name }) => name)
}

export function isLevel(value) {
  return Number.isInteger(value) && value >= 1 && value <= LEVELS
}

export function isCount(value) {
  return Number.isInteger(value) && value >= FEWEST && value <= MOST
}

function plain(text) {
  return text.slice(0, LONGEST).toUpperCase().replace(/[‐–—−]/g, "-").replace(/[^A-Z0-9-]/g, "").replace(/^-+|-+$/g, "")
}
