import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal, Unreachable } from '../api/client'
import type { Book } from './api'
import { BookSession } from './session.svelte'
import type { BookDocument } from './types'

const document = (title: string): BookDocument => ({
  version: 1,
  kind: 'comic',
  title,
  language: 'en',
  format: { width: 16_830, height: 26_040, bleed: 318, margin: 1000, paper_um: 100 },
  reading: 'left_to_right',
  style: '',
  cast: [],
  text_styles: [],
  pages: [{ no: 1, last_no: 0, role: 'body', background: '#ffffff', panels: [], balloons: [], texts: [] }],
  last_no: 1,
})
const book = (version: number, of: BookDocument): Book => ({ id: 'b', version, document: of, pictures: [], sharing: { visibility: 'private', url: null, version: null }, created_at: '2026-11-22T10:00:00Z', changed_at: '2026-11-22T10:00:00Z' })

/// A studio that keeps one book.
function studio() {
  let kept = book(1, document('One'))
  return {
    get now() {
      return kept
    },
    save_elsewhere(title: string) {
      kept = book(kept.version + 1, document(title))
    },
    get: vi.fn(async () => kept),
    put: vi.fn(async (_: string, version: number, next: BookDocument) => {
      if (version !== kept.version) throw new Refusal(409, { code: 'conflict' }, null)
      kept = book(version + 1, next)
      return kept
    }),
  }
}

const titled = (of: BookDocument, title: string): BookDocument => ({ ...of, title })
const store = new Map<string, string>()

beforeEach(() => {
  vi.useFakeTimers()
  store.clear()
  vi.stubGlobal('localStorage', { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => store.set(key, value), removeItem: (key: string) => store.delete(key) })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a book is saved with the lines of its texts, once, and undo knows nothing of them', async () => {
  const door = studio()
  const lines = vi.fn(async (of: BookDocument) => (of.pages[0]!.background === '#ffffff' ? { ...of, pages: of.pages.map((page) => ({ ...page, background: '#fffffe' })) } : of))
  const session = new BookSession(door.now, { ...door, lines })
  session.change(titled(session.now, 'Two'), 'title')
  await vi.advanceTimersByTimeAsync(20_000)
  expect([door.put.mock.calls.length, session.standing, session.dirty, session.now.pages[0]!.background]).toEqual([1, 'saved', false, '#fffffe'])
  session.undo()
  expect([session.now.title, session.history.can_undo]).toEqual(['One', false])
  // What is written while lines are asked for is saved after it.
  session.change(titled(session.now, 'Three'))
  await vi.advanceTimersByTimeAsync(899)
  lines.mockImplementationOnce(async (of) => {
    session.change(titled(session.now, 'Four'))
    return { ...of }
  })
  await vi.advanceTimersByTimeAsync(20_000)
  expect([door.now.document.title, session.standing, session.dirty]).toEqual(['Four', 'saved', false])
})

test('changes are saved by themselves, as one where they come together', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  session.change(titled(session.now, 'Two'), 'title')
  session.change(titled(session.now, 'Three'), 'title')
  expect([session.standing, door.put.mock.calls.length]).toEqual(['unsaved', 0])
  await vi.advanceTimersByTimeAsync(1000)
  expect([session.standing, session.version, door.now.document.title, door.put.mock.calls.length]).toEqual(['saved', 2, 'Three', 1])
  session.undo()
  expect(session.now.title).toBe('One')
  await vi.advanceTimersByTimeAsync(1000)
  expect(door.now.document.title).toBe('One')
  expect(store.size).toBe(0)
})

test('what changes while it is saved is saved after it', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  session.change(titled(session.now, 'Two'))
  const saving = session.flush()
  session.change(titled(session.now, 'Three'))
  await saving
  expect(session.standing).toBe('unsaved')
  await vi.advanceTimersByTimeAsync(1000)
  expect([door.now.document.title, session.version]).toEqual(['Three', 3])
})

