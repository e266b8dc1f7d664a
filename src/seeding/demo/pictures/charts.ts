import { box, circle, label, type Picture, type Point, path, sheet, WIDE } from './svg.ts'

const INK = '#33312c'
const PAPER = '#fbf9f4'
const LEFT = 170
const FOOT = 850
const TOP = 190

interface Chart {
  title: string
  unit: string
  /** Name and value of each bar or point, in order. */
  values: readonly (readonly [string, number])[]
  colour: string
  alt: string
}

/** A round number that is not less than the highest value, and four lines below it. */
function scale(values: Chart['values']): { most: number; y: (value: number) => number } {
  const highest = Math.max(...values.map(([, value]) => value))
  const step = 10 ** Math.floor(Math.log10(highest / 4))
  const most = [1, 2, 2.5, 5, 10].map((times) => times * step * 4).find((top) => top >= highest) ?? highest
  return { most, y: (value) => FOOT - ((FOOT - TOP) * value) / most }
}

function frame({ title, unit, values }: Chart): string {
  const { most, y } = scale(values)
  const lines = [0, 1, 2, 3, 4].map((quarter) => {
    const value = (most * quarter) / 4
    const end = 'text-anchor="end"'
    const rule: Point[] = [
      [LEFT, y(value)],
      [WIDE - 80, y(value)],
    ]
    return (
      path(rule, quarter === 0 ? INK : '#d9d4c8', 3) + label([LEFT - 22, y(value) + 11], `${value}`, 30, end)
    )
  })
  return [label([LEFT, 95], title, 50, 'font-weight="bold"'), label([LEFT, 148], unit, 30), ...lines].join('')
}

const centred = 'text-anchor="middle"'

function drawBars(chart: Chart): Picture {
  const { y } = scale(chart.values)
  const step = (WIDE - 80 - LEFT) / chart.values.length
  const bars = chart.values.map(([name, value], at) => {
    const x = LEFT + step * at + step * 0.17
    const middle: Point = [x + step * 0.33, FOOT + 48]
    return (
      box({ x, y: y(value), w: step * 0.66, h: FOOT - y(value) }, chart.colour, 'rx="6"') +
      label(middle, name, 27, centred) +
      label([middle[0], y(value) - 14], `${value}`, 28, centred)
    )
  })
  return { svg: sheet(frame(chart) + bars.join(''), PAPER), alt: chart.alt }
}

function drawLine(chart: Chart): Picture {
  const { y } = scale(chart.values)
  const step = (WIDE - 80 - LEFT) / chart.values.length
  const points = chart.values.map(([, value], at): Point => [LEFT + step * (at + 0.5), y(value)])
  const names = chart.values.map(([name], at) =>
    label([LEFT + step * (at + 0.5), FOOT + 48], name, 25, centred),
  )
  const dots = points.map((point) => circle(point, 11, chart.colour))
  const svg = sheet(frame(chart) + path(points, chart.colour, 7) + dots.join('') + names.join(''), PAPER)
  return { svg, alt: chart.alt }
}

export const charts = {
  'compost-chart': () =>
    drawLine({
      title: 'Heap B, core temperature',
      unit: 'Degrees Celsius, read daily at noon. D. Hollis, Pound Field',
      values: [18, 24, 37, 49, 58, 63, 64, 61, 55, 48, 42, 37].map(
        (value, at) => [`day ${at + 1}`, value] as const,
      ),
      colour: '#a4562a',
      alt: 'Line chart: a compost heap warms from 18 to 64 degrees within seven days and cools to 37 by the twelfth.',
    }),
  'rain-chart': () =>
    drawBars({
      title: 'The wettest October days',
      unit: 'Millimetres in twenty-four hours, read at nine o’clock',
      values: [
        ['1994', 33.2],
        ['1998', 41],
        ['2000', 52.1],
        ['2006', 36.4],
        ['2013', 44.7],
        ['2019', 39.9],
        ['this year', 48.6],
      ],
      colour: '#2f6f93',
      alt: 'Bar chart of rain on the wettest October days: 52.1 millimetres in 2000 is the most, this year’s 48.6 the second.',
    }),
  'repair-chart': () =>
    drawBars({
      title: 'Repair café: mended this year',
      unit: 'Things that went home working, month by month',
      values: [
        ['Mar', 14],
        ['Apr', 19],
        ['May', 17],
        ['Jun', 22],
        ['Jul', 21],
        ['Aug', 18],
        ['Sep', 26],
      ],
      colour: '#2e6b57',
      alt: 'Bar chart: the repair café mended 14 things in March and, rising most months, 26 in September.',
    }),
  'bus-chart': () =>
    drawBars({
      title: 'The number 14: how late, by the hour',
      unit: 'Average minutes behind the timetable, last month',
      values: [
        ['7', 1],
        ['8', 9],
        ['9', 8],
        ['10', 7],
        ['11', 7],
        ['12', 6],
        ['14', 6],
        ['16', 7],
        ['18', 4],
      ],
      colour: '#8a4b73',
      alt: 'Bar chart: the bus is one minute late at seven, nine at eight, and never recovers before six in the evening.',
    }),
  'slug-chart': () =>
    drawBars({
      title: 'Slugs in one bucket',
      unit: 'Nightly count, six square metres',
      values: [
        ['Mon', 38],
        ['Tue', 41],
        ['Wed', 29],
        ['Thu', 17],
        ['Fri', 12],
      ],
      colour: '#6b7a3a',
      alt: 'Bar chart: the nightly count of slugs falls from 41 on Tuesday to 12 on Friday.',
    }),
  'tide-chart': () =>
    drawLine({
      title: 'Netherwick quay, height of tide',
      unit: 'Metres above chart datum, hour by hour',
      values: [1.1, 1.9, 3, 4.1, 4.8, 4.9, 4.4, 3.5, 2.5, 1.6, 1.1, 1].map(
        (value, at) => [`${at + 6}:00`, value] as const,
      ),
      colour: '#22667a',
      alt: 'Line chart: the tide rises from 1.1 metres at six to 4.9 at eleven and falls to 1 metre at five in the afternoon.',
    }),
} satisfies Record<string, () => Picture>
