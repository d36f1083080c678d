// Which run the address means, and the address of a run: operation, number, seed. What is beyond all bounds is the nearest.

export const OURS = ["operation", "number", "seed"]

// `operation` falls into a family and a number of axes, each empty where all are meant.
export function askedBy(query, { families, bounds }) {
  const whole = (name, usual, low, high) => {
    const said = Number.parseInt(query.get(name) ?? "", 10)
    return Number.isNaN(said) ? usual : Math.max(low, Math.min(high, said))
  }
  const said = query.get("operation") ?? ""
  const [, name, rank = ""] = /^(.*?)(?:([123])d)?$/.exec(said) ?? ["", "", ""]
  const isKnown = families.includes(name)
  return {
    family: isKnown ? name : "",
    rank: isKnown ? rank : "",
    number: whole("number", bounds.usual, bounds.fewest, bounds.most),
    seed: whole("seed", 0, 0, bounds.seed),
  }
}

export function pairsOf({ family, rank, number, seed }) {
  const operation = family && rank ? `${family}${rank}d` : family
  return [...(operation ? [["operation", operation]] : []), ["number", String(number)], ["seed", String(seed)]]
}
