import { showBoxesOfList } from './lib/boxes.ts'
import { enableDrawing } from './lib/drawing.ts'

showBoxesOfList()
enableDrawing()
