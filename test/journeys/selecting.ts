import type { Page } from 'playwright-core'

/** Selects in a post from the first `from` to the end of the next `to`, as a mouse would. */
export async function selectWords(page: Page, number: number, from: string, to: string): Promise<void> {
  const corners = await page.locator(`#post-${number} .post-body`).evaluate(
    (body, [first, last]) => {
      const place = (text: string, isEnd: boolean) => {
        const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = (node.nodeValue ?? '').indexOf(text)
          if (at === -1) continue
          const range = document.createRange()
          range.setStart(node, at)
          range.setEnd(node, at + text.length)
          const { left, right, top, bottom } = range.getBoundingClientRect()
          return { x: isEnd ? right : left, y: (top + bottom) / 2 }
        }
        throw new Error(`There is no "${text}" in the post.`)
      }
      return { start: place(first, false), end: place(last, true) }
    },
    [from, to] as const,
  )
  await page.mouse.move(corners.start.x, corners.start.y)
  await page.mouse.down()
  await page.mouse.move(corners.end.x, corners.end.y, { steps: 5 })
  await page.mouse.up()
}
