import { seededRandom, seedFrom } from '../../random.ts'
import { field, hills, river, woods } from './landscapes.ts'
import { drawFall, drawSky, type Light, type LightName, lights } from './light.ts'
import type { Scene } from './nature.ts'
import { type Picture, sheet } from './svg.ts'
import { harbour, street } from './townscapes.ts'

export const places = {
  hills: { draw: hills, words: 'Hills one behind another' },
  harbour: { draw: harbour, words: 'Five sailing boats in the harbour' },
  river: { draw: river, words: 'The river between its banks, with trees' },
  field: { draw: field, words: 'A ploughed field with a hedge' },
  woods: { draw: woods, words: 'The edge of the wood' },
  street: { draw: street, words: 'A row of old houses along the street' },
} satisfies Record<string, { draw: (scene: Scene) => string; words: string }>

export type PlaceName = keyof typeof places

export function drawScene(place: PlaceName, time: LightName): Picture {
  const light: Light = lights[time]
  const scene = { light, random: seededRandom(seedFrom(`${place} ${time}`)) }
  const { draw, words } = places[place]
  const sky = drawSky(light, scene.random)
  const content = sky + draw(scene) + drawFall(light, scene.random)
  return { svg: sheet(content, light.haze), alt: `${words}, ${light.words}.` }
}
