interface Section {
  offset: number
  size: number
}

const tooNew = 'GLIBC_2.38'
const everywhere = 'GLIBC_2.2.5'
const renamed = '__isoc23_'

/**
 * Makes a copy of the engine's native code load on glibc 2.36 and 2.37 (Debian 12 has 2.36).
 *
 * It was linked on glibc 2.38, where the C23 headers rename six functions (`strtol` becomes `__isoc23_strtol`; the new
 * ones also read "0b101") and `fmod` got a new version that no longer sets errno. Nothing here depends on either, and
 * the plain functions exist in every glibc as GLIBC_2.2.5. So, in the dynamic symbol table only: the undefined names
 * lose their prefix, they and `fmod` point at the old version of the same library, and the demand for GLIBC_2.38
 * becomes a second demand for GLIBC_2.2.5. No byte of code changes.
 */
export function patchForOlderLibc(original: Buffer): Buffer {
  const bytes = Buffer.from(original)
  const sections = readSections(bytes)
  const names = need(sections, '.dynstr')
  const versions = lowerDemands(bytes, need(sections, '.gnu.version_r'), names)
  const symbols = need(sections, '.dynsym')
  const versionOf = need(sections, '.gnu.version')
  for (let index = 0; index < symbols.size / 24; index++) {
    const symbol = symbols.offset + index * 24
    const slot = versionOf.offset + index * 2
    const older = versions.get(bytes.readUInt16LE(slot))
    const isUndefined = bytes.readUInt16LE(symbol + 6) === 0
    if (older === undefined || !isUndefined) continue
    bytes.writeUInt16LE(older, slot)
    dropPrefix(bytes, names.offset + bytes.readUInt32LE(symbol))
  }
  return bytes
}

function readSections(bytes: Buffer): Map<string, Section> {
  if (bytes.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') throw new Error('This is no 64-bit ELF file.')
  const table = Number(bytes.readBigUInt64LE(0x28))
  const count = bytes.readUInt16LE(0x3c)
  const header = (index: number) => table + index * 64
  const place = (at: number) => Number(bytes.readBigUInt64LE(at + 24))
  const labels = place(header(bytes.readUInt16LE(0x3e)))
  const sections = new Map<string, Section>()
  for (let index = 0; index < count; index++) {
    const at = header(index)
    const size = Number(bytes.readBigUInt64LE(at + 32))
    sections.set(readText(bytes, labels + bytes.readUInt32LE(at)), { offset: place(at), size })
  }
  return sections
}

function need(sections: Map<string, Section>, name: string): Section {
  const section = sections.get(name)
  if (!section) throw new Error(`The engine's file has no section ${name}.`)
  return section
}

/** For each library: the number of its GLIBC_2.38 → the number of its GLIBC_2.2.5. */
function lowerDemands(bytes: Buffer, demands: Section, names: Section): Map<number, number> {
  const versions = new Map<number, number>()
  for (let library = demands.offset, step = -1; step !== 0; library += step) {
    step = bytes.readUInt32LE(library + 12)
    const entries = new Map<string, number>()
    let entry = library + bytes.readUInt32LE(library + 8)
    for (let left = bytes.readUInt16LE(library + 2); left > 0; left--) {
      entries.set(readText(bytes, names.offset + bytes.readUInt32LE(entry + 8)), entry)
      entry += bytes.readUInt32LE(entry + 12)
    }
    const newer = entries.get(tooNew)
    const older = entries.get(everywhere)
    if (newer === undefined || older === undefined) continue
    versions.set(bytes.readUInt16LE(newer + 6), bytes.readUInt16LE(older + 6))
    bytes.copy(bytes, newer, older, older + 4)
    bytes.copy(bytes, newer + 8, older + 8, older + 12)
  }
  return versions
}

function dropPrefix(bytes: Buffer, at: number): void {
  const name = readText(bytes, at)
  if (!name.startsWith(renamed)) return
  bytes.fill(0, at, at + name.length)
  bytes.write(name.slice(renamed.length), at, 'latin1')
}

function readText(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, bytes.indexOf(0, at))
}
