/// The help centre: read by everybody, written by the operator.
import { api, ask } from '../api/client'
import type { components } from '../api/schema'
import type { MessageKey } from '../messages/keys'

export type ArticleBrief = components['schemas']['ArticleBrief']
export type ArticleReading = components['schemas']['ArticleReading']
export type AdminArticle = components['schemas']['AdminArticle']
export type ArticleRequest = components['schemas']['ArticleRequest']
export type ArticleWords = ArticleRequest['texts'][string]
export type Topic = ArticleBrief['topic']
export type Kind = ArticleBrief['kind']

export const TOPICS: Topic[] = ['begin', 'pictures', 'works', 'credits', 'showing', 'account']
export const KINDS: Kind[] = ['article', 'question']
export const LONGEST_TITLE = 120
export const LONGEST_TEXT = 20_000
export const LONGEST_SLUG = 60
export const LONGEST_QUESTION = 400

export const topic_word = {
  begin: 'help.topic_begin',
  pictures: 'help.topic_pictures',
  works: 'help.topic_works',
  credits: 'help.topic_credits',
  showing: 'help.topic_showing',
  account: 'help.topic_account',
} as const satisfies Record<Topic, MessageKey>

export const kind_word = { article: 'help.article', question: 'help.question' } as const satisfies Record<Kind, MessageKey>

export const read_help = async (q = ''): Promise<ArticleBrief[]> =>
  (await ask(api.GET('/api/v1/help', { params: { query: q.trim() ? { q: q.trim().slice(0, LONGEST_QUESTION) } : {} } }))).items

export const read_article = (slug: string): Promise<ArticleReading> => ask(api.GET('/api/v1/help/{slug}', { params: { path: { slug } } }))

export const read_admin_help = async (): Promise<AdminArticle[]> => (await ask(api.GET('/api/v1/admin/help'))).items

export const put_article = (slug: string, body: ArticleRequest): Promise<unknown> => ask(api.PUT('/api/v1/admin/help/{slug}', { params: { path: { slug } }, body }))

export const take_back = (slug: string): Promise<unknown> => ask(api.DELETE('/api/v1/admin/help/{slug}', { params: { path: { slug } } }))

export const put_order = (topic: Topic, slugs: string[]): Promise<unknown> => ask(api.PUT('/api/v1/admin/help-order', { body: { topic, slugs } }))
