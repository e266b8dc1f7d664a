import { centred, INK, north, scaleBar, title } from './legend.ts'
import { type Box, box, circle, label, type Picture, type Point, path, sheet } from './svg.ts'

const PAPER = '#f7f2e6'

const outline = `stroke="${INK}" stroke-width="5"`

function bed(area: Box, words: string, fill: string): string {
  const middle: Point = [area.x + area.w / 2, area.y + area.h / 2 + 10]
  return box(area, fill, `${outline} rx="10"`) + label(middle, words, 30, centred)
}

function plotPlan(): Picture {
  const beds = [
    bed({ x: 120, y: 170, w: 420, h: 170 }, 'rhubarb, left alone', '#c9d8a8'),
    bed({ x: 120, y: 380, w: 420, h: 210 }, 'beans, then leeks', '#b7cf93'),
    bed({ x: 120, y: 630, w: 420, h: 210 }, 'potatoes', '#d9cfa0'),
    bed({ x: 640, y: 170, w: 520, h: 300 }, 'under cardboard', '#cdb692'),
    bed({ x: 640, y: 520, w: 520, h: 320 }, 'long grass', '#bcd39e'),
    bed({ x: 1260, y: 170, w: 240, h: 200 }, 'shed', '#c2a184'),
  ]
  const butt = circle([1310, 450], 48, '#9dbccb', outline) + label([1310, 535], 'water butt', 26, centred)
  const hive = bed({ x: 1260, y: 640, w: 240, h: 200 }, 'compost', '#a88d63')
  const svg = sheet(
    [title('Plot 7b, Pound Field'), ...beds, butt, hive, north([1540, 130]), scaleBar(5, 320)].join(''),
    PAPER,
  )
  return {
    svg,
    alt: 'Plan of an allotment: three beds on the left, two on the right, one of them under cardboard, a shed, a water butt and a compost bay.',
  }
}

function housePlan(): Picture {
  const wall = `stroke="${INK}" stroke-width="16"`
  const rooms = [
    [{ x: 150, y: 180, w: 620, h: 640 }, 'kitchen'],
    [{ x: 770, y: 180, w: 400, h: 300 }, 'larder'],
    [{ x: 770, y: 480, w: 400, h: 340 }, 'passage'],
  ] as const
  const drawn = rooms.map(
    ([area, words]) =>
      box(area, '#fffdf6', wall) + label([area.x + area.w / 2, area.y + area.h - 40], words, 34, centred),
  )
  const chimney = box({ x: 150, y: 400, w: 110, h: 190 }, '#b08068', outline)
  const beam =
    box({ x: 205, y: 470, w: 500, h: 44 }, '#c99a5b', outline) + label([455, 455], 'the beam', 30, centred)
  const partition =
    path(
      [
        [705, 330],
        [705, 700],
      ],
      '#8d8577',
      14,
      'stroke-dasharray="26 14"',
    ) + label([690, 300], 'later partition', 26, 'text-anchor="end"')
  const bath = label([1240, 330], 'above: bathroom,', 30) + label([1240, 372], 'iron bath', 30)
  const svg = sheet(
    [title('Ground floor, measured'), ...drawn, chimney, partition, beam, bath, scaleBar(2, 360)].join(''),
    PAPER,
  )
  return {
    svg,
    alt: 'Floor plan: in the kitchen a beam runs from the chimney breast to a thin later partition, below the bathroom.',
  }
}

export const plans = {
  'plot-plan': plotPlan,
  'house-plan': housePlan,
} satisfies Record<string, () => Picture>
