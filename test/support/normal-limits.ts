/** Import this before `env.ts` where a test is about the limits themselves. */
process.env.RATE_LIMITS = 'normal'
