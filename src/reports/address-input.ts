import { z } from 'zod'

/** One address or several: repeated fields, or a line each. */
export const addresses = z
  .union([z.string(), z.array(z.string()).max(50)], 'Please say what it is about: an address on this site.')
  .transform((given) =>
    [given]
      .flat()
      .flatMap((lines) => lines.split(/\s+/))
      .filter((address) => address !== ''),
  )

/** What was typed, for a form that comes back. */
export const typedAddresses = (body: { about?: unknown } | undefined): string[] =>
  addresses.safeParse(body?.about).data ?? []
