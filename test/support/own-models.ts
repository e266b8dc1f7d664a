/** Before `env.ts`: this file makes collections that the forum does not know, in a database that goes with it. */
process.env.OWN_MODELS = 'yes'
