import { copyLinks } from './lib/links.ts'
import { offerQuotes } from './lib/quoting.ts'
import { reactInPlace } from './lib/reactions.ts'
import { enableShortcuts } from './lib/shortcuts.ts'

copyLinks()
offerQuotes()
reactInPlace()
enableShortcuts()
