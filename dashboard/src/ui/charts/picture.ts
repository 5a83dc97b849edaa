// A panel as a PNG: the chart as it is drawn, or a table painted, under its title. Everything is resolved to plain
// colours first, since a picture knows no variables of ours.

export type Picture = {
  readonly title: string
  readonly subtitle: string
  readonly legend: readonly { readonly label: string; readonly colour: string }[]
}

const PAD = 16
const HEAD = 48
const ROW = 22

const read = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const resolved = (colour: string) => colour.replace(/var\((--[\w-]+)\)/g, (_, name: string) => read(name))

/** The drawing in a panel: an SVG chart or a canvas. */
export async function pictureOfChart(drawing: SVGSVGElement | HTMLCanvasElement, picture: Picture): Promise<Blob> {
  const box = drawing.getBoundingClientRect()
  const rows = Math.ceil(picture.legend.length / 4)
  const { canvas, context } = sheet(box.width + 2 * PAD, box.height + HEAD + rows * ROW + PAD, picture)
  const source = drawing instanceof SVGSVGElement ? await imageOf(drawing, box) : drawing
  context.drawImage(source, PAD, HEAD, box.width, box.height)
  picture.legend.forEach(({ label, colour }, index) => {
    const x = PAD + (index % 4) * (box.width / 4)
    const y = HEAD + box.height + ROW * Math.floor(index / 4) + 14
    context.fillStyle = resolved(colour)
    context.fillRect(x, y - 9, 10, 10)
    context.fillStyle = read('--fg-muted')
    context.fillText(label, x + 16, y, box.width / 4 - 24)
  })
  return await blobOf(canvas)
}

const COLUMN = 150
const MOST_ROWS = 60

export async function pictureOfTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  picture: Picture,
): Promise<Blob> {
  const shown = rows.slice(0, MOST_ROWS)
  const width = columns.length * COLUMN + 2 * PAD
  const { canvas, context } = sheet(width, HEAD + (shown.length + 1) * ROW + PAD, picture)
  const line = (cells: readonly string[], y: number, colour: string) => {
    context.fillStyle = colour
    for (const [index, cell] of cells.entries()) context.fillText(cell, PAD + index * COLUMN, y, COLUMN - 12)
  }
  line(columns, HEAD + 14, read('--fg-muted'))
  for (const [index, row] of shown.entries()) line(row, HEAD + 14 + (index + 1) * ROW, read('--fg'))
  return await blobOf(canvas)
}

function sheet(width: number, height: number, { title, subtitle }: Picture) {
  const scale = 2
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser draws no pictures')
  context.scale(scale, scale)
  context.fillStyle = read('--bg')
  context.fillRect(0, 0, width, height)
  const family = getComputedStyle(document.body).fontFamily
  context.fillStyle = read('--fg')
  context.font = `600 14px ${family}`
  context.fillText(title, PAD, 20, width - 2 * PAD)
  context.fillStyle = read('--fg-muted')
  context.font = `12px ${family}`
  context.fillText(subtitle, PAD, 38, width - 2 * PAD)
  return { canvas, context }
}

const PAINTED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-size', 'font-family'] as const

async function imageOf(svg: SVGSVGElement, box: DOMRect): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [...svg.querySelectorAll('*')]
  for (const [index, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[index]
    if (original === undefined) continue
    const style = getComputedStyle(original)
    for (const name of PAINTED) {
      const value = style.getPropertyValue(name)
      if (value !== '') element.setAttribute(name, value)
    }
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(box.width))
  copy.setAttribute('height', String(box.height))
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  return image
}

function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture came')) : resolve(blob)), 'image/png'),
  )
}
