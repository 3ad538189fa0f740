// The cache of `@ringcentral/sdk`, for programs that keep values of their own in it. The token is not in it.

interface Storage {
  getItem(key: string): unknown
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
  keys?(): string[] | Promise<string[]>
}

/** Keeps values by name, in memory or in the program's own `localStorage`. */
export class Cache {
  static readonly defaultPrefix = 'rc-'

  readonly #prefix: string
  readonly #storage: Storage

  /** `externals.localStorage` is the storage. */
  constructor({
    prefix = Cache.defaultPrefix,
    externals,
  }: { prefix?: string | undefined; externals?: { localStorage?: any } } = {}) {
    this.#prefix = prefix
    this.#storage = externals?.localStorage ?? new Memory()
  }

  setItemSync(key: string, data: unknown): this {
    this.#storage.setItem(this.#prefix + key, JSON.stringify(data))
    return this
  }

  async setItem(key: string, data: unknown): Promise<void> {
    await this.#storage.setItem(this.#prefix + key, JSON.stringify(data))
  }

  removeItemSync(key: string): this {
    this.#storage.removeItem(this.#prefix + key)
    return this
  }

  async removeItem(key: string): Promise<void> {
    await this.#storage.removeItem(this.#prefix + key)
  }

  getItemSync(key: string): any {
    return parsed(this.#storage.getItem(this.#prefix + key))
  }

  async getItem(key: string): Promise<any> {
    return parsed(await this.#storage.getItem(this.#prefix + key))
  }

  /** Removes all values with the prefix of this cache. */
  async clean(): Promise<this> {
    const keys = this.#storage.keys === undefined ? Object.keys(this.#storage) : await this.#storage.keys()
    await Promise.all(keys.filter((key) => key.startsWith(this.#prefix)).map((key) => this.#storage.removeItem(key)))
    return this
  }
}

class Memory implements Storage {
  readonly #items = new Map<string, string>()

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }

  removeItem(key: string): void {
    this.#items.delete(key)
  }

  keys(): string[] {
    return [...this.#items.keys()]
  }
}

function parsed(item: unknown): any {
  return typeof item === 'string' && item ? JSON.parse(item) : null
}
