// Imported before everything that reads the settings: a site on https, as in production.
process.env.SITE_URL = 'https://forum.example'
process.env.RATE_LIMITS = 'normal'
