import { type Light, seen } from './light.ts'
import { box, circle, HIGH, type Point, path, polygon, WIDE } from './svg.ts'

export interface Scene {
  light: Light
  random: () => number
}

/** A ridge of hills: a few waves of different length laid over each other. */
export function ridge(random: () => number, height: number, rough: number): Point[] {
  const waves = Array.from({ length: 4 }, (_, at) => ({
    size: (rough * (0.5 + random())) / (at + 1),
    length: 0.002 * (at + 1) * (0.7 + random()),
    from: random() * 7,
  }))
  return Array.from({ length: 81 }, (_, at) => {
    const x = (at * WIDE) / 80
    return [
      x,
      height + waves.reduce((sum, wave) => sum + wave.size * Math.sin(x * wave.length + wave.from), 0),
    ]
  })
}

export function ground(points: readonly Point[], fill: string): string {
  return polygon([...points, [WIDE, HIGH], [0, HIGH]], fill)
}

/** Water down to the lower edge, with the light of sun or moon broken in it. */
export function water({ light, random }: Scene, from: number): string {
  const base = box({ x: 0, y: from, w: WIDE, h: HIGH - from }, seen(light, '#5b8ca5', 0.35))
  const ripples = Array.from({ length: 110 }, () => {
    const y = from + random() ** 0.7 * (HIGH - from)
    const [x, w] = [random() * WIDE, (20 + random() * 120) * ((y - from) / 400 + 0.3)]
    return path(
      [
        [x, y],
        [x + w, y],
      ],
      light.sky[1],
      2.5,
      'opacity="0.35"',
    )
  })
  const { sun } = light
  const glitter = sun
    ? Array.from({ length: 42 }, (_, at) => {
        const [y, w] = [from + 8 + at * 9, 24 + at * 2.4 + random() * 60]
        const x = sun.at[0] - w / 2 + (random() - 0.5) * 30
        return path(
          [
            [x, y],
            [x + w, y],
          ],
          sun.colour,
          4,
          'opacity="0.6"',
        )
      })
    : []
  return [base, ...ripples, ...glitter].join('')
}

export function tree({ light, random }: Scene, [x, y]: Point, size: number, far: number): string {
  const green = ['#4d7d3f', '#5d8a3c', '#8a8a3a', '#a8763a'][Math.floor(random() * 4)] ?? '#4d7d3f'
  const crown = Array.from({ length: 7 }, () =>
    circle(
      [x + (random() - 0.5) * 90 * size, y - (110 + random() * 80) * size],
      (32 + random() * 22) * size,
      seen(light, green, far),
    ),
  )
  return (
    path(
      [
        [x, y],
        [x, y - 120 * size],
      ],
      seen(light, '#54402f', far),
      13 * size,
    ) + crown.join('')
  )
}
