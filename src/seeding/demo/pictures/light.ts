import { blend, box, circle, HIGH, type Point, path, WIDE } from './svg.ts'

/** The time of day, or the weather, that a scene is drawn in. */
export interface Light {
  words: string
  /** From the top of the sky to the horizon. */
  sky: [string, string]
  /** What distance and water take on. */
  haze: string
  /** What the nearest things are darkened towards. */
  shade: string
  /** How much of it, 0 to 1. */
  dark: number
  sun?: { at: Point; r: number; colour: string }
  falls?: 'rain' | 'snow'
  /** White lies on everything. */
  isWhite?: boolean
  isLit?: boolean
}

const sun = (x: number, y: number, colour: string, r = 55) => ({ at: [x, y] as Point, r, colour })

export const lights = {
  morning: {
    words: 'early in the morning',
    sky: ['#9cc3dd', '#f9e3c4'],
    haze: '#e9ddcb',
    shade: '#27474e',
    dark: 0.15,
    sun: sun(1150, 380, '#fff3cf'),
  },
  noon: {
    words: 'at noon',
    sky: ['#5fa5d8', '#cfe8f5'],
    haze: '#bcd8e4',
    shade: '#1e3d2f',
    dark: 0.05,
    sun: sun(420, 130, '#fffbe6'),
  },
  dusk: {
    words: 'at dusk',
    sky: ['#4b4a78', '#f3a26b'],
    haze: '#d68a6c',
    shade: '#1d1a33',
    dark: 0.45,
    sun: sun(980, 430, '#ffd9a0', 70),
  },
  evening: {
    words: 'in the evening',
    sky: ['#39527f', '#e7b7a0'],
    haze: '#b08f96',
    shade: '#17213a',
    dark: 0.5,
    isLit: true,
  },
  night: {
    words: 'at night under a full moon',
    sky: ['#0c1430', '#2c3f66'],
    haze: '#34486f',
    shade: '#070b1a',
    dark: 0.68,
    sun: sun(1200, 170, '#f4efd8', 48),
    isLit: true,
  },
  rain: {
    words: 'in the rain',
    sky: ['#75838c', '#b4bec2'],
    haze: '#a3afb3',
    shade: '#2c373b',
    dark: 0.3,
    falls: 'rain',
  },
  frost: {
    words: 'on a frosty morning',
    sky: ['#a9c4dc', '#f3ece6'],
    haze: '#e3e6ea',
    shade: '#3f5a6e',
    dark: 0.22,
    sun: sun(300, 400, '#fff6df', 45),
    isWhite: true,
  },
  snow: {
    words: 'in the snow',
    sky: ['#8f9bad', '#d5dbe3'],
    haze: '#d3dae2',
    shade: '#2c3850',
    dark: 0.3,
    falls: 'snow',
    isWhite: true,
  },
} satisfies Record<string, Light>

export type LightName = keyof typeof lights

/** How a colour looks in this light, `far` from 0 (near) to 1. */
export function seen(light: Light, colour: string, far: number): string {
  const covered = light.isWhite ? blend(colour, '#f4f6f9', 0.5) : colour
  return blend(blend(covered, light.shade, light.dark), light.haze, far)
}

export function drawSky(light: Light, random: () => number): string {
  const [top, low] = light.sky
  const bands = Array.from({ length: 40 }, (_, at) =>
    box({ x: 0, y: (at * HIGH * 0.62) / 40, w: WIDE, h: (HIGH * 0.62) / 40 + 1 }, blend(top, low, at / 39)),
  )
  const glow = light.sun
    ? [3.2, 2.1, 1].map((size, at) =>
        circle(
          light.sun?.at ?? [0, 0],
          (light.sun?.r ?? 0) * size,
          light.sun?.colour ?? '',
          `opacity="${[0.12, 0.2, 1][at]}"`,
        ),
      )
    : []
  const stars =
    light === lights.night
      ? Array.from({ length: 140 }, () =>
          circle([random() * WIDE, random() * HIGH * 0.5], 0.8 + random() * 1.6, '#ffffff', 'opacity="0.8"'),
        )
      : []
  const clouds = Array.from({ length: light === lights.night ? 2 : 6 }, () => cloud(light, random))
  return [...bands, ...stars, ...glow, ...clouds].join('')
}

function cloud(light: Light, random: () => number): string {
  const [x, y] = [random() * WIDE, 60 + random() * HIGH * 0.3]
  const colour = blend(light.sky[1], '#ffffff', light.dark > 0.3 ? 0.1 : 0.6)
  return Array.from({ length: 7 }, () => {
    const [dx, dy] = [(random() - 0.5) * 260, (random() - 0.5) * 26]
    return `<ellipse cx="${Math.round(x + dx)}" cy="${Math.round(y + dy)}" rx="${Math.round(60 + random() * 90)}" ry="${Math.round(12 + random() * 16)}" fill="${colour}" opacity="0.35"/>`
  }).join('')
}

/** Rain or snow in front of everything. */
export function drawFall(light: Light, random: () => number): string {
  if (!light.falls) return ''
  return Array.from({ length: light.falls === 'rain' ? 420 : 380 }, () => {
    const [x, y] = [random() * WIDE, random() * HIGH]
    return light.falls === 'rain'
      ? path(
          [
            [x, y],
            [x - 9, y + 34],
          ],
          '#e8eef0',
          1.6,
          'opacity="0.5"',
        )
      : circle([x, y], 1.5 + random() * 4, '#ffffff', 'opacity="0.9"')
  }).join('')
}
