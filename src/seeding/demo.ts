/**
 * `npm run demo`: an invented town in a data folder of its own, and the forum on it. What `.env` says about the real
 * forum must not reach it – its folder, its database, its mail – so these are set before anything reads the settings.
 */
process.env.MONGODB_URI = ''
process.env.DATA_DIR ??= './data/demo'
process.env.SITE_NAME ??= 'Netherwick Neighbours'
process.env.LOG_LEVEL ??= 'warn'
for (const name of ['SITE_URL', 'REDIS_URL', 'SMTP_URL', 'ADMIN_USERNAME', 'ADMIN_EMAIL', 'ADMIN_PASSWORD'])
  process.env[name] ??= ''

const say = (text: string) => process.stdout.write(`${text}\n`)

async function prepareDemo() {
  const { config } = await import('../config.ts')
  const { emptyDemoFolder } = await import('./demo/folder.ts')
  await emptyDemoFolder(config.dataDir)
  // Every model before the database: it gives them their indexes when it connects.
  await import('../app.ts')
  const { connectDatabase } = await import('../database/connect.ts')
  const { makeDemo } = await import('./demo/make.ts')
  const { readScript } = await import('./demo/read.ts')
  const script = readScript()
  const database = await connectDatabase()
  say(`Making a town of ${script.members.length} people in ${config.dataDir} …`)
  const began = performance.now()
  const made = await makeDemo(script)
  await database.close()
  const took = ((performance.now() - began) / 1000).toFixed(1)
  say(`${made.boards} boards, ${made.topics} topics and ${made.posts} posts in ${took} seconds.`)
  return script
}

try {
  const script = await prepareDemo()
  const { demoPassword } = await import('./demo/people.ts')
  await import('../server.ts')
  say(`\nEverybody's password is: ${demoPassword}`)
  for (const role of ['member', 'moderator', 'admin'])
    say(`  ${role.padEnd(10)} ${script.members.find((member) => member.role === role)?.username}`)
  say('\nCtrl-C stops it. The next start makes the town new.')
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`)
  process.exit(1)
}
