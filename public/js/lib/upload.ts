export interface Uploaded {
  id: string
  href: string
  width: number
  height: number
}

interface Watcher {
  /** 0 to 1 */
  progress(part: number): void
  done(image: Uploaded): void
  failed(words: string): void
}

const lost = 'The picture did not arrive. Please try again.'

/** Sends one file; fetch cannot tell how far it is. @returns calls it off */
export function upload(address: string, file: File, watcher: Watcher): () => void {
  const request = new XMLHttpRequest()
  request.open('POST', address)
  request.setRequestHeader('Accept', 'application/json')
  request.responseType = 'json'
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    watcher.progress(total ? loaded / total : 0),
  )
  request.addEventListener('error', () => watcher.failed(lost))
  request.addEventListener('load', () => {
    if (request.status === 201) return watcher.done(request.response as Uploaded)
    const problem = request.response as { errors?: Record<string, string>; detail?: string } | null
    watcher.failed(problem?.errors?.images ?? problem?.detail ?? lost)
  })
  const form = new FormData()
  form.append('images', file)
  request.send(form)
  return () => request.abort()
}
