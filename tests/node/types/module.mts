// Compiled by tsc and never run: what the types accept and reject.

import {
  Call,
  type CallRequest,
  type CallState,
  type CancelEffect,
  CheckKind,
  Client,
  type Credentials,
  checkTransition,
  DialScheme,
  dialUri,
  type ErrorCode,
  InvalidArgumentError,
  type JournalEntry,
  JournalStep,
  type Limit,
  LogMatch,
  type LogRecord,
  OutcomeKind,
  type PlaceAll,
  type Preflight,
  RateLimitedError,
  RingOutError,
  Status,
  setLogger,
  statusNumber,
  Token,
  type TokenKey,
  type TokenStore,
  Until,
} from '../../../bindings-node/lib/index.mjs'
import { type SimulatedCall, type SimulatedRequest, Simulator } from '../../../bindings-node/lib/testing.mjs'

const client = new Client({ server: 'https://example.com', clientId: 'id', clientSecret: 'secret', createTimeout: 5000 })
const request: CallRequest = { to: '+16505550100', playPrompt: false }
const { signal } = new AbortController()

await client.login({ jwt: 'jwt' }, { signal })
const call: Call = await client.createCall(request, { signal })
const state: CallState = await call.status()
const known: CallState | null = call.state
const number: number = statusNumber(known?.calleeStatus ?? Status.Unknown)

for await (const change of call.watch({ until: Until.Answered, timeout: 60_000, signal })) {
  const seconds: string = (change.latest / 1000).toFixed(1)
  const verdict: string | undefined = change.verdict?.kind
  console.log(seconds, verdict, change.previous?.phase, change.state.callStatus === Status.Busy)
}
const outcome = await call.wait({ until: 'answered', cancelOnTimeout: true })
switch (outcome.kind) {
  case OutcomeKind.Completed:
  case 'Busy':
    break
  default: {
    const others: Exclude<OutcomeKind, 'Completed' | 'Busy'> = outcome.kind
    console.log(others, outcome.leg === 'caller')
  }
}
const effect: CancelEffect = await call.cancel()
{
  await using placed: Call = await client.createCall(request, { signal, cancelOnExit: true })
  for await (const _ of placed.watch({ cancelOnExit: true })) break
  if ((await placed.wait({ cancelOnExit: true })).kind === OutcomeKind.Answered) placed.detach()
}
console.log(effect, number, checkTransition(state, state).reasons[0]?.path.length)

const response = await client.request('GET', '/restapi', { query: { a: [1, 'b'], c: true } })
const bytes: Buffer = response.body
console.log(bytes, response.json().id, response.requestId?.length)

try {
  Client.fromEnv().call('1')
} catch (error) {
  if (error instanceof RateLimitedError) console.log((error.retryAfter ?? 0) + 1)
  if (error instanceof RingOutError) {
    const code: ErrorCode = error.code
    console.log(code === 'MAYBE_PLACED', error.attempt?.sentAt.getTime(), error.details[0]?.parameterName)
  }
}
console.log(new InvalidArgumentError('text', { parameter: 'to' }).parameter)

await client.login({ username: '+16505550101', password: 'password' })
const authorization = client.authorizeUrl('https://example.com/callback')
await client.loginRedirect('https://example.com/callback?code=1', authorization)
const kept: string | undefined = client.token?.toJson()
if (kept) client.withTimeout(1000).setToken(Token.fromJson(kept))
console.log((await client.send('GET', '/restapi')).error?.code)

const tokens = new Map<string, string>()
const memory: TokenStore = {
  load: (key) => tokens.get(String(key)),
  save: (key: TokenKey, token) => (token === null ? tokens.delete(`${key}`) : tokens.set(`${key}`, token)),
}
class File implements TokenStore {
  async load({ server, clientId, user }: TokenKey): Promise<string | null> {
    return server + clientId + user || null
  }
  async save(): Promise<void> {}
  async tryLock() {
    return Math.random() < 0.5 ? async () => {} : null
  }
}
for (const tokenStore of [memory, new File()]) new Client({ server: '', clientId: '', tokenStore, rateLimit: 'fail-fast' })
await call.status({ signal, timeout: 1000 })

