/** Imported first: a site on https, with the limits that hold there and the admin of the settings. */
process.env.SITE_URL = 'https://forum.example'
process.env.RATE_LIMITS = 'normal'
process.env.TRUST_PROXY = '1'
process.env.ADMIN_USERNAME = 'Head'
process.env.ADMIN_EMAIL = 'head@example.org'
process.env.ADMIN_PASSWORD = 'calm river under stones'
