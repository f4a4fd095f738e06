import { expect, test } from 'vitest'
import type { ConfiguredSetting } from '../api/types'
import { grouped, key_of } from './configuration'

const setting = (variable: string, more: Partial<ConfiguredSetting> = {}): ConfiguredSetting => ({ variable, group: 'server', kind: 'text', value: null, is_set: false, source: 'default', ...more })
const ITEMS = [setting('EASEL_LISTEN', { value: '127.0.0.1:8080' }), setting('EASEL_REQUIRE_2FA', { group: 'sign_in', value: 'money', source: 'file' }), setting('EASEL_TRUST_PROXY')]
const name = (one: ConfiguredSetting) => (one.variable === 'EASEL_LISTEN' ? 'Address and port' : one.variable)

test('a setting is found by its name, its variable and its value, all words together', () => {
  const found = (words: string, said = false) => grouped(ITEMS, { words, said, name }).flatMap(([, all]) => all.map((one) => key_of(one.variable)))
  expect(found('')).toEqual(['listen', 'trust_proxy', 'require_2fa'])
  expect(found(' PORT 8080 ')).toEqual(['listen'])
  expect(found('easel_trust')).toEqual(['trust_proxy'])
  expect(found('port money')).toEqual([])
  expect(found('', true)).toEqual(['require_2fa'])
  expect(found('listen', true)).toEqual([])
})

test('groups stand in the order in which the studio tells them', () => {
  expect(grouped(ITEMS, { words: '', said: false, name }).map(([group, all]) => [group, all.length])).toEqual([['server', 2], ['sign_in', 1]])
})
