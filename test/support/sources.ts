import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface Source {
  /** From the repository's root, with slashes: "src/forum/post.ts". */
  path: string
  text: string
}

export function sourcesIn(folder: string, ...endings: string[]): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => ({ path: join(folder, file), text: readFileSync(join(root, folder, file), 'utf8') }))
}

/** The files of ours that a source imports, as paths from the root. Types count too: knowing is knowing. */
export function importsOf(source: Source): string[] {
  const specifiers = [...source.text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)]
  return specifiers.map(([, to]) => relative(root, resolve(root, dirname(source.path), String(to))))
}
