// In which order the exercises of a series come, and when a topic goes up a level. Pure.
//
// A plan is {items, at}; an item {number, turn, level, how}: its place in the series of the code, how often its idea came
// before, at which level (null until it is shown), and how it was answered (null, "right" or "wrong").
// Progress is, for each topic, {level, row, right, asked}; `row` are right answers one after another.

export const COUNT = 12 // exercises of a series where nothing is said, those that return apart
export const LATER = 2 // exercises from a wrong answer to the same idea with other numbers
export const IN_A_ROW = 3 // right answers that raise the level
export const LEVELS = 3
export const MOST_TURNS = 9
export const MOST_ITEMS = 60
// So that a series does not grow without end, at most half as many return as there are.
export const RETURNS = 0.5

export function begun(count = COUNT) {
  return { items: Array.from({ length: count }, (_, k) => item(k + 1)), at: 0 }
}

export function item(number, turn = 0, level = null) {
  return { number, turn, level, how: null }
}

// The plan at one of its exercises; one that it does not hold comes next and is gone to.
export function opened(plan, { number, turn, level }) {
  const known = plan.items.findIndex((one) => one.number === number && one.turn === turn)
  if (known >= 0) {
    const isNew = plan.items[known].level === null
    return { items: isNew ? replaced(plan.items, known, { ...plan.items[known], level }) : plan.items, at: known }
  }
  if (plan.items.length >= MOST_ITEMS) return plan
  const at = Math.min(plan.at + 1, plan.items.length)
  return { items: inserted(plan.items, at, item(number, turn, level)), at }
}

// Only the first answer to an exercise counts. After a wrong one its idea returns with other numbers, two exercises later
// and once more at the end; where that would be the same place, or it is promised already, once is enough.
export function answered(plan, isRight) {
  const { at } = plan
  const here = plan.items[at]
  if (here.how) return plan
  const items = replaced(plan.items, at, { ...here, how: isRight ? "right" : "wrong" })
  if (isRight) return { items, at }
  const left = room(items)
  if (!left) return { items, at }
  const soon = Math.min(at + LATER, items.length)
  const isPromised = items.slice(soon).some((one) => one.number === here.number && !one.how)
  const more = [inserted(items, soon, null)]
  if (left > 1 && !isPromised && soon < items.length - 1) more.push([...more[0], null])
  let turn = Math.max(...items.filter(({ number }) => number === here.number).map((one) => one.turn))
  const made = more.at(-1).map((one) => one ?? item(here.number, ++turn, here.level))
  return { items: turn > MOST_TURNS || made.length > MOST_ITEMS ? items : made, at }
}

// How many may still return.
function room(items) {
  const returned = items.filter(({ turn }) => turn).length
  return Math.max(0, Math.ceil((items.length - returned) * RETURNS) - returned)
}

export function isLast({ items, at }) {
  return at >= items.length - 1
}

// ---- progress ----

export const NONE = Object.freeze({ level: 1, row: 0, right: 0, asked: 0 })

// What is known of a topic after an answer; `raised` says whether its level went up by it. A level that is held is the
// class's, and says nothing of one's own.
export function progressed(known = NONE, isRight, isHeld = false) {
  if (isHeld) return { ...known, right: known.right + (isRight ? 1 : 0), asked: known.asked + 1, raised: false }
  const row = isRight ? known.row + 1 : 0
  const raised = row >= IN_A_ROW && known.level < LEVELS
  return {
    level: known.level + (raised ? 1 : 0),
    row: raised ? 0 : row,
    right: known.right + (isRight ? 1 : 0),
    asked: known.asked + 1,
    raised,
  }
}

function replaced(list, at, one) {
  return list.map((each, k) => (k === at ? one : each))
}

function inserted(list, at, one) {
  return [...list.slice(0, at), one, ...list.slice(at)]
}
