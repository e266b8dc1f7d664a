// For tests without a database: imported first, before anything reads the settings.
process.env.LOG_LEVEL ??= 'silent'
process.env.RATE_LIMITS ??= 'relaxed'
