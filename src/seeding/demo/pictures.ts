import { charts } from './pictures/charts.ts'
import { type LightName, lights } from './pictures/light.ts'
import { maps } from './pictures/maps.ts'
import { plans } from './pictures/plans.ts'
import { drawScene, type PlaceName, places } from './pictures/scenes.ts'
import type { Picture } from './pictures/svg.ts'

export type { Picture } from './pictures/svg.ts'

const scenes = Object.keys(places).flatMap((place) =>
  Object.keys(lights).map((light) => {
    const draw = () => drawScene(place as PlaceName, light as LightName)
    return [`${place}-${light}`, draw] as const
  }),
)

const pictures: ReadonlyMap<string, () => Picture> = new Map<string, () => Picture>([
  ...scenes,
  ...Object.entries(charts),
  ...Object.entries(plans),
  ...Object.entries(maps),
])

/** Every picture of the demo by its name: scenes ("harbour-dusk"), charts and plans. */
export const pictureNames = [...pictures.keys()]

/** The same drawing in every run. @throws where there is no picture of that name */
export function drawPicture(name: string): Picture {
  const draw = pictures.get(name)
  if (!draw) throw new Error(`The demo has no picture "${name}".`)
  return draw()
}
