type Cleaner = (accountId: string) => Promise<void>

const cleaners = new Set<Cleaner>()

/** For what other rooms keep about an account that was never finished, and so never posted. */
export function onAccountRemoved(cleaner: Cleaner): void {
  cleaners.add(cleaner)
}

export async function cleanUpAfter(accountId: string): Promise<void> {
  await Promise.all([...cleaners].map((clean) => clean(accountId)))
}
