import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from './house.ts'
import { selectWords } from './selecting.ts'
import { first, walk } from './walk.ts'

const house = openHouse()

test('N8, N15: from refusing cookies to a post that is gone', async () => {
  await walk(house, {
    quoted: `${first} lime breathes`,
    async quote({ page }) {
      await selectWords(page, 1, first, 'breathes')
      await page.locator('.quote-button').click()
      assert.match(await page.getByLabel('Your words').inputValue(), /^\[quote \d+\/1@1:10-\d+\]\n\n$/)
    },
  })
})