const [shown] = await client.callerIds({ signal })
const mobile = (await client.forwardingNumbers()).find(({ kind }) => kind === 'Mobile')
const next: CallRequest = {
  to: '+16505550100',
  ...(shown && { callerId: shown.phoneNumber }),
  ...(mobile && { fromForwardingNumber: mobile.id }),
}
const limits: readonly Limit[] = client.limits
for (const { name, remaining, retryAfter } of limits) console.log(name === 'Heavy', remaining ?? 'unknown', retryAfter / 1000)
const report: Preflight = await client.preflight(next, { timeout: 5000 })
if (!report.ok) for (const { kind, result } of report.checks) console.log(kind === CheckKind.Line, result === 'Failed')

const log = await call.log()
if (log.matching !== LogMatch.None)
  console.log(log.record.result, log.record.duration / 1000, log.record.legs[0]?.startTime?.getTime())
const found: LogMatch = (await client.callLog({ to: '+16505550100', sentAt: new Date() })).matching

const journal = async (entry: JournalEntry): Promise<void> =>
  console.log(entry.step === JournalStep.Placing, `${entry}`, entry.error?.code)
const placing: PlaceAll = client.placeAll([next], { until: 'answered', totalTimeout: 600_000, concurrency: 1, journal, signal })
for await (const { index, call, outcome, error } of placing) {
  if (error) console.log(index, error.code, (await call?.cancel()) === 'HungUp')
  else console.log(outcome.kind, call.id, placing.remaining)
}
const uris: string[] = [dialUri('+16505550100'), dialUri('+16505550100', { scheme: DialScheme.Tel })]
console.log(found, uris, client.token?.scope?.split(' '))

setLogger(({ level, message }: LogRecord) => level !== 'debug' && console.log(message), { level: 'info' })
setLogger(null)

// @ts-expect-error: no such level
setLogger(() => {}, { level: 'verbose' })
// @ts-expect-error: tokens are strings
const odd: TokenStore = { load: () => 5, save() {} }
// @ts-expect-error: the password is missing
const half: Credentials = { username: '+16505550101' }
// @ts-expect-error: the server is missing
new Client({ clientId: 'id' })
// @ts-expect-error: no such option
client.createCall({ to: '1', too: '2' })
// @ts-expect-error: an id is a string
client.call(5)
// @ts-expect-error: a request has no such option
client.createCall({ to: '101', cancelOnExit: true })
// @ts-expect-error: no such name
call.wait({ until: 'later' })
// @ts-expect-error: no such scheme
dialUri('+16505550100', { scheme: 'sip' })
// @ts-expect-error: a journal is a function
client.placeAll([], { journal: 'file' })
// @ts-expect-error: there may be no record
console.log((await call.log()).record.id)
// @ts-expect-error: a time is a Date
client.callLog({ to: '+16505550100', sentAt: 0 })
// @ts-expect-error: calls come from a client
new Call()
// @ts-expect-error: states do not change
state.callStatus = 'Busy'
// @ts-expect-error: not a code
const wrong: ErrorCode = 'OK'
// @ts-expect-error: not comparable with a name that does not exist
console.log(odd, half, wrong, outcome.kind === 'Ringing')

const simulator: Simulator = await new Simulator({ speed: 10, limits: 'real' }).start()
const simulated: SimulatedCall = await simulator.answer(call, 'caller', { at: 2500 })
const [arrived]: SimulatedRequest[] = await simulator.journal('POST', '/ring-out')
console.log(simulated.phase === 'connected', arrived?.status?.toFixed(), simulator.client({ rateLimit: 'fail-fast' }).token?.scope)
// @ts-expect-error: no such leg
simulator.busy(call, 'both')
// @ts-expect-error: no such phase
console.log(simulated.phase === 'ringing')
