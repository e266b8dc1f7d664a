import { seen } from './light.ts'
import { ground, ridge, type Scene, water } from './nature.ts'
import { box, circle, type Point, path, polygon, WIDE } from './svg.ts'

function boat({ light }: Scene, [x, y]: Point, size: number, colour: string): string {
  const at = (dx: number, dy: number): Point => [x + dx * size, y + dy * size]
  return [
    polygon([at(-60, 0), at(62, 0), at(44, 26), at(-44, 26)], seen(light, colour, 0.05)),
    path([at(0, 0), at(0, -150)], seen(light, '#4a3a2a', 0.1), 4 * size),
    path([at(0, -150), at(58, -4)], seen(light, '#4a3a2a', 0.2), 1.5 * size),
    polygon([at(0, -140), at(0, -14), at(-46, -14)], seen(light, '#f3ead9', 0.1)),
  ].join('')
}

export function harbour(scene: Scene): string {
  const { light, random } = scene
  const shore = ground(ridge(random, 500, 22), seen(light, '#6d8f72', 0.55))
  const boats = ['#a8443a', '#2f5f83', '#d8b34a', '#3d6b4f', '#7b4a6d']
    .map((colour, at) => ({ colour, y: 600 + at * 68, x: 180 + random() * 1240, size: 0.55 + at * 0.2 }))
    .map(({ colour, x, y, size }) => boat(scene, [x, y], size, colour))
  const wall = box({ x: 0, y: 900, w: 520, h: 100 }, seen(light, '#8a8275', 0.05))
  return [
    shore,
    water(scene, 535),
    ...boats,
    wall,
    box({ x: 470, y: 850, w: 18, h: 60 }, seen(light, '#4b463d', 0)),
  ].join('')
}

function house(scene: Scene, x: number, width: number): string {
  const { light, random } = scene
  const height = 300 + random() * 130
  const top = 820 - height
  const walls = ['#d9cdb8', '#c98f70', '#b7c0b4', '#e3d6c0', '#a9776a', '#cbbfae']
  const wall = seen(light, walls[Math.floor(random() * walls.length)] ?? '#d9cdb8', 0.08)
  const pane = light.isLit ? '#ffd98a' : seen(light, '#7f97a5', 0.1)
  const windows = [0.14, 0.58].flatMap((across) =>
    [0.16, 0.5].map((down) => {
      const place = { x: x + width * across, y: top + height * down, w: width * 0.26, h: 78 }
      return box(
        place,
        light.isLit && random() < 0.25 ? seen(light, '#3c4a58', 0) : pane,
        `stroke="${seen(light, '#f2ece0', 0.1)}" stroke-width="6"`,
      )
    }),
  )
  return [
    box({ x, y: top, w: width, h: height }, wall),
    polygon(
      [
        [x - 8, top],
        [x + width / 2, top - 105],
        [x + width + 8, top],
      ],
      seen(light, '#6d5a50', 0.1),
    ),
    box({ x: x + width * 0.72, y: top - 110, w: 28, h: 74 }, seen(light, '#7d5648', 0.08)),
    ...windows,
    box(
      { x: x + width * 0.42, y: 718, w: width * 0.2, h: 102 },
      seen(light, ['#31576b', '#7b3b35', '#3d5d40'][Math.floor(random() * 3)] ?? '#31576b', 0),
    ),
  ].join('')
}

export function street(scene: Scene): string {
  const { light, random } = scene
  const houses: string[] = []
  for (let x = -40; x < WIDE; ) {
    const width = 190 + random() * 80
    houses.push(house(scene, x, width))
    x += width + 2
  }
  const lamp = (x: number) =>
    path(
      [
        [x, 880],
        [x, 640],
      ],
      seen(light, '#2f3236', 0),
      9,
    ) +
    (light.isLit ? circle([x, 632], 70, '#ffdf9a', 'opacity="0.25"') : '') +
    circle([x, 632], 17, light.isLit ? '#fff0c4' : '#d9dde0')
  const back = ground(ridge(random, 430, 30), seen(light, '#6d9867', 0.6))
  const road =
    box({ x: 0, y: 820, w: WIDE, h: 30 }, seen(light, '#b8b2a6', 0.1)) +
    box({ x: 0, y: 850, w: WIDE, h: 150 }, seen(light, '#7d7c7a', 0.08))
  return [back, ...houses, road, lamp(330), lamp(1180)].join('')
}
