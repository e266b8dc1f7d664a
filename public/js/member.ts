import { copyLinks } from './lib/links.ts'
import { offerQuotes } from './lib/quoting.ts'
import { enableShortcuts } from './lib/shortcuts.ts'

copyLinks()
offerQuotes()
enableShortcuts()
