// Sheets of styles beside the modules; once loaded, every root may wear them.

export async function styles(name) {
  const sheet = new CSSStyleSheet()
  return sheet.replace(await (await fetch(new URL(name, import.meta.url))).text())
}

export function wear(node, ...sheets) {
  const root = node.getRootNode()
  const missing = sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet))
  if (missing.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing]
}
