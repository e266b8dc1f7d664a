import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMarkdown } from '../../src/content/markdown.ts'
import { parseTopics } from '../../src/seeding/demo/parse.ts'
import { drawPicture, pictureNames } from '../../src/seeding/demo/pictures.ts'
import { planHappenings } from '../../src/seeding/demo/plan.ts'
import { writeQuotes } from '../../src/seeding/demo/quoting.ts'
import { readScript } from '../../src/seeding/demo/read.ts'

const script = readScript()
const posts = script.topics.flatMap((topic) => topic.posts.map((post) => ({ topic, post })))
const html = (source: string) => renderMarkdown(source, { mentions: new Map() }).html

test('the demo has boards, members, topics and posts enough to look at', () => {
  assert.equal(script.boards.length, 5)
  assert.equal(script.boards.filter((board) => board.audience === 'members').length, 1)
  assert.equal(script.members.length, 40)
  assert.ok(script.topics.length >= 60, String(script.topics.length))
  assert.ok(posts.length >= 900, String(posts.length))
  assert.ok(script.topics.some((topic) => topic.posts.length >= 250))
  assert.ok(posts.some(({ post }) => post.isRemoved))
  assert.ok(posts.some(({ post }) => post.versions.length > 1))
  assert.ok(script.topics.some((topic) => topic.pinnedBy) && script.topics.some((topic) => topic.closedBy))
})

test('every role has an account, and everybody named in it exists', () => {
  const names = new Map(script.members.map((member) => [member.username, member]))
  const boards = new Set(script.boards.map((board) => board.slug))
  assert.deepEqual(
    new Set(script.members.map((member) => member.role)),
    new Set(['member', 'moderator', 'admin']),
  )
  for (const topic of script.topics) {
    assert.ok(boards.has(topic.board), topic.title)
    for (const staff of [topic.pinnedBy, topic.closedBy])
      if (staff) assert.notEqual(names.get(staff)?.role ?? 'member', 'member', topic.title)
    for (const { author } of topic.posts) {
      const member = names.get(author)
      assert.ok(member, `${topic.title}: ${author}`)
      assert.ok(member.joinedDaysAgo > topic.daysAgo, `${author} writes in "${topic.title}" before joining`)
    }
  }
})

test('titles differ, no post is empty, answers point backwards', () => {
  assert.equal(new Set(script.topics.map((topic) => topic.title)).size, script.topics.length)
  for (const topic of script.topics)
    topic.posts.forEach((post, index) => {
      for (const version of post.versions) assert.notEqual(html(version), '', `${topic.title} ${index + 1}`)
      assert.ok((post.replyTo ?? 0) <= index, `${topic.title} ${index + 1}`)
    })
  const words = posts.map(({ post }) => post.versions[0])
  assert.ok(new Set(words).size > words.length * 0.98, 'hardly anything is said twice')
})

test('every quote finds its words in the post it names', () => {
  for (const topic of script.topics) {
    const written: string[][] = []
    for (const post of topic.posts)
      written.push(post.versions.map((version) => html(writeQuotes(version, 12, written))))
  }
  const quotes = posts.flatMap(({ post }) => post.versions[0]?.match(/^>> \d+: /gm) ?? [])
  assert.ok(quotes.length >= 10, String(quotes.length))
})

test('a quote of words that are not there is refused', () => {
  assert.equal(writeQuotes('>> 1: lime', 7, [['<p>No lime here</p>']]), '[quote 7/1@1:3-7]')
  assert.throws(() => writeQuotes('>> 1: chalk', 7, [['<p>No lime here</p>']]), /do not stand in post 1/)
  assert.throws(
    () => parseTopics('== A\nboard: b\nbegan: 1 10:00\nover: 1\n\n-- Not A Name\nx'),
    /opens no post/,
  )
})

test('times rise, and nothing happens in the future', () => {
  for (const now of ['2026-11-24T00:10:00Z', '2026-07-01T06:00:00Z', '2026-03-29T15:00:00Z'].map(
    Date.parse,
  )) {
    const plan = planHappenings(script.topics, now)
    assert.ok(plan.every(({ at }) => at < now))
    for (const topic of script.topics) {
      const own = plan.filter((one) => one.topic === topic)
      assert.equal(own.filter(({ what }) => what === 'post').length, topic.posts.length)
      const numbers = own.filter(({ what }) => what === 'post').map(({ number }) => number)
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
        topic.title,
      )
      own.forEach(({ what, number }, index) => {
        if (what === 'edit' || what === 'remove')
          assert.ok(
            own.slice(0, index).some((one) => one.what === 'post' && one.number === number),
            topic.title,
          )
      })
    }
  }
})

test('every picture that a post has can be drawn, the same each time, and says what it shows', () => {
  assert.ok(pictureNames.length >= 25)
  const used = [
    ...posts.flatMap(({ post }) => post.pictures),
    ...script.members.flatMap((member) => member.face ?? []),
  ]
  assert.ok(posts.filter(({ post }) => post.pictures.length > 0).length >= 40)
  for (const name of new Set([...used, ...pictureNames])) {
    const { svg, alt } = drawPicture(name)
    assert.match(svg, /^<svg [\s\S]*<\/svg>$/)
    assert.doesNotMatch(svg, /NaN|undefined/, name)
    assert.ok(alt.length > 15, name)
    assert.equal(drawPicture(name).svg, svg)
  }
})
