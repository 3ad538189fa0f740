// The page of the simulator in a real browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { launch, open, proxy, Simulator } from './support.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const README = readFileSync(new URL('../../simulator/README.md', import.meta.url), 'utf8')
const WAITS = '+14155550180'

let browser
before(async () => {
  browser = await launch()
})
after(() => browser.close())

/** The buttons of one phone of the newest call. */
const button = (page, leg, name) => page.locator('.call').first().getByRole('button', { name: new RegExp(`^${name}, ${leg}`) })
const phase = (page, text) => page.locator('.call').first().locator('.phase', { hasText: text }).waitFor()

/** The texts that two pages must agree on. */
const shown = (page) => page.evaluate(() => {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.innerText)
  const timelines = [...document.querySelectorAll('.timeline')].map((timeline) => timeline.getAttribute('aria-label'))
  return [...['.call .head', '.chips', '.phone', '#gauges', '#fault-list', '#requests tr', '#now', '#run'].map(texts), timelines]
})

/** Waits until a condition holds and fails with the last error otherwise. */
async function eventually(check) {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test('a call from Python is answered and hung up by clicking', async (t) => {
  const simulator = await Simulator.start(t)
  const page = await open(t, browser, simulator.url)
  const python = simulator.python(t)
  await phase(page, 'Caller ringing')
  assert.match(await page.title(), /^\(1\) /)
  assert.equal(await button(page, 'callee', 'Answer').isVisible(), false, 'the callee is not rung yet')
  await button(page, 'caller', 'Answer').click()
  await phase(page, 'Callee ringing')
  await button(page, 'callee', 'Answer').click()
  await phase(page, 'Connected')
  await eventually(() => assert.match(python.lines.at(-1), /^call Success/))
  await button(page, 'callee', 'Hang up').click()
  await phase(page, 'Ended')
  assert.match((await python.end()).at(-1), /^Completed/)
  assert.equal(await page.locator('.call button:visible').count(), 0)
  const history = await page.locator('.call li').evaluateAll((items) => items.map((item) => item.childNodes[1].textContent))
  assert.deepEqual(history, ['placed', 'caller: answer', 'callee: answer', 'callee: hangup'])
  assert.deepEqual(page.problems, [])
})

test('a call from Python is answered, confirmed and hung up by keyboard', async (t) => {
  const simulator = await Simulator.start(t)
  const page = await open(t, browser, simulator.url)
  const python = simulator.python(t, '--prompt')
  await phase(page, 'Caller ringing')
  const press = async (name, key) => {
    for (let steps = 0; ; steps++) {
      const focused = await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? '')
      if (focused.startsWith(name)) break
      assert.ok(steps < 40, `Tab does not reach ${name}`)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press(key)
  }
  // The focus stays in the phone whose button has disappeared.
  const expectFocus = (text) => eventually(async () => assert.match(await page.evaluate(() => document.activeElement.innerText), text))
  await press('Answer, caller', 'Enter')
  await phase(page, 'Waiting for 1')
  await expectFocus(/caller/i)
  await press('Press 1, caller', 'Space')
  await phase(page, 'Callee ringing')
  await expectFocus(/caller/i)
  await press('Answer, callee', 'Enter')
  await phase(page, 'Connected')
  await expectFocus(/callee/i)
  await press('Hang up, callee', 'Enter')
  await phase(page, 'Ended')
  await expectFocus(/callee/i)
  assert.match((await python.end()).at(-1), /^Completed/)
  assert.deepEqual(page.problems, [])
})

test('each way to end a call is the outcome in Python', async (t) => {
  const simulator = await Simulator.start(t)
  const page = await open(t, browser, simulator.url)
  const endings = [['Busy', /^Busy/], ['No answer', /^NoAnswer/], ['Reject', /^Rejected/]]
  for (const [index, [name, outcome]] of endings.entries()) {
    const python = simulator.python(t)
    await eventually(async () => assert.equal(await page.locator('.call').count(), index + 1))
    await button(page, 'caller', name).click()
    assert.match((await python.end()).at(-1), outcome)
  }
  assert.deepEqual(page.problems, [])
})

test('two tabs agree', async (t) => {
  const simulator = await Simulator.start(t)
  const [one, other] = [await open(t, browser, simulator.url), await open(t, browser, simulator.url)]
  const agree = () => eventually(async () => assert.deepEqual(await shown(one), await shown(other)))
  await one.getByRole('button', { name: 'Place a test call' }).click()
  await phase(other, 'Caller ringing')
  await button(other, 'caller', 'Answer').click()
  await phase(one, 'Callee ringing')
  await other.getByRole('button', { name: '+10 s' }).click()
  await one.getByLabel('Path begins with').fill('/restapi/oauth')
  await one.getByRole('button', { name: 'Add fault' }).click()
  await other.getByRole('button', { name: 'Real', exact: true }).click()
  assert.equal(await simulator.place('+16505550100'), undefined, 'the fault hits the login')
  await simulator.place('+16505550100')
  await eventually(async () => assert.match((await shown(one))[3].join(), /9 of 10 left/))
  await agree()
  const third = await open(t, browser, simulator.url)
  await eventually(async () => assert.deepEqual(await shown(third), await shown(one)))
  await one.getByRole('button', { name: 'Clear all' }).click()
  await one.getByRole('button', { name: 'Clear', exact: true }).click()
  await one.getByRole('button', { name: '×100' }).click()
  await eventually(async () => assert.equal(await other.locator('#requests tr, #fault-list li').count(), 0))
  assert.equal((await simulator.admin('GET', 'clock')).speed, 100)
  await eventually(async () => assert.equal(await other.getByRole('button', { name: '×100' }).getAttribute('aria-pressed'), 'true'))
  await other.getByRole('button', { name: 'Reset' }).click()
  await eventually(async () => assert.equal(await one.locator('.call').count(), 0))
  assert.deepEqual([...one.problems, ...other.problems], [])
})

test('the page catches up after its connection was cut', async (t) => {
  const simulator = await Simulator.start(t)
  const { url, cut, mend } = await proxy(t, simulator.url)
  const page = await open(t, browser, url)
  const id = await simulator.place(WAITS)
  await phase(page, 'Caller ringing')
  cut()
  await page.getByText('reconnecting', { exact: true }).waitFor()
  await simulator.admin('POST', `calls/${id}/caller/answer`)
  await simulator.admin('POST', `calls/${id}/callee/busy`)
  await simulator.place('+16505550100')
  await simulator.admin('POST', 'faults', { fault: { status: 503 } })
  mend()
  await eventually(async () => assert.equal(await page.locator('.call').count(), 2))
  const direct = await open(t, browser, simulator.url)
  await eventually(async () => assert.deepEqual(await shown(page), await shown(direct)))
  assert.match((await shown(page))[2].join(), /Busy/)
})

test('axe finds nothing in any phase, light, dark and narrow', async (t) => {
  const simulator = await Simulator.start(t, '--limits', 'real')
  const act = (id, ...actions) => Promise.all(actions.map((action) => simulator.admin('POST', `calls/${id}/${action}`)))
  const prompted = await simulator.place(WAITS, { playPrompt: true })
  await act(prompted, 'caller/answer')
  await act(await simulator.place(WAITS), 'caller/answer')
  await simulator.place(WAITS)
  const connected = await simulator.place(WAITS)
  await act(connected, 'caller/answer', 'callee/answer')
  await act(await simulator.place(WAITS), 'caller/busy')
  for (let i = 0; i < 12; i++) await simulator.place('+16505550700')
  await simulator.admin('POST', 'clock', { advance_ms: 5000 })
  await simulator.admin('POST', 'faults', { fault: { status: 503 } })
  for (const look of [{}, { colorScheme: 'dark' }, { width: 400, height: 800 }]) {
    const page = await open(t, browser, simulator.url, look)
    await page.locator('.call').nth(4).waitFor()
    await page.locator('summary').first().click()
    await page.evaluate(AXE)
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }))
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    assert.deepEqual(found, [], JSON.stringify(look))
    assert.ok(passes.length > 25, `axe checked ${passes.length} rules`)
    assert.deepEqual(page.problems, [])
  }
})

