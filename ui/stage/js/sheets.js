// Sheets of styles beside the modules; once loaded, every root may wear them.

// What a stage wears, whatever it shows.
export const STAGE = [
  "stage.css", "bins.css", "controls.css", "compared.css", "marks.css", "flow.css", "pictured.css",
  "volume/volume.css", "predict/predict.css", "cards/card.css", "tailored.css", "walk/strip.css", "way.css", "everyone.css",
]

export async function styles(name) {
  const sheet = new CSSStyleSheet()
  return sheet.replace(await (await fetch(new URL(name, import.meta.url))).text())
}

export function wear(node, ...sheets) {
  const root = node.getRootNode()
  const missing = sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet))
  if (missing.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing]
}
