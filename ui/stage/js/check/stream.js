// A run as the server tells it: one request, an event for each line; ending the request ends the run.

export async function* lines(address, signal) {
  const answer = await fetch(address, { signal, headers: { Accept: "text/event-stream" } })
  if (!answer.ok) throw new Error(String(answer.status))
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  while (true) {
    const { value, done } = await reader.read()
    if (done) return
    const events = (rest + value).split("\n\n")
    rest = events.pop()
    // A colon alone is a sign of life.
    for (const event of events) if (event.startsWith("data: ")) yield JSON.parse(event.slice("data: ".length))
  }
}
