type IsUnwanted = (matter: string) => Promise<boolean>

const asked: IsUnwanted[] = []

/** For the rooms that know what mails are about: each is asked once more right before one leaves. */
export function watchMails(isUnwanted: IsUnwanted): void {
  asked.push(isUnwanted)
}

/** It was asked for and may have waited for hours: meanwhile somebody may have decided that it does not go. */
export async function isUnwanted({ matter }: { matter?: string }): Promise<boolean> {
  if (matter === undefined) return false
  for (const ask of asked) if (await ask(matter)) return true
  return false
}