test('everything fits and works at a width of 400 pixels', async (t) => {
  const simulator = await Simulator.start(t, '--limits', 'real')
  const page = await open(t, browser, simulator.url, { width: 400, height: 800 })
  await page.getByRole('button', { name: 'Place a test call' }).click()
  await phase(page, 'Caller ringing')
  await button(page, 'caller', 'Answer').click()
  await button(page, 'callee', 'Reject').click()
  await phase(page, 'Ended')
  await simulator.place(WAITS)
  await phase(page, 'Caller ringing')
  const wide = await page.evaluate(() => {
    const isOutside = (element) => element.getBoundingClientRect().right > innerWidth + 0.5
    const controls = [...document.querySelectorAll('button, input, select, h2, h3, .chip, .screen')].filter((e) => e.checkVisibility())
    return [document.documentElement.scrollWidth, ...controls.filter(isOutside).map((element) => element.outerHTML)]
  })
  assert.deepEqual(wide, [400])
})

test('every control is a documented request, shown as a curl line', async (t) => {
  const simulator = await Simulator.start(t)
  const page = await open(t, browser, simulator.url)
  const id = encodeURIComponent(await simulator.place(WAITS))
  await phase(page, 'Caller ringing')
  const line = () => page.locator('#curl').textContent()
  await button(page, 'caller', 'Busy').hover()
  assert.equal(await line(), `curl -X POST ${simulator.url}/_simulator/calls/${id}/caller/busy`)
  await page.getByRole('button', { name: '+1 s' }).focus()
  assert.equal(await line(), `curl -d '{"advance_ms":1000}' ${simulator.url}/_simulator/clock`)
  const controls = await page.evaluate(() => [...document.querySelectorAll('[data-path]')].map(({ dataset }) => [dataset.method ?? 'POST', dataset.path]))
  assert.ok(controls.length > 20, `${controls.length} controls`)
  const rows = README.split('\n').filter((row) => row.startsWith('| `'))
  for (const [method, path] of controls) {
    const words = path.startsWith('calls/') ? ['POST calls/{id}/', path.split('/').at(-1)] : [`${method} ${path}`]
    assert.ok(rows.some((row) => words.every((word) => row.includes(word))), `the README does not document ${method} ${path}`)
  }
  const fault = page.locator('#fault')
  await fault.getByLabel('What happens').selectOption('Malformed JSON')
  await fault.getByLabel('Times').fill('3')
  assert.match(await line(), /^curl -d '\{"method":"\*","path":"\/restapi\/v1\.0","times":3,"fault":\{"malformed_json":true\}\}' .*\/faults$/)
  await fault.getByLabel('The fault as JSON').fill('{"drop":"never"}')
  await fault.getByRole('button').click()
  await page.locator('#result.bad', { hasText: 'fault.drop' }).waitFor()
  await page.locator('#place').getByLabel('To, the callee').fill('+16505550402')
  assert.match(await line(), /"to":\{"phoneNumber":"\+16505550402"\}/)
  await page.getByRole('button', { name: 'Place a test call' }).click()
  await page.locator('#result.bad', { hasText: '403' }).waitFor()
})

