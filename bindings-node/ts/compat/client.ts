// The HTTP client of `@ringcentral/sdk`: its events and its helpers for responses. The core sends the requests.

import { EventEmitter } from 'node:events'

import type { ApiError } from './response.js'

/** The names of the events. */
export interface HttpClientEvents {
  readonly beforeRequest: 'beforeRequest'
  readonly requestSuccess: 'requestSuccess'
  readonly requestError: 'requestError'
}

/** What a request is made of. */
export interface CreateRequestOptions {
  url?: string
  method?: string
  query?: Readonly<Record<string, unknown>> | null | undefined
  body?: any
  headers?: Readonly<Record<string, string>> | undefined
  [field: string]: unknown
}

type Send = (request: Request) => Promise<Response>

const EVENTS: HttpClientEvents = Object.freeze({
  beforeRequest: 'beforeRequest',
  requestSuccess: 'requestSuccess',
  requestError: 'requestError',
})
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']

/** Tells of each request, and reads responses. */
export class HttpClient extends EventEmitter {
  readonly events: HttpClientEvents = EVENTS
  readonly #send: Send

  /** @internal */
  constructor(send: Send) {
    super()
    this.#send = send
  }

  /** Sends a request with the token of the platform. */
  async sendRequest(request: Request): Promise<Response> {
    return await this.#send(request)
  }

  /** Returns a request for {@link sendRequest}. Sends nothing. */
  createRequest({ url, method = 'GET', query, body, headers }: CreateRequestOptions = {}): Request {
    if (!url) throw new Error('Url is not defined')
    const upper = method.toUpperCase()
    if (!METHODS.includes(upper)) throw new Error(`Method has wrong value: ${upper}`)
    const whole = query ? `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query as Record<string, string>)}` : url
    const hasBody = body !== undefined && body !== null && upper !== 'GET' && upper !== 'HEAD'
    const content = hasBody ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}
    return new Request(whole, { method: upper, headers: { 'content-type': 'application/json', ...headers }, ...content })
  }

  /** Returns the content type, or an empty string. */
  getContentType(response: Response): string {
    return response.headers.get('Content-Type') || ''
  }

  isMultipart(response: Response): boolean {
    return this.getContentType(response).includes('multipart/mixed')
  }

  isJson(response: Response): boolean {
    return this.getContentType(response).includes('application/json')
  }

  /** Returns the parts of a multipart response, or else a list with the response. */
  async toMultipart(response: Response): Promise<Response[]> {
    return this.isMultipart(response) ? await this.multipart(response) : [response]
  }

  /** Returns the parts of a multipart response, each with its status. */
  async multipart(response: Response): Promise<Response[]> {
    if (!this.isMultipart(response)) throw new Error('Response is not multipart')
    const text = await response.text()
    if (!text) throw new Error('No response body')
    const boundary = /boundary=([^;]+)/i.exec(this.getContentType(response))?.[1]
    if (!boundary) throw new Error('Cannot find boundary')
    const parts = text.split(`--${boundary}`)
    if (parts[0]?.trim() === '') parts.shift()
    if (parts.at(-1)?.trim() === '--') parts.pop()
    const [first, ...others] = parts
    if (first === undefined) throw new Error('No parts in body')
    const { response: statuses } = (await part(first, response.status).json()) as any
    return others.map((text, index) => part(text, statuses[index].status))
  }

  /** Returns the message of an unsuccessful response, or null for a successful one. */
  async error(response: Response, skipOKCheck = false): Promise<string | null> {
    if (response.ok && !skipOKCheck) return null
    const body: any = await response
      .clone()
      .json()
      .catch(() => ({}))
    const { message, error_description, description } = body
    return description || error_description || message || [response.status || '', response.statusText].join(' ')
  }

  override on(event: 'beforeRequest', listener: (request: Request) => void): this
  override on(event: 'requestSuccess', listener: (response: Response, request: Request) => void): this
  override on(event: 'requestError', listener: (error: ApiError) => void): this
  override on(event: string | symbol, listener: (...args: any[]) => void): this
  override on(event: string | symbol, listener: (...args: any[]) => void): this {
    return super.on(event, listener)
  }
}

/** Returns a part of a multipart body as a response. */
function part(text: string, status: number): Response {
  const [head = '', ...rest] = text.replaceAll('\r', '').split('\n\n')
  const body = rest.length > 0 ? rest.join('\n\n') : head
  const headers = new Headers()
  for (const line of (rest.length > 0 ? head : '').split('\n')) {
    const [name = '', ...value] = line.trim().split(':')
    if (name.trim()) headers.append(name.trim(), value.join(':').trim())
  }
  return new Response(body, { headers, status })
}
