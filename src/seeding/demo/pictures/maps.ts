import { north, scaleBar, title } from './legend.ts'
import { circle, label, type Picture, type Point, path, sheet } from './svg.ts'

interface Map {
  words: string
  alt: string
  /** Streets and paths, thick to thin. */
  ways: { points: readonly Point[]; width: number; words: string; at: Point; isPath?: boolean }[]
  spots: { at: Point; words: string }[]
}

function drawMap({ words, alt, ways, spots }: Map): Picture {
  const riverBed: Point[] = [
    [0, 700],
    [300, 660],
    [560, 720],
    [860, 690],
    [1120, 760],
    [1600, 700],
  ]
  const water = path(riverBed, '#a9cbd6', 95) + label([1330, 742], 'River Ash', 32, 'font-style="italic"')
  const roads = ways.map(({ points, width, isPath }) =>
    isPath
      ? path(points, '#a8442f', width, 'stroke-dasharray="22 16"')
      : path(points, '#c8bfa9', width + 8) + path(points, '#fffdf6', width),
  )
  const names = ways.map((way) => label(way.at, way.words, 27))
  const marks = spots.map(
    ({ at: [x, y], words: name }) => circle([x, y], 13, '#2e6b57') + label([x + 16, y - 20], name, 28),
  )
  return {
    svg: sheet(
      [water, ...roads, ...names, ...marks, title(words), north([1530, 150]), scaleBar(200, 300)].join(''),
      '#e6ead2',
    ),
    alt,
  }
}

const millLane = {
  points: [
    [120, 300],
    [520, 420],
    [900, 400],
    [1500, 520],
  ] as Point[],
  width: 30,
  words: 'Mill Lane',
  at: [930, 375] as Point,
}
const bridge = {
  points: [
    [700, 180],
    [720, 420],
    [760, 700],
    [740, 930],
  ] as Point[],
  width: 30,
  words: 'Quay Street',
  at: [770, 880] as Point,
}

export const maps = {
  'parish-map': () =>
    drawMap({
      words: 'Footpath 11, as in 1842',
      alt: 'Map: a dashed path leads from Mill Lane across Pound Field, past the water tank, to the bakery.',
      ways: [
        millLane,
        bridge,
        {
          points: [
            [300, 360],
            [420, 510],
            [600, 580],
            [725, 560],
          ],
          width: 9,
          words: 'footpath 11',
          at: [560, 630],
          isPath: true,
        },
      ],
      spots: [
        { at: [420, 510], words: 'water tank' },
        { at: [725, 560], words: 'bakery' },
      ],
    }),
  'town-map': () =>
    drawMap({
      words: 'The fire of 1887',
      alt: 'Map of the town centre: the fire began at the Corn Hall and stopped at Ropewalk, short of the church.',
      ways: [
        millLane,
        bridge,
        {
          points: [
            [720, 420],
            [900, 560],
            [1240, 590],
          ],
          width: 24,
          words: 'Ropewalk',
          at: [980, 545],
        },
      ],
      spots: [
        { at: [720, 330], words: 'Corn Hall' },
        { at: [870, 470], words: 'brewery' },
        { at: [1240, 590], words: 'church' },
        { at: [560, 330], words: 'bank' },
      ],
    }),
  'ferry-map': () =>
    drawMap({
      words: 'The ferry, and where it goes',
      alt: 'Map: a dashed line crosses the river from Netherwick quay to the Saltings side.',
      ways: [
        bridge,
        {
          points: [
            [420, 620],
            [480, 690],
            [520, 780],
          ],
          width: 9,
          words: 'ferry',
          at: [380, 720],
          isPath: true,
        },
      ],
      spots: [
        { at: [420, 620], words: 'Netherwick quay, tea hut' },
        { at: [520, 790], words: 'Saltings side' },
      ],
    }),
  'bird-map': () =>
    drawMap({
      words: 'Where to stand, and where not',
      alt: 'Map: two places by the river for watching birds, and the creek to keep away from.',
      ways: [
        millLane,
        {
          points: [
            [120, 560],
            [520, 590],
            [900, 580],
            [1480, 630],
          ],
          width: 9,
          words: 'sea wall path',
          at: [1080, 570],
          isPath: true,
        },
      ],
      spots: [
        { at: [520, 590], words: 'stand here' },
        { at: [900, 580], words: 'and here' },
        { at: [820, 850], words: 'second creek: please keep away' },
      ],
    }),
} satisfies Record<string, () => Picture>
