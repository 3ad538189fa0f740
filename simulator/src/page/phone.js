// The page of the simulator. It shows what the admin API reports. Each of its controls is one request, shown as a curl line.
'use strict'

const ADMIN = '/_simulator/'
const RING_OUT = '/restapi/v1.0/account/~/extension/~/ring-out'
const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const MAX_CALLS = 50
const MAX_SHOWN_CALLS = 20
const MAX_REQUESTS = 200
const LEGS = ['caller', 'callee']
const GROUPS = ['light', 'heavy', 'auth']

// What a person can do with each phone.
const RINGING = ['answer', 'reject', 'busy', 'no-answer']
const ACTIONS = {
  'caller-ringing': { caller: RINGING, callee: [] },
  prompt: { caller: ['press-1', 'hangup'], callee: [] },
  'callee-ringing': { caller: ['hangup'], callee: RINGING },
  connected: { caller: ['hangup'], callee: ['hangup'] },
  ended: { caller: [], callee: [] },
}
// What a phone shows once its call has ended; any other status shows itself.
const ENDINGS = { InProgress: 'Not reached', Success: 'Disconnected', Finished: 'Hung up', NoAnswer: 'No answer' }

const world = { calls: new Map(), requests: [], clock: { now_ms: 0, running: false, speed: 1 }, limits: { windows: [] }, faults: [] }
let ready = {}
let readAt = performance.now()
let order = 0

const find = (selector, root = document) => root.querySelector(selector)
const setText = (element, text) => element.textContent !== text && (element.textContent = text)
const fromTemplate = (id) => find(id).content.firstElementChild.cloneNode(true)
const isOpen = ({ phase }) => phase !== 'ended'
const isRinging = (status) => status === 'InProgress' || status === 'Diverted'

// Makes an element with a class and with texts and elements in it.
function make(tag, className, ...content) {
  const element = Object.assign(document.createElement(tag), { className })
  element.append(...content)
  return element
}

// Simulated time

function now() {
  const { now_ms: base, running, speed } = world.clock
  return running ? base + (performance.now() - readAt) * speed : base
}

function setClock(clock) {
  world.clock = clock
  readAt = performance.now()
}

function clockText(ms, digits = 1) {
  const tenths = Math.floor(ms / 100)
  const seconds = Math.floor(tenths / 10)
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return digits ? `${text}.${tenths % 10}` : text
}

const eventText = (leg, event) => `${leg ? `${leg}: ` : ''}${event.replaceAll('-', ' ')}`
const capitalize = (text) => text[0].toUpperCase() + text.slice(1)
const phaseText = ({ phase }) => (phase === 'prompt' ? 'Waiting for 1' : capitalize(phase.replace('-', ' ')))
const secondsText = (ms) => `${(ms / 1000).toFixed(1)} s`

