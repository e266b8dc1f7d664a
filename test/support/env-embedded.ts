/** Like `env.ts`, for a test of the forum with an embedded engine of its own. */
import './env.ts'

delete process.env.MONGODB_URI
