import { answerInPlace } from './lib/banner.ts'
import { guardForms } from './lib/forms.ts'
import { closeMenus, letKeyboardScroll } from './lib/menus.ts'
import { keepTimes } from './lib/times.ts'

keepTimes()
answerInPlace()
guardForms()
closeMenus()
letKeyboardScroll()