// Requests

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`

function curl({ method, path, body, lines }) {
  if (lines) return lines
  const url = location.origin + ADMIN + path
  return body ? `curl -d ${quote(body)} ${url}` : `curl -X ${method} ${url}`
}

async function send(method, path, body) {
  const headers = body ? { 'Content-Type': 'application/json' } : {}
  const response = await fetch(ADMIN + path, { method, body, headers })
  const json = await response.json()
  if (!response.ok) throw new Error(json.error)
  return json
}

function showLine(request) {
  const text = curl(request)
  if (find('#curl').textContent !== text) showResult('')
  setText(find('#curl'), text)
}

function showResult(text, isBad = false) {
  setText(find('#result'), text)
  find('#result').classList.toggle('bad', isBad)
}

// Performs the request of a control and shows its outcome beside its curl line.
async function perform(request) {
  showLine(request)
  try {
    showResult((await (request.run ?? (() => send(request.method, request.path, request.body)))()) || 'done')
  } catch (error) {
    showResult(error.message, true)
  }
}

// The request of a button, or of the form that an element is in.
function requestOf(element) {
  const form = element.closest('form')
  if (form) return form.id === 'place' ? placing(form) : adding(form)
  const { method = 'POST', path, body } = element.closest('[data-path]')?.dataset ?? {}
  return path ? { method, path, body } : null
}

function adding(form) {
  const { method, path, times, fault } = Object.fromEntries(new FormData(form))
  const request = { method: 'POST', path: 'faults' }
  try {
    return { ...request, body: JSON.stringify({ method, path, times: Number(times), fault: JSON.parse(fault) }) }
  } catch {
    return { ...request, body: fault, run: () => Promise.reject(new Error('the fault is not JSON')) }
  }
}

// A test call goes through RingCentral's API, like the call of any program, so the journal and the limits count it.
function placing(form) {
  const { from, to, prompt } = Object.fromEntries(new FormData(form))
  const json = JSON.stringify({ from: { phoneNumber: from }, to: { phoneNumber: to }, playPrompt: Boolean(prompt) })
  const lines = [
    'TOKEN=$(curl -s -u "$RC_APP_CLIENT_ID:$RC_APP_CLIENT_SECRET" --data-urlencode "assertion=$RC_USER_JWT" \\',
    `  -d grant_type=${JWT_GRANT} $RC_SERVER_URL/restapi/oauth/token | sed 's/.*"access_token":"\\([^"]*\\).*/\\1/')`,
    `curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d ${quote(json)} \\`,
    `  $RC_SERVER_URL${RING_OUT}`,
  ]
  return { lines: lines.join('\n'), run: () => place(json) }
}

let token = null

async function logIn() {
  const form = new URLSearchParams({ grant_type: JWT_GRANT, assertion: ready.jwt })
  const headers = { Authorization: `Basic ${btoa(`${ready.client_id}:${ready.client_secret}`)}` }
  const response = await fetch('/restapi/oauth/token', { method: 'POST', body: form, headers })
  if (!response.ok) throw new Error(`the login got ${response.status}`)
  token = (await response.json()).access_token
}

async function place(body) {
  for (const isLast of [token === null, true]) {
    if (token === null) await logIn()
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const response = await fetch(RING_OUT, { method: 'POST', body, headers })
    if (response.ok) return 'placed'
    if (response.status === 401) token = null
    if (response.status === 401 && !isLast) continue
    const error = await response.json().catch(() => ({}))
    throw new Error(`${response.status}: ${error.message ?? response.statusText}`)
  }
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text)
    showResult(`${what} copied`)
  } catch {
    showResult('this browser does not let the page copy; select the text instead', true)
  }
}

// A request of the journal as a curl line. Secrets are not in the journal, so the line reads them from the variables.
function journalCurl({ method, path, headers, body }) {
  const words = ['curl']
  if (method !== (body ? 'POST' : 'GET')) words.push(`-X ${method}`)
  if (headers.authorization) {
    const isLogin = path.startsWith('/restapi/oauth/')
    words.push(isLogin ? '-u "$RC_APP_CLIENT_ID:$RC_APP_CLIENT_SECRET"' : '-H "Authorization: Bearer $TOKEN"')
  }
  const type = headers['content-type']
  if (body && type && !type.startsWith('application/x-www-form-urlencoded')) words.push(`-H ${quote(`Content-Type: ${type}`)}`)
  if (body) words.push(`-d ${quote(body).replace('assertion=%5Bredacted%5D', `assertion='"$RC_USER_JWT"'`)}`)
  words.push(/[?&]/.test(path) ? quote(location.origin + path) : location.origin + path)
  return words.join(' ')
}

async function copyRequest(number) {
  try {
    const line = journalCurl(await send('GET', `journal/${number}`))
    showLine({ lines: line })
    await copy(line, 'request')
  } catch (error) {
    showResult(error.message, true)
  }
}

// Live events

// Events that arrive before the overview: a list while it is on its way, otherwise null.
let queued = null

function connect() {
  const source = new EventSource(`${ADMIN}events`)
  source.onopen = catchUp
  source.onerror = () => {
    showLink(false)
    // The browser connects again by itself unless it has given up.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000)
  }
  for (const kind of ['lagged', 'reset']) source.addEventListener(kind, catchUp)
  for (const kind of ['call', 'request', 'clock', 'faults', 'limits', 'journal']) {
    source.addEventListener(kind, (event) => {
      const received = { kind, id: Number(event.lastEventId), data: JSON.parse(event.data) }
      if (queued) queued.push(received)
      else apply(received)
    })
  }
}

// Reads the whole state and then applies the events after it, so that none is lost or applied twice.
async function catchUp() {
  const mine = []
  queued = mine
  try {
    const overview = await send('GET', 'overview')
    ready = await send('GET', 'ready')
    // A later connection reads it again.
    if (queued !== mine) return
    load(overview)
    queued = null
    mine.filter(({ id }) => id > overview.last_event_id).forEach(apply)
    showLink(true)
    showConnection()
  } catch {
    if (queued === mine) setTimeout(() => queued === mine && catchUp(), 1000)
  }
}

function load({ calls, requests, limits, faults, clock }) {
  world.calls.clear()
  for (const call of calls.reverse()) world.calls.set(String(call.id), { ...call, order: order++ })
  Object.assign(world, { requests, limits, faults })
  setClock(clock)
  rows.clear()
  draw()
}

function apply({ kind, data }) {
  if (kind === 'call') applyCall(data)
  else if (kind === 'request') applyRequest(data)
  else if (kind === 'clock') setClock(data)
  else if (kind === 'faults') world.faults = data.faults
  else if (kind === 'limits') world.limits = data
  else if (kind === 'journal') world.requests = []
  draw()
}

function applyCall({ at_ms, leg, event, ...call }) {
  const id = String(call.id)
  const known = world.calls.get(id) ?? { timeline: [], order: order++ }
  known.timeline.push({ at_ms, leg, event, ...call })
  world.calls.set(id, Object.assign(known, call))
  if (world.calls.size > MAX_CALLS) {
    const oldest = [...world.calls.values()].sort((a, b) => isOpen(a) - isOpen(b) || a.order - b.order)[0]
    world.calls.delete(String(oldest.id))
  }
  setText(find('#announcer'), `Call from ${call.from} to ${call.to}: ${eventText(leg, event)}. ${phaseText(call)}.`)
}

let limitsTimer = null

function applyRequest(request) {
  world.requests.push(request)
  if (world.requests.length > MAX_REQUESTS) world.requests.shift()
  if (limitsTimer || GROUPS.every((group) => !world.limits[group])) return
  limitsTimer = setTimeout(async () => {
    limitsTimer = null
    world.limits = await send('GET', 'limits').catch(() => world.limits)
    draw()
  }, 200)
}

// Drawing

let isScheduled = false

function draw() {
  if (isScheduled) return
  isScheduled = true
  requestAnimationFrame(() => {
    isScheduled = false
    drawTimes()
    drawFaults()
    drawRequests()
  })
}

// Draws what changes with the time alone.
function drawTimes() {
  drawClock()
  drawCalls()
  drawGauges()
}

function showLink(isLive) {
  setText(find('#link'), isLive ? 'live' : 'reconnecting')
  find('#link').classList.toggle('bad', !isLive)
}

function showConnection() {
  // The same lines as those of `--env`.
  const lines = Object.entries(ready.environment).map(([name, value]) => `export ${name}=${quote(value)}`)
  setText(find('#variables'), lines.join('\n'))
  setText(find('#url'), ready.url)
}

function drawClock() {
  const { running, speed } = world.clock
  setText(find('#now'), clockText(now()))
  find('.clock').classList.toggle('paused', !running)
  setText(find('#run'), running ? 'Pause' : 'Run')
  find('#run').dataset.body = JSON.stringify({ running: !running })
  for (const button of document.querySelectorAll('[data-speed]')) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.speed) === speed))
  }
}

const cards = new Map()

function drawCalls() {
  const calls = [...world.calls.values()]
  calls.sort((a, b) => isOpen(b) - isOpen(a) || b.order - a.order)
  const shown = calls.slice(0, MAX_SHOWN_CALLS).sort((a, b) => b.order - a.order)
  const list = find('#call-list')
  const ids = new Set(shown.map(({ id }) => String(id)))
  for (const [id, card] of cards) if (!ids.has(id) && cards.delete(id)) card.remove()
  shown.forEach((call, index) => {
    const card = cards.get(String(call.id)) ?? makeCard(call)
    if (list.children[index] !== card) list.insertBefore(card, list.children[index] ?? null)
    drawCall(card, call)
  })
  const ringing = calls.filter(({ phase }) => phase.endsWith('ringing')).length
  const count = `${calls.filter(isOpen).length} in progress, ${ringing} ringing`
  document.title = `${ringing ? `(${ringing}) ` : ''}RingCentral simulator`
  find('#no-calls').hidden = calls.length > 0
  setText(find('#call-count'), calls.length < MAX_CALLS ? count : `latest ${MAX_CALLS}: ${count}`)
}

function makeCard(call) {
  const card = fromTemplate('#call-template')
  const id = String(call.id)
  cards.set(id, card)
  setText(find('h3', card), `${call.from} → ${call.to}`)
  setText(find('.id', card), id)
  for (const leg of LEGS) {
    const phone = fromTemplate('#phone-template')
    const number = leg === 'caller' ? call.from : call.to
    phone.dataset.leg = leg
    setText(find('.role', phone), leg)
    setText(find('.number', phone), number)
    for (const button of phone.querySelectorAll('button')) {
      button.dataset.path = `calls/${encodeURIComponent(id)}/${leg}/${button.dataset.action}`
      button.setAttribute('aria-label', `${button.textContent}, ${leg} ${number}`)
    }
    find('.phones', card).append(phone)
  }
  return card
}

function drawCall(card, call) {
  card.dataset.phase = call.phase
  setText(find('.phase', card), phaseText(call))
  for (const chip of card.querySelectorAll('[data-status]')) {
    const status = call[chip.dataset.status]
    setText(chip, status)
    chip.dataset.value = status
  }
  for (const phone of card.querySelectorAll('.phone')) drawPhone(phone, call)
  drawTimeline(card, call)
  const list = find('ol', card)
  for (const { at_ms, leg, event, ...state } of call.timeline.slice(list.children.length)) {
    const statuses = `${state.call_status} / ${state.caller_status} / ${state.callee_status}`
    list.append(make('li', '', make('time', '', clockText(at_ms)), eventText(leg, event), make('span', 'quiet', statuses)))
  }
}

function drawPhone(phone, call) {
  const { leg } = phone.dataset
  const text = phoneText(leg, call)
  phone.classList.toggle('ringing', call.phase === `${leg}-ringing`)
  phone.classList.toggle('connected', isOpen(call) && call[`${leg}_status`] === 'Success')
  setText(find('.screen', phone), text)
  phone.setAttribute('aria-label', `${leg} ${find('.number', phone).textContent}: ${text.replace(/ \d+:\d+$/, '')}`)
  const possible = ACTIONS[call.phase][leg]
  for (const button of phone.querySelectorAll('button')) {
    const isHidden = !possible.includes(button.dataset.action)
    // A button that disappears would take the focus with it.
    if (isHidden && button === document.activeElement) phone.focus()
    button.hidden = isHidden
  }
}

function phoneText(leg, call) {
  const { phase, timeline } = call
  const status = call[`${leg}_status`]
  if (phase === 'ended') return ENDINGS[status] ?? status
  if (phase === 'connected') {
    const since = timeline.findLast(({ event }) => event === 'answer').at_ms
    return `Connected ${clockText(Math.max(0, now() - since), 0)}`
  }
  if (phase === `${leg}-ringing`) return status === 'InProgress' ? 'Ringing' : status
  if (leg === 'callee') return 'Not rung yet'
  return phase === 'prompt' ? '“Press 1 to connect”' : 'Waiting for the callee'
}

// What a leg did between two changes of its call.
function segments(call) {
  let isPrompted = call.play_prompt
  const found = { caller: [], callee: [] }
  call.timeline.forEach((change, index) => {
    const until = call.timeline[index + 1]?.at_ms ?? (isOpen(call) ? Math.max(now(), change.at_ms) : change.at_ms)
    isPrompted &&= change.event !== 'press-1'
    const { caller_status: caller, callee_status: callee, call_status: whole } = change
    if (!isOpen(call) && index === call.timeline.length - 1) return
    const part = { from: change.at_ms, until }
    const isDialled = caller === 'Success' && !isPrompted
    if (isRinging(caller)) found.caller.push({ ...part, kind: 'ringing' })
    else found.caller.push({ ...part, kind: isPrompted ? 'prompt' : whole === 'Success' ? 'talking' : 'holding' })
    if (callee === 'Success') found.callee.push({ ...part, kind: 'talking' })
    else if (isDialled) found.callee.push({ ...part, kind: 'ringing' })
  })
  return found
}

const KINDS = { ringing: 'rings', prompt: 'prompt', holding: 'waits', talking: 'talks' }

function drawTimeline(card, call) {
  // An ended call does not change any more.
  const drawn = `${call.timeline.length} ${isOpen(call) ? now() : ''}`
  if (card.dataset.drawn === drawn) return
  card.dataset.drawn = drawn
  const start = call.timeline[0].at_ms
  const found = segments(call)
  const end = Math.max(start + 5000, isOpen(call) ? now() : call.timeline.at(-1).at_ms)
  const percent = (ms) => `${(100 * ms) / (end - start)}%`
  const descriptions = []
  for (const leg of LEGS) {
    const parts = found[leg].filter(({ from, until }) => until > from)
    const texts = parts.map(({ from, until, kind }) => `${KINDS[kind]} ${secondsText(until - from)}`)
    const bars = parts.map(({ from, until, kind }, index) => {
      // The text of a short bar would only be clipped.
      const bar = make('span', `bar ${kind}`, (until - from) / (end - start) > 0.12 ? texts[index] : '')
      bar.style.left = percent(from - start)
      bar.style.width = percent(until - from)
      return bar
    })
    find(`.track[data-leg=${leg}]`, card).replaceChildren(...bars)
    descriptions.push(`${leg} ${texts.join(', then ') || 'not rung'}`)
  }
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 21600].find((s) => (end - start) / s <= 6000) ?? 86400
  const ticks = []
  for (let s = 0; s * 1000 <= 0.95 * (end - start); s += step) {
    const tick = make('span', 'tick', `${s} s`)
    tick.style.left = percent(s * 1000)
    ticks.push(tick)
  }
  find('.axis', card).replaceChildren(...ticks)
  find('.timeline', card).setAttribute('aria-label', `Timeline: ${descriptions.join('; ')}`)
}

function drawGauges() {
  const gauges = GROUPS.flatMap((group) => {
    const open = world.limits.windows.filter((window) => window.group === group && endOf(window) > now())
    return (open.length ? open : [{ group }]).map((window) => ({ ...window, limit: world.limits[group] }))
  })
  const list = find('#gauges')
  while (list.children.length > gauges.length) list.lastChild.remove()
  while (list.children.length < gauges.length) list.append(fromTemplate('#gauge-template'))
  gauges.forEach((gauge, index) => drawGauge(list.children[index], gauge))
  const limits = GROUPS.map((group) => world.limits[group]?.limit).join()
  find('#limits-off').setAttribute('aria-pressed', String(limits === ',,'))
  find('#limits-real').setAttribute('aria-pressed', String(limits === '50,10,5'))
}

const endOf = ({ window_ends_at, penalty_ends_at }) => penalty_ends_at ?? window_ends_at

function drawGauge(element, { group, limit, client_id, remaining = limit?.limit, ...window }) {
  const left = Math.ceil((endOf(window) - now()) / 1000)
  const isPenalty = window.penalty_ends_at != null
  element.classList.toggle('penalty', isPenalty)
  setText(find('.group', element), client_id && client_id === ready.public_client_id ? `${group}, public app` : group)
  setText(find('.left', element), limit ? `${remaining} of ${limit.limit} left` : 'unlimited')
  find('i', element).style.width = limit ? `${(100 * remaining) / Math.max(1, limit.limit)}%` : '100%'
  let note = limit ? `in ${limit.window_s} s` : ''
  if (isPenalty) note = `penalty: ${left} s left; a request now restarts it`
  else if (left > 0) note = `the window ends in ${left} s`
  setText(find('p', element), note)
}

function drawFaults() {
  const items = world.faults.map(({ method, path, times_left, used, fault }) => {
    const uses = `${times_left === null ? 'always' : `${times_left} left`}, used ${used}`
    const texts = [make('code', '', `${method} ${path}`), make('code', '', JSON.stringify(fault)), make('span', 'quiet', uses)]
    return make('li', '', ...texts)
  })
  find('#fault-list').replaceChildren(...items)
  find('#fault-list').hidden = items.length === 0
}

const rows = new Map()

function drawRequests() {
  const words = find('#filter').value.toLowerCase().split(/\s+/)
  const matches = ({ method, path, status, group }) => {
    const text = `${method} ${path} ${status ?? 'none'} ${group ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
  const shown = world.requests.filter(matches)
  const table = find('#requests')
  const numbers = new Set(shown.map(({ number }) => number))
  for (const row of [...table.rows]) {
    const number = Number(row.dataset.number)
    if (numbers.has(number) && rows.get(number) === row) continue
    rows.delete(number)
    row.remove()
  }
  shown.toReversed().forEach((request, index) => {
    const row = rows.get(request.number) ?? makeRow(request)
    if (table.rows[index] !== row) table.insertBefore(row, table.rows[index] ?? null)
  })
  find('#no-requests').hidden = shown.length > 0
  setText(find('#no-requests'), world.requests.length ? 'No request matches the filter.' : 'No requests yet.')
  setText(find('#request-count'), `${shown.length} of ${world.requests.length}`)
}

