import { expect, test } from 'vitest'
import { asked_at, beside_chip, edited, fitting, marked_of, Memory, plain_names, source_of_marked, with_mentions, type Marked } from './mentions'

const MAYA = '018f0000-0000-7000-8000-000000000001'
const TOM = '018f0000-0000-7000-8000-000000000002'
const COAT = '018f0000-0000-7000-8000-000000000003'
const NAMES: Record<string, string> = { [MAYA]: 'Maya', [TOM]: "Tom O'Hara", [`${MAYA}/${COAT}`]: 'Maya (Raincoat)' }
const name_of = (id: string, outfit: string | null) => {
  const name = NAMES[outfit ? `${id}/${outfit}` : id]
  return { name: name ?? 'somebody', known: name !== undefined }
}
const read = (source: string): Marked => marked_of(source, name_of)
const chips = ({ text, mentions }: Marked) => mentions.map((one) => text.slice(one.start, one.end))

test('ids become names and names ids again', () => {
  const source = `@{${MAYA}} and @{${TOM}} run; @{${MAYA}/${COAT}} waits`
  const marked = read(source)
  expect(marked.text).toBe("@Maya and @Tom O'Hara run; @Maya (Raincoat) waits")
  expect(chips(marked)).toEqual(['@Maya', "@Tom O'Hara", '@Maya (Raincoat)'])
  expect(source_of_marked(marked)).toBe(source)
  expect(source_of_marked(read('no chips, but a@b.example and @{not-an-id}'))).toBe('no chips, but a@b.example and @{not-an-id}')
})

test('somebody who is gone stays as words', () => {
  const marked = read('@{018f0000-0000-7000-8000-00000000000f} runs')
  expect(marked).toEqual({ text: '@somebody runs', mentions: [] })
})

test('chips move with what is written before them and stay with what is written behind', () => {
  const marked = read(`hello @{${MAYA}} runs`)
  const before = edited(marked, 'oh hello @Maya runs', 3)
  expect(chips(before)).toEqual(['@Maya'])
  expect(source_of_marked(before)).toBe(`oh hello @{${MAYA}} runs`)
  const behind = edited(before, 'oh hello @Maya runs fast', 24)
  expect(source_of_marked(behind)).toBe(`oh hello @{${MAYA}} runs fast`)
  // Right at its edges.
  expect(source_of_marked(edited(read(`@{${MAYA}}`), "@Maya's", 7))).toBe(`@{${MAYA}}'s`)
  expect(source_of_marked(edited(read(`@{${MAYA}}`), 'x@Maya', 1))).toBe(`x@{${MAYA}}`)
})

test('a chip that is written into, or cut, is plain text', () => {
  expect(edited(read(`@{${MAYA}} runs`), '@Mayya runs', 4).mentions).toEqual([])
  expect(edited(read(`@{${MAYA}} runs`), '@May runs', 4).mentions).toEqual([])
  expect(edited(read(`@{${MAYA}} @{${TOM}} run`), "@MaTom O'Hara run", 3).mentions).toEqual([])
})

test('the caret tells apart changes that look alike', () => {
  const twice = read(`@{${MAYA}}@{${MAYA}}`)
  // The first of the two is deleted, then the second.
  expect(edited(twice, '@Maya', 0).mentions).toEqual([{ start: 0, end: 5, id: MAYA, outfit: null }])
  expect(edited(twice, '@Maya', 5).mentions).toEqual([{ start: 0, end: 5, id: MAYA, outfit: null }])
  const spaces = read(`a  @{${MAYA}}`)
  expect(source_of_marked(edited(spaces, 'a @Maya', 1))).toBe(`a @{${MAYA}}`)
  expect(source_of_marked(edited(spaces, 'a   @Maya', 2))).toBe(`a   @{${MAYA}}`)
})

test('replacing everything leaves nothing behind', () => {
  expect(edited(read(`@{${MAYA}} runs`), 'a fox', 5)).toEqual({ text: 'a fox', mentions: [] })
  expect(edited(read(`@{${MAYA}} runs`), '', 0)).toEqual({ text: '', mentions: [] })
})

test('what is put in brings its chips', () => {
  const typed = edited(read('a  b'), 'a @Maya b', 7)
  const put = with_mentions(typed, 2, [{ start: 0, end: 5, id: MAYA, outfit: null }])
  expect(source_of_marked(put)).toBe(`a @{${MAYA}} b`)
  expect(source_of_marked(put, 2)).toBe(`@{${MAYA}} b`)
})

test('undo brings the chips back, not only their letters', () => {
  const memory = new Memory(2)
  const chip = read(`@{${MAYA}} runs`)
  memory.note(chip)
  const cut = edited(chip, ' runs', 0)
  memory.note(cut)
  expect(cut.mentions).toEqual([])
  expect(memory.recall('@Maya runs')).toEqual(chip)
  memory.note(read('another'))
  expect(memory.recall('@Maya runs')).toBeNull()
})

test('a caret never stands within a chip', () => {
  const marked = read(`a @{${MAYA}} b`)
  expect([2, 7].map((at) => beside_chip(marked, at))).toEqual([2, 7])
  expect(beside_chip(marked, 3)).toBe(2)
  expect(beside_chip(marked, 6)).toBe(7)
  expect(beside_chip(marked, 3, 2)).toBe(7)
  expect(beside_chip(marked, 6, 7)).toBe(2)
})

test('a name is asked for after an @ that begins a word, also with spaces in it', () => {
  const at = (text: string, caret = text.length) => asked_at({ text, mentions: [] }, caret)
  expect(at('@')).toEqual({ start: 0, query: '' })
  expect(at('a fox and @Ma')).toEqual({ start: 10, query: 'Ma' })
  expect(at("@Tom O'H")).toEqual({ start: 0, query: "Tom O'H" })
  expect(at('画@小')).toEqual({ start: 1, query: '小' })
  expect(at('write to ada@example')).toBeNull()
  expect(at('@Maya\nruns')).toBeNull()
  expect(at('@ Maya')).toBeNull()
  expect(asked_at(read(`@{${MAYA}} runs`), 7)).toBeNull()
  expect(asked_at(read(`@{${MAYA}} @t`), 8)).toEqual({ start: 6, query: 't' })
})

test('candidates come best first, in any script and without accents', () => {
  const some = ['Tamara', 'Maya Lin', 'José', '小明', 'Anna Maya', "Tom O'Hara"].map((words) => ({ words }))
  const found = (query: string) => fitting(some, query).map((one) => one.words)
  expect(found('ma')).toEqual(['Maya Lin', 'Anna Maya', 'Tamara'])
  expect(found('jose')).toEqual(['José'])
  expect(found('明')).toEqual(['小明'])
  expect(found('tom o’h')).toEqual(["Tom O'Hara"])
  expect(found('lin maya')).toEqual(['Maya Lin'])
  expect(found('nobody')).toEqual([])
  expect(found('')).toHaveLength(6)
})

test('names written out by hand are found, the longest first', () => {
  const names = [
    { id: 'm', name: 'Maya' },
    { id: 'l', name: 'Maya Lin' },
    { id: 'x', name: '小明' },
  ]
  const found = (text: string) => plain_names({ text, mentions: [] }, names).map((one) => [one.id, text.slice(one.start, one.end)])
  expect(found('@maya and @Maya Lin')).toEqual([
    ['m', '@maya'],
    ['l', '@Maya Lin'],
  ])
  expect(found('@Mayan temple, ada@maya.example')).toEqual([])
  expect(found('看@小明在跑')).toEqual([['x', '@小明']])
  expect(plain_names(read(`@{${MAYA}} runs`), names)).toEqual([])
})
