import { copyLinks } from './lib/links.ts'
import { offerPhrases } from './lib/phrases.ts'
import { offerQuotes } from './lib/quoting.ts'
import { reactInPlace } from './lib/reactions.ts'
import { enableShortcuts } from './lib/shortcuts.ts'

copyLinks()
offerQuotes()
offerPhrases()
reactInPlace()
enableShortcuts()
