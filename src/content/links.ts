import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { gatheredIn } from './gathered.ts'
import { dropDirectionMarks } from './source.ts'

/** No vote for search engines, no hold on our window. */
export const linkRel = 'nofollow ugc noopener'
const longestAddress = 2000
const afterWww = /[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,5}(\/[\w/%+~#?&=.-]*[\w/%+~#&=-])?/iy

/** An address before an @ (`https://bank.example@evil.example`) is only ever written to deceive. */
export function isSafeLink(address: string): boolean {
  if (address.length > longestAddress || !/^(https?:\/\/|mailto:)[^\s\p{C}]+$/iu.test(address)) return false
  const url = URL.parse(address)
  return url !== null && url.username === '' && url.password === ''
}

function describeLink(state: StateCore, opening: Token): void {
  const address = String(opening.attrGet('href') ?? '')
  const gathered = gatheredIn(state.env)
  gathered.linkCount++
  gathered.addressCharacters += address.length
  opening.attrs = [
    ['href', address],
    ['rel', linkRel],
  ]
}

/** A link around a picture would be a link in a link, which browsers tear apart: only the outer one stays. */
function dropInnerLinks(tokens: Token[]): Token[] {
  let linkDepth = 0
  return tokens.filter((token) => {
    if (token.type === 'link_close') linkDepth--
    const isInner = linkDepth > 0 && (token.type === 'link_open' || token.type === 'link_close')
    if (token.type === 'link_open') linkDepth++
    return !isInner
  })
}

function finishLine(state: StateCore, tokens: Token[]): Token[] {
  const result: Token[] = []
  let isInLink = false
  for (const token of dropInnerLinks(tokens)) {
    if (token.type === 'link_open') {
      isInLink = true
      describeLink(state, token)
    } else if (token.type === 'link_close') {
      isInLink = false
      const opening = result.at(-1)
      if (opening?.type === 'link_open') {
        const words = new state.Token('text', '', 0)
        words.content = String(opening.attrGet('href') ?? '')
        result.push(words)
      }
    }
    if (isInLink || token.type === 'code_inline') token.content = dropDirectionMarks(token.content)
    result.push(token)
  }
  return result
}

/** Posts hold no pictures of other sites: they would tell those sites who reads here. The picture's link stays. */
function addPictureLinks(md: MarkdownIt): void {
  const readLink = md.inline.ruler.__rules__.find((rule) => rule.name === 'link')?.fn
  if (!readLink) throw new Error('The Markdown parser has no rule for links.')
  md.inline.ruler.at('image', (state, silent) => {
    if (!state.src.startsWith('![', state.pos)) return false
    state.pos++
    if (readLink(state, silent)) return true
    state.pos--
    return false
  })
}

/** The length of what follows `www.` and is still part of an address. */
function measureAddress(text: string, from: number): number {
  const isInsideWord = /[\p{L}\p{N}_.@/-]/u.test(text.charAt(from - 'www.'.length - 1))
  afterWww.lastIndex = from
  return isInsideWord ? 0 : (afterWww.exec(text)?.[0].length ?? 0)
}

function recogniseAddresses(md: MarkdownIt): void {
  // A bare word with a dot is more often a file (notes.md) or a missing space than an address.
  md.linkify.set({ fuzzyLink: false, fuzzyIP: false })
  md.linkify.add('ftp:', null).add('//', null)
  md.linkify.add('www.', {
    validate: measureAddress,
    normalize: (match) => {
      match.url = `http://${match.url}`
    },
  })
}

export function addLinks(md: MarkdownIt): void {
  md.validateLink = isSafeLink
  // Addresses are shown as they are: undoing punycode makes look-alike names of well-known sites.
  md.normalizeLinkText = (address) => address
  recogniseAddresses(md)
  addPictureLinks(md)
  md.core.ruler.push('finish_links', (state) => {
    for (const token of state.tokens) if (token.children) token.children = finishLine(state, token.children)
  })
}
