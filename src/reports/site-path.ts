import { config } from '../config.ts'

/** @returns the path of an address on this site, or undefined for one elsewhere, or for what is no address */
export function pathOnSite(about: string): string | undefined {
  const base = new URL(config.siteUrl)
  const url = URL.canParse(about, base) ? new URL(about, base) : undefined
  return url?.origin === base.origin ? plainPath(url.pathname) : undefined
}

/**
 * One writing for each address: another one of the same page would be another thing, which its author could judge. Two slashes
 * in front would lead to another site.
 */
function plainPath(path: string): string {
  const letters = path.replace(/%([2-7][0-9a-f])/gi, (whole, code) => {
    const letter = String.fromCharCode(Number.parseInt(code, 16))
    return /[\w.-]/.test(letter) ? letter : whole
  })
  return letters
    .replace(/^\/+/, '/')
    .replace(/(?<=.)\/+$/, '')
    .replace(/^\/\w+/, (first) => first.toLowerCase())
}
