type IsUnwanted = (matter: string) => Promise<boolean>

let ask: IsUnwanted = async () => false

/** For the room that knows what mails are about: asked once more right before one leaves. */
export function watchMails(isUnwanted: IsUnwanted): void {
  ask = isUnwanted
}

/** It was asked for and may have waited for hours: meanwhile somebody may have decided that it does not go. */
export async function isUnwanted({ matter }: { matter?: string }): Promise<boolean> {
  return matter !== undefined && (await ask(matter))
}