test('what somebody else saved is never written over, and nothing here is lost', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  door.save_elsewhere('Theirs')
  session.change(titled(session.now, 'Mine'))
  await vi.advanceTimersByTimeAsync(1000)
  expect([session.standing, session.theirs?.document.title, session.now.title, door.now.document.title]).toEqual(['conflict', 'Theirs', 'Mine', 'Theirs'])
  expect(await session.flush()).toBe(false)
  // What is written during the question stays too.
  session.change(titled(session.now, 'Mine still'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(door.now.document.title).toBe('Theirs')
  session.settle(false)
  expect([session.now.title, session.standing]).toEqual(['Theirs', 'saved'])
  session.undo()
  expect(session.now.title).toBe('Mine still')
})

test('mine may be saved over theirs, knowing of it', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  door.save_elsewhere('Theirs')
  session.change(titled(session.now, 'Mine'))
  await vi.advanceTimersByTimeAsync(1000)
  session.settle(true)
  await vi.advanceTimersByTimeAsync(1000)
  expect([door.now.document.title, door.now.version, session.standing]).toEqual(['Mine', 3, 'saved'])
})

test('an answer that got lost is no conflict', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  const put = door.put.getMockImplementation()!
  door.put.mockImplementationOnce(async (...asked) => {
    // As it is kept: without spaces at the ends.
    await put(asked[0], asked[1], titled(asked[2], asked[2].title.trim()))
    throw new Unreachable()
  })
  session.change(titled(session.now, 'Two '))
  await vi.advanceTimersByTimeAsync(1000)
  expect(session.standing).toBe('away')
  await vi.advanceTimersByTimeAsync(5000)
  expect([session.standing, session.version]).toEqual(['saved', 2])
})

test('another window is followed where nothing here is unsaved', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  const renewed = vi.fn()
  session.on_renewed = renewed
  door.save_elsewhere('Theirs')
  session.hear({ id: 'b', version: 2, changed_at: '' })
  await vi.advanceTimersByTimeAsync(0)
  expect([session.now.title, session.version, renewed.mock.calls.length]).toEqual(['Theirs', 2, 1])
  // The news of one's own save changes nothing.
  session.change(titled(session.now, 'Mine'))
  const saving = session.flush()
  session.hear({ id: 'b', version: 3, changed_at: '' })
  await saving
  await vi.advanceTimersByTimeAsync(0)
  expect([session.now.title, session.version, renewed.mock.calls.length]).toEqual(['Mine', 3, 1])
})

test('what is refused says where, and waits for the next change', async () => {
  const door = studio()
  const session = new BookSession(door.now, door)
  door.put.mockRejectedValueOnce(new Refusal(400, { code: 'book_overlap', message: 'It lies over another.', field: 'document.pages[0].panels[1].shape' }, null))
  session.change(titled(session.now, 'Two'))
  await vi.advanceTimersByTimeAsync(20_000)
  expect([session.standing, session.problem, session.problem_at, door.put.mock.calls.length]).toEqual(['refused', 'It lies over another.', 'document.pages[0].panels[1].shape', 1])
  session.change(titled(session.now, 'Three'))
  await vi.advanceTimersByTimeAsync(1000)
  expect([session.standing, session.problem]).toEqual(['saved', null])
})

test('what was not saved when the page went is taken up again', async () => {
  const door = studio()
  const first = new BookSession(door.now, door)
  first.change(titled(first.now, 'Two'))
  first.keep_now()
  const second = new BookSession(door.now, door)
  expect(second.now.title).toBe('Two')
  expect(second.history.can_undo).toBe(true)
  await vi.advanceTimersByTimeAsync(1000)
  expect(door.now.document.title).toBe('Two')
  first.end()
  // Meanwhile it went on elsewhere: the person decides.
  store.set('easel.form.book.b', JSON.stringify({ version: 1, document: document('Old') }))
  const third = new BookSession(door.now, door)
  expect([third.standing, third.now.title, third.theirs?.version]).toEqual(['conflict', 'Old', 2])
})
