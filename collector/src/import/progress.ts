/** What a person sees of an import: a bar on a terminal, a plain line now and then elsewhere. */
export interface ProgressView {
  update(file: string, fraction: number, acceptedSpans: number, rejectedSpans: number): void
  /** A line of its own, e.g. why the import waits. */
  note(text: string): void
  end(): void
}

export interface ProgressOutput {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

const BAR_EVERY_MS = 100
const LINE_EVERY_MS = 5_000
const BAR_WIDTH = 24

export function createProgressView(output: ProgressOutput, nowMs: () => number): ProgressView {
  const isBar = output.isTTY === true
  let lastMs = Number.NEGATIVE_INFINITY
  let isShown = false
  const clear = (): void => {
    if (isBar && isShown) output.write('\r\u001b[K')
    isShown = false
  }
  return {
    update(file, fraction, acceptedSpans, rejectedSpans) {
      const isDone = fraction >= 1
      if (!isDone && nowMs() - lastMs < (isBar ? BAR_EVERY_MS : LINE_EVERY_MS)) return
      if (!isBar && isDone) return
      lastMs = nowMs()
      const counts = `${acceptedSpans} spans${rejectedSpans === 0 ? '' : `, ${rejectedSpans} rejected`}`
      const percent = `${String(Math.floor(fraction * 100)).padStart(3)}%`
      if (!isBar) {
        output.write(`${file}: ${percent.trim()}, ${counts}\n`)
        return
      }
      output.write(`\r\u001b[K${cut(`${bar(fraction)} ${percent}  ${counts}  ${file}`, output.columns ?? 80)}`)
      isShown = true
    },
    note(text) {
      clear()
      output.write(`${text}\n`)
    },
    end: clear,
  }
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, fraction) * BAR_WIDTH)
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`
}

function cut(text: string, columns: number): string {
  return text.length < columns ? text : text.slice(0, Math.max(10, columns - 1))
}
