import { expect, test } from 'vitest'
import { match_path, safe_next } from './match'

test('a pattern gives its parameters and nothing else fits', () => {
  expect(match_path('/p/:asset_id', '/p/7')).toEqual({ asset_id: '7' })
  expect(match_path('/p/:asset_id', '/p/a%2Fb')).toEqual({ asset_id: 'a/b' })
  expect(match_path('/p/:asset_id', '/p/')).toBeNull()
  expect(match_path('/p/:asset_id', '/p/7/8')).toBeNull()
  expect(match_path('/', '/')).toEqual({})
  expect(match_path('/gallery', '/gallery/')).toEqual({})
  expect(match_path('/gallery', '/Gallery')).toBeNull()
  expect(match_path('/p/:asset_id', '/p/%E0%A4%A')).toBeNull()
})

test('after signing in only addresses of the studio are followed', () => {
  expect(safe_next('/p/7?x=1')).toBe('/p/7?x=1')
  for (const bad of [null, '', 'https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)']) {
    expect(safe_next(bad)).toBe('/create')
  }
})