function makeRow({ number, at_ms, method, path, status, group }) {
  const row = fromTemplate('#request-template')
  rows.set(number, row)
  row.dataset.number = number
  const texts = { at: clockText(at_ms), method, path, status: status ?? 'none', group: group ?? '' }
  for (const [name, text] of Object.entries(texts)) setText(find(`.${name}`, row), String(text))
  find('.status', row).dataset.kind = status === null ? 'none' : String(status)[0]
  find('button', row).setAttribute('aria-label', `Copy request ${number}, ${method} ${path}, as curl`)
  return row
}

// Controls

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button')
  if (!button || button.type === 'submit') return
  if (button.dataset.path) perform(requestOf(button))
  else if (button.dataset.copy) copy(find(`#${button.dataset.copy}`).textContent, 'text')
  else if (button.closest('tr')) copyRequest(button.closest('tr').dataset.number)
})

// A key that is held down presses a button once.
document.addEventListener('keydown', (event) => {
  if (event.repeat && event.target.closest('button')) event.preventDefault()
})

document.addEventListener('submit', (event) => {
  event.preventDefault()
  perform(requestOf(event.target))
})

for (const kind of ['pointerover', 'focusin', 'input']) {
  document.addEventListener(kind, ({ target }) => {
    const request = target.closest && requestOf(target)
    if (request) showLine(request)
  })
}

find('#kinds').addEventListener('change', ({ target }) => {
  find('#fault').elements.fault.value = target.value
  showLine(requestOf(target))
})

find('#filter').addEventListener('input', draw)

find('.tabs').addEventListener('change', ({ target }) => {
  for (const code of document.querySelectorAll('pre[id^=code-]')) code.hidden = code.id !== `code-${target.value}`
  find('#copy-code').dataset.copy = `code-${target.value}`
})

setInterval(() => !document.hidden && world.clock.running && drawTimes(), 200)

connect()
