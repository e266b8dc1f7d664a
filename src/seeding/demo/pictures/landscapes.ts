import { seen } from './light.ts'
import { ground, ridge, type Scene, tree, water } from './nature.ts'
import { box, HIGH, polygon, WIDE } from './svg.ts'

export function hills({ light, random }: Scene): string {
  const greens = ['#6f9a8d', '#6d9867', '#5f8f4f', '#4c7a3c', '#3c6530']
  return greens
    .map((green, at) =>
      ground(ridge(random, 470 + at * 95, 70 - at * 6), seen(light, green, 0.75 - at * 0.18)),
    )
    .join('')
}

export function river(scene: Scene): string {
  const { light, random } = scene
  const bank = seen(light, '#7aa25c', 0.1)
  const far = ground(ridge(random, 520, 30), seen(light, '#7fa387', 0.5))
  const trees = Array.from({ length: 11 }, (_, at) =>
    tree(scene, [at * 155 + random() * 60, 590], 0.5 + random() * 0.35, 0.35),
  )
  const left = polygon(
    [
      [0, 590],
      [620, 590],
      [420, 760],
      [160, HIGH],
      [0, HIGH],
    ],
    bank,
  )
  const right = polygon(
    [
      [WIDE, 590],
      [860, 590],
      [960, 760],
      [1380, HIGH],
      [WIDE, HIGH],
    ],
    bank,
  )
  const near = [tree(scene, [120, 900], 1.7, 0), tree(scene, [1480, 880], 1.5, 0)]
  return [far, water(scene, 585), left, right, ...trees.filter((_, at) => at < 4 || at > 5), ...near].join('')
}

export function field(scene: Scene): string {
  const { light, random } = scene
  const back = ground(ridge(random, 500, 45), seen(light, '#6d9867', 0.55))
  const rows = Array.from({ length: 34 }, (_, at) => {
    const from = WIDE / 2 + (at - 17) * 22
    const to = WIDE / 2 + (at - 17) * 150
    return polygon(
      [
        [from, 600],
        [from + 11, 600],
        [to + 75, HIGH],
        [to, HIGH],
      ],
      seen(light, '#8d7445', 0.05),
    )
  })
  const soil = box({ x: 0, y: 600, w: WIDE, h: 400 }, seen(light, '#b39a5c', 0.12))
  const hedge = Array.from({ length: 16 }, (_, at) =>
    tree(scene, [at * 105 + random() * 50, 612], 0.32 + random() * 0.3, 0.3),
  )
  return [back, soil, ...rows, ...hedge].join('')
}

export function woods(scene: Scene): string {
  const { light, random } = scene
  const floor = ground(ridge(random, 640, 14), seen(light, '#6b6a3c', 0.2))
  const depth = [0.6, 0.4, 0.2, 0].flatMap((far, row) =>
    Array.from({ length: 9 - row }, () =>
      tree(scene, [random() * WIDE, 690 + row * 95], 1 + row * 0.65, far),
    ),
  )
  return floor + depth.join('')
}
