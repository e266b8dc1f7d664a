import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from './house.ts'
import { postAt } from './steps.ts'
import { first, walk } from './walk.ts'

const house = openHouse()

test('N8, N15: from refusing cookies to a post that is gone, without JavaScript', async () => {
  await walk(house, {
    options: { javaScriptEnabled: false },
    quoted: `A wall of ${first} lime breathes.`,
    async quote(person) {
      await postAt(person, 1).getByRole('link', { name: 'Quote' }).click()
      await person.page.waitForURL(/quote=1/)
      const box = person.page.getByLabel('Your words')
      assert.match(await box.inputValue(), /^\[quote \d+\/1@1\]\n/)
    },
  })
})
