// The whole proof, in order: types, lint and format, then every test. `--without-browser` leaves the journeys out.
const { spawnSync } = require('node:child_process')
const { readdirSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '..')
const bin = (name) => join(root, 'node_modules', '.bin', name)
const withBrowser = !process.argv.includes('--without-browser')

function testFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'journeys' && !withBrowser ? [] : testFiles(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

function run(what, command, args) {
  process.stdout.write(`\n${what}\n`)
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // Each test file is a process of its own: what one has compiled the next does not compile again.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'), ...process.env },
  })
  if (result.status !== 0) {
    process.stderr.write(`\n${what}: failed.\n`)
    process.exit(result.status || 1)
  }
}

/** Longest first, so that no processor waits at the end for a browser, or a whole forum, that began late. */
const longest = [
  /journeys/,
  /^test\/[\w-]+\.test/,
  /engine|embedded|shapes|crash|outbox|heal|random|seeding|production|review-forms|report-forms/,
  /attacks/,
]

function inOrder(files) {
  const turn = (file) => {
    const found = longest.findIndex((kind) => kind.test(file.replaceAll('\\', '/')))
    return found === -1 ? longest.length : found
  }
  return [...files].sort((one, other) => turn(one) - turn(other))
}

run('Types of the program', bin('tsc'), ['-p', '.'])
run('Types of the browser modules', bin('tsc'), ['-p', 'public'])
run('Lint and format', bin('biome'), ['check', '.'])
run('Tests', bin('node'), [join('scripts', 'run-tests.cjs'), ...inOrder(testFiles('test'))])