test('requests are filtered and copied as curl, and the variables and programs are copied', async (t) => {
  const simulator = await Simulator.start(t)
  const page = await open(t, browser, simulator.url)
  await simulator.place(WAITS)
  await phase(page, 'Caller ringing')
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await page.getByLabel('Filter the requests').fill('post ring-out')
  await eventually(async () => assert.equal(await page.locator('#requests tr').count(), 1))
  await page.locator('#requests tr').getByRole('button').click()
  await page.locator('#result', { hasText: 'request copied' }).waitFor()
  const body = JSON.stringify({ from: { phoneNumber: '+16505550180' }, to: { phoneNumber: WAITS }, playPrompt: false })
  assert.equal(await clipboard(), 'curl -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' ' +
    `-d '${body}' ${simulator.url}/restapi/v1.0/account/~/extension/~/ring-out`)
  await page.getByLabel('Filter the requests').fill('token')
  await page.locator('#requests tr').getByRole('button').click()
  await eventually(async () => assert.match(await clipboard(), /assertion='"\$RC_USER_JWT"'.*oauth\/token$/))
  assert.match(await clipboard(), /-u "\$RC_APP_CLIENT_ID:\$RC_APP_CLIENT_SECRET"/)
  await page.getByRole('button', { name: 'Copy the variables' }).click()
  const variables = { RC_APP_CLIENT_ID: simulator.client_id, RC_APP_CLIENT_SECRET: simulator.client_secret,
    RC_SERVER_URL: simulator.url, RC_USER_JWT: simulator.jwt }
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`)
  await eventually(async () => assert.equal(await clipboard(), lines.join('\n')))
  for (const [language, word] of [['Node', 'Client.fromEnv()'], ['Rust', 'Client::from_env()?'], ['C', 'ringout_client_from_env'], ['Python', 'Client.from_env()']]) {
    await page.getByText(language, { exact: true }).click()
    await page.getByRole('button', { name: 'Copy the program' }).click()
    await eventually(async () => assert.ok((await clipboard()).includes(word), language))
  }
})

test('the gauges count down the penalty in simulated time', async (t) => {
  const simulator = await Simulator.start(t)
  await simulator.admin('POST', 'limits', { heavy: { limit: 2, window_s: 60, penalty_s: 30 } })
  const page = await open(t, browser, simulator.url)
  const heavy = page.locator('.gauge').nth(1)
  for (let i = 0; i < 3; i++) await simulator.place('+16505550100')
  await heavy.getByText('penalty: 30 s left').waitFor()
  await page.getByRole('button', { name: '+10 s' }).click()
  await heavy.getByText('penalty: 20 s left').waitFor()
  await simulator.admin('POST', 'clock', { advance_ms: 20_000 })
  await heavy.getByText('2 of 2 left').waitFor()
  await page.getByRole('button', { name: 'Off' }).click()
  await heavy.getByText('unlimited').waitFor()
})
