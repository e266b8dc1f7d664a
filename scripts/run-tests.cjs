// Runs these test files in this order: `node --test` would sort them by name. Needs Parley's own Node.
const { availableParallelism } = require('node:os')
const { join } = require('node:path')
const { run } = require('node:test')
const { spec } = require('node:test/reporters')

run({
  files: process.argv.slice(2).map((file) => join(process.cwd(), file)),
  // One more than a small machine has processors: many tests wait for a disk, a clock or a program.
  concurrency: Math.max(3, availableParallelism()),
  // Milliseconds: what hangs is named, and the rest goes on.
  timeout: 600_000,
  globalSetupPath: 'test/support/global-setup.ts',
})
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(spec)
  .pipe(process.stdout)
