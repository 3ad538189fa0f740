# frozen_string_literal: true

# What the idiomatic layer of Ruby does.

require "tempfile"
require "tmpdir"
require "timeout"
require_relative "simulator"

SIMULATOR = Simulator.new
include RingOut # rubocop:disable Style/MixinUsage

Alarm = Class.new(StandardError)

def test(name)
  SIMULATOR.ask("POST", "reset")
  Suite.test(name) { yield SIMULATOR }
end

# Returns the URL that RingCentral redirects to when the user agrees.
def consent(url)
  Net::HTTP.get_response(URI("#{url}&consent=allow"))["location"]
end

def clock
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

# Runs the block on another thread, does something when the simulator has got a request, and returns the thread.
def during(simulator, method, part)
  thread = Thread.new do
    Thread.current.report_on_exception = false
    yield
  end
  simulator.await(method, part)
  thread
end

test("the version") { check(RingOut.version == RingOut::VERSION) }

test("log in with a JWT") do |simulator|
  client = simulator.client(jwt: nil)
  check(client.token.nil?)
  client.login(jwt: simulator.ready[:jwt])
  check(client.token.expires_at > Time.now + 600 && !client.token.access_token.empty?)
  client.refresh
  client.logout
  check(client.token.nil?)
  check(raised(NotLoggedIn) { client.caller_ids }.message.include?("`Client.from_env`"))
end

test("log in with a password") do |simulator|
  client = simulator.client(jwt: nil)
  client.login(username: simulator.ready[:username], password: simulator.ready[:password], extension: "101")
  check(client.caller_ids.any?)
  raised(Unauthorized) { simulator.client(jwt: nil).login(username: "nobody", password: "wrong") }
  check(raised(ArgumentError) { client.login(jwt: "x", code: "y") }.message.include?("username"))
  raised(ArgumentError) { client.login }
end

test("log in through the login page") do |simulator|
  client = simulator.client(jwt: nil)
  begun = Authorization.from_h(JSON.parse(JSON.generate(client.authorize_url("https://example.com/login").to_h)))
  url = consent(client.authorize_url("https://example.com/login").url)
  check(raised(InvalidArgument) { client.login_redirect(url, begun) }.info.parameter == "state")
  begun = client.authorize_url("https://example.com/login")
  client.login_redirect(consent(begun.url), begun)
  check(client.forwarding_numbers.any?)
end

test("log in with a code") do |simulator|
  client = simulator.client(jwt: nil)
  begun = client.authorize_url("https://example.com/login")
  code = URI.decode_www_form(URI(consent(begun.url)).query).to_h["code"]
  client.login(code: code, redirect_uri: "https://example.com/login", verifier: begun.verifier)
  check(client.token.refresh_token)
end

test("keep a token") do |simulator|
  client = simulator.client
  client.login(jwt: simulator.ready[:jwt])
  other = simulator.client(jwt: nil)
  other.token = Token.from_json(client.token.json)
  check(other.caller_ids.any?)
  raised(InvalidArgument) { Token.from_json("{}") }
  Dir.mktmpdir do |folder|
    file = File.join(folder, "token")
    simulator.client(token_file: file).caller_ids
    check(File.read(file).include?("access_token"))
  end
end

test("from the environment") do |simulator|
  check(Client.from_env { |client| client.caller_ids.any? })
  ENV.delete("RC_SERVER_URL")
  error = raised(InvalidArgument) { Client.from_env }
  ENV["RC_SERVER_URL"] = simulator.ready[:url]
  check(error.info.parameter == "RC_SERVER_URL", error.info)
end

test("all settings") do |simulator|
  client = simulator.client(
    account_id: "~", extension_id: "~", call_path: "ringout", connect_timeout: 3, allow_insecure_http: true, access_token_ttl: 600,
    refresh_token_ttl: 3600.0, proxy: "", ca_bundle: nil, app_name: "Test", app_version: "1.0", rate_limit: :fail_fast,
    share: 0.5
  )
  call = client.create_call(to: CALLEE, from: CALLER)
  requests = simulator.requests("POST", "/ringout")
  check(call.id.match?(/\A\d+\z/) && requests.size == 1 && requests[0][:headers][:"user-agent"].include?("Test/1.0"), requests)
  check(client.with_timeout(5).with_rate_limit("wait").call(call.id).status.phase == :ringing_caller)
  error = raised(InvalidArgument) { simulator.client(share: 1.5) }
  check(error.info.parameter == "share", error.info)
end

test("place, poll and cancel a call") do |simulator|
  call = simulator.call(WAITS, WAITS)
  check(call.state == CallState.of("InProgress", "InProgress", "InProgress") && call.to_s == "call #{call.id}")
  simulator.act(call, "caller", "answer")
  check(call.status.caller_status == :success && call.state.phase == :ringing_callee)
  check(call.outcome.kind == :still_in_progress)
  other = simulator.call(WAITS, WAITS)
  check(other.cancel == :hung_up && other.outcome.cancelled_by_us && other.outcome.kind == :cancelled)
  check(other.cancel == :already_ended)
end

test("wait") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  outcome = simulator.call(BUSY).wait
  check(outcome.kind == :busy && outcome.to_s.start_with?("Busy: "))
  call = simulator.call(WAITS, WAITS)
  check(call.wait(timeout: 0.2).kind == :still_in_progress)
  simulator.act(call, "caller", "answer")
  simulator.act(call, "callee", "answer")
  check(call.wait(until: :answered).kind == :answered && call.wait(until: "answered", timeout: 5).connected)
  check(simulator.call(WAITS, WAITS).wait(timeout: 0.1, cancel_on_timeout: true).cancelled_by_us)
  check(raised(InvalidArgument) { call.wait(until: :later) }.info.parameter == "until")
  check(raised(InvalidArgument) { call.wait(timeout: Float::NAN) }.info.parameter == "timeout")
  raised(TypeError) { call.wait(timeout: "1") }
end

test("watch") do |simulator|
  call = simulator.call(WAITS, WAITS)
  watch = call.watch
  simulator.act(call, "caller", "answer")
  watch.each do |change|
    check(change.state.caller_status == :success && change.verdict.kind == :documented)
    check(change.previous.caller_status == :in_progress && change.latest_ms >= change.earliest_ms)
    break
  end
  # The iteration goes on after an exception in its block.
  simulator.act(call, "callee", "busy")
  raised(Alarm) { watch.each { |change| raise change.state.callee_status == :busy ? Alarm : "no" } }
  check(watch.to_a == [] && watch.outcome.kind == :busy)
  check(call.watch { raise Alarm }.kind == :busy && call.watch.lazy.map(&:state).to_a == [])
  watch.close
  check(raised(InvalidArgument) { watch.next }.info.parameter == "watch")
end

test("watch without the other objects") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  watch = simulator.call(BUSY).watch
  GC.start
  check(watch.to_a.any? && watch.outcome.kind == :busy)
  call = simulator.call(WAITS, WAITS)
  lambda do
    simulator.call(WAITS, WAITS).watch
    inbox = Inbox.new
    inbox.watch(call)
    inbox.wait(call)
  end.call
  3.times { GC.start }
  check(call.status.phase == :ringing_caller)
  simulator.call(WAITS, WAITS).watch(cancel_on_exit: true).close
  simulator.await("DELETE", "/ring-out/")
end

test("place many calls") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  requests = [CallRequest.new(to: BUSY, from: CALLER), { to: "+16505550402", from: CALLER }, { to: CALLEE, from: CALLER }]
  lines = Tempfile.create do |file|
    batch = simulator.client.place_all(requests, until: :answered, concurrency: 2, journal: ->(entry) { file.puts(entry) })
    check(batch.remaining == 3)
    found = batch.to_h { |placed| [placed.index, placed] }
    check(batch.remaining.zero? && found[0].outcome.kind == :busy && found[2].outcome.connected)
    check(found[1].call.nil? && found[1].error.is_a?(Forbidden) && found[1].error.info.error_code == "NotEnoughFunds")
    check(found[0].call.outcome.kind == :busy && found[0].to_h[:call] == found[0].call.id)
    file.rewind
    file.readlines
  end
  check(lines.size == 8 && lines.grep(/\A\d Placing to /).size == 3, lines)
  check(simulator.client.place_all([]).to_a == [])
  error = raised(InvalidArgument) { simulator.client.place_all([{ to: CALLEE }, { to: "x" }]) }
  check(error.info.parameter == "requests[1].to", error.info)
  raised(TypeError) { simulator.client.place_all(["+1650"]) }
  error = raised(InvalidArgument) { simulator.client.place_all([{ to: CALLEE, caller_id: "a\0" }]) }
  check(error.info.parameter == "requests[0].caller_id", error.info)
end

test("a journal that raises") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  journal = ->(entry) { raise "no\nroom \0 \xff" if entry.step == :placing && entry.index == 1 }
  found = simulator.client.place_all([{ to: BUSY, from: CALLER }] * 3, journal: journal).to_h { |placed| [placed.index, placed] }
  check(simulator.requests("POST", "/ring-out").size == 1 && found[0].outcome.kind == :busy)
  check(found[1].error.is_a?(Storage) && found[1].error.message.include?("RuntimeError: no"), found[1].error)
end

test("a journal that is left") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  [-> { raise Interrupt }, -> { throw :out }, -> { exit }, -> { Thread.current.raise(Interrupt) }].each do |leave|
    simulator.ask("DELETE", "journal")
    journal = ->(entry) { leave.call if entry.step == :placing && entry.index == 1 }
    batch = simulator.client.place_all([{ to: BUSY, from: CALLER }] * 3, journal: journal)
    left = false
    begin
      catch(:out) do
        batch.to_a
        left = true
      end
    rescue Interrupt, SystemExit
      left = false
    end
    check(!left)
    found = batch.to_a
    check(found.any? && found.all? { |placed| placed.error.is_a?(OperationCancelled) }, found)
    check(simulator.requests("POST", "/ring-out").size == 1)
  end
end

test("a journal that uses the client, on the thread that reads") do |simulator|
  client = simulator.client
  simulator.ask("POST", "clock", { speed: 20 })
  Thread.current[:here] = true
  seen = []
  client.place_all([{ to: BUSY, from: CALLER }], journal: ->(entry) { seen << [entry.step, Thread.current[:here], client.caller_ids.any?] }).to_a
  check(seen == %i[placing placed ended].map { |step| [step, true, true] }, seen)
end

test("an interrupted batch goes on") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  seen = []
  batch = simulator.client.place_all([{ to: WAITS, from: WAITS }], journal: ->(entry) { seen << entry.step })
  error = raised(Timeout::Error) { Timeout.timeout(1) { batch.next } }
  check(error.cause.nil? && seen == %i[placing placed], seen)
  call = simulator.ask("GET", "calls")[:calls].first
  simulator.ask("POST", "calls/#{call[:id]}/caller/busy")
  check(batch.map { |placed| placed.outcome.kind } == [:busy] && seen.last == :ended)
end

test("a batch that is left") do |simulator|
  simulator.ask("POST", "clock", { speed: 20 })
  batch = simulator.client.place_all([{ to: BUSY, from: CALLER }] * 50, concurrency: 1)
  batch.each { break }
  batch.close
  check(simulator.requests("POST", "/ring-out").size <= 2)
  batch = simulator.client.place_all([{ to: BUSY, from: CALLER }] * 3)
  batch.interrupt
  check(batch.map { |placed| placed.error.class } == [OperationCancelled] * 3)
end

test("a call that may have been placed") do |simulator|
  client = simulator.client
  client.caller_ids
  simulator.fault({ drop: "before-response" }, method: "POST")
  error = raised(MaybePlaced) { client.create_call(to: CALLEE, from: CALLER) }
  check(error.info.may_have_placed && !error.info.retryable && error.info.attempt.to == CALLEE)
  simulator.ask("DELETE", "faults")
  simulator.ask("POST", "clock", { advance_ms: 60_000 })
  logged = client.call_log(error.info.attempt)
  check(logged.candidates >= 1 && logged.to == CALLEE && logged.legs.any?, logged)
  check(client.call_log(to: CALLEE, from: CALLER, sent_at: error.info.attempt.sent_at).id == logged.id)
  raised(ArgumentError) { client.call_log }
  raised(ArgumentError) { client.call_log(error.info.attempt, to: CALLEE) }
end

test("each class of error") do |simulator|
  call = simulator.call
  classes = { 401 => Unauthorized, 403 => Forbidden, 404 => NotFound, 400 => Rejected, 429 => RateLimited, 500 => Server }
  classes.each do |status, kind|
    simulator.ask("DELETE", "faults")
    simulator.fault({ status: status, headers: { "Retry-After" => "30" }, body: '{"errorCode":"ABC-1","message":"no"}' }, method: "GET")
    error = raised(kind) { simulator.client(request_timeout: 1.5).call(call.id).status }
    check(error.info.http_status == status && error.info.error_code == "ABC-1", error.info)
    check(status != 429 || error.info.retry_after > 20)
  end
  simulator.ask("DELETE", "faults")
  simulator.fault({ delay_ms: 3000 }, method: "GET")
  check(raised(RequestTimeout) { simulator.client(request_timeout: 0.3).call(call.id).status }.info.retryable)
  simulator.ask("DELETE", "faults")
  simulator.fault({ status: 200, body: "[]" }, method: "GET")
  raised(Protocol) { simulator.client.call(call.id).status }
  raised(ConnectionFailed) { simulator.client(server: "http://127.0.0.1:1", request_timeout: 0.5).caller_ids }
  raised(Storage) { simulator.client(token_file: "/proc/nowhere/token").caller_ids }
  check(raised(InvalidArgument) { simulator.client.create_call(to: "x") }.info.parameter == "to")
  check(Error.of(ErrorInfo.new(code: :internal)).instance_of?(Internal) && Error.of(ErrorInfo.new(code: 99)).instance_of?(Error))
end

test("a wait that times out") do |simulator|
  call = simulator.call(WAITS, WAITS)
  began = clock
  error = raised(Timeout::Error) { Timeout.timeout(0.5) { call.wait } }
  check(error.cause.nil? && clock - began < 5)
  raised(Alarm) { Timeout.timeout(0.5, Alarm) { call.wait } }
  check(call.cancel == :hung_up)
  call = simulator.call(WAITS, WAITS)
  raised(Timeout::Error) { Timeout.timeout(0.5) { call.wait(cancel_on_exit: true) } }
  check(call.wait(timeout: 30).cancelled_by_us)
end

test("Ctrl-C") do |simulator|
  call = simulator.call(WAITS, WAITS)
  # The signal comes when the wait has polled the call.
  simulator.ask("DELETE", "journal")
  killer = Thread.new do
    simulator.await("GET", "/ring-out/")
    Process.kill("INT", Process.pid)
  end
  check(raised(Interrupt) { call.wait }.cause.nil?)
  killer.join
  check(call.cancel == :hung_up)
end

test("an interrupted watch goes on") do |simulator|
  call = simulator.call(WAITS, WAITS)
  watch = call.watch
  raised(Timeout::Error) { Timeout.timeout(0.5) { watch.next } }
  simulator.act(call, "caller", "busy")
  check(watch.to_a.size == 1 && watch.outcome.kind == :busy)
end

test("an interrupted request") do |simulator|
  client = simulator.client
  client.caller_ids
  simulator.fault({ delay_ms: 4000 }, method: "POST")
  check(raised(MaybePlaced) { Timeout.timeout(1) { client.create_call(to: CALLEE, from: CALLER) } }.info.attempt.to == CALLEE)
  error = raised(Alarm) { Timeout.timeout(1, Alarm) { client.create_call(to: CALLEE, from: CALLER) } }
  check(error.cause.is_a?(MaybePlaced), error.cause)
  raised(MaybePlaced) { Timeout.timeout(1) { client.create_call(to: WAITS, from: WAITS, cancel_on_exit: true) } }
  simulator.await("DELETE", "/ring-out/")
  simulator.ask("DELETE", "faults")
  check(client.caller_ids.any?)
end

test("other threads run, and end each other") do |simulator|
  client = simulator.client
  call = client.create_call(to: WAITS, from: WAITS)
  simulator.ask("DELETE", "journal")
  waiting = during(simulator, "GET", "/ring-out/") { call.wait }
  turns = 0
  counter = Thread.new { loop { turns += 1 } }
  # A busy machine may not begin the thread during one operation.
  before = turns
  client.caller_ids until turns > before
  counter.kill.join
  waiting.raise(Alarm)
  raised(Alarm) { waiting.value }
  waiting = Thread.new { call.wait }
  check(waiting.kill.join(60))
  results = Array.new(16) { Thread.new { Array.new(10) { call.status.phase } } }.flat_map(&:value)
  check(results.tally == { ringing_caller: 160 }, results.tally)
end

test("an operation in a signal handler") do |simulator|
  call = simulator.call(WAITS, WAITS)
  seen = nil
  before = Signal.trap("USR1") do
    seen = call.status.phase
    simulator.act(call, "caller", "busy")
  rescue StandardError => e
    seen = e
  end
  simulator.ask("DELETE", "journal")
  killer = Thread.new do
    simulator.await("GET", "/ring-out/")
    Process.kill("USR1", Process.pid)
  end
  check(call.wait.kind == :busy && seen == :ringing_caller, seen)
  killer.join
  Signal.trap("USR1", before)
end

test("a scope hangs up") do |simulator|
  call = simulator.call(WAITS, WAITS)
  check(call.scoped(&:id) == call.id && call.wait(timeout: 30).cancelled_by_us)
  other = simulator.call(WAITS, WAITS)
  raised(Alarm) do
    other.scoped do |inside|
      inside.detach
      raise Alarm
    end
  end
  check(other.status.phase == :ringing_caller)
end

test("1,000 calls in an inbox") do |simulator|
  client = simulator.client
  inbox = Inbox.new
  simulator.ask("POST", "clock", { speed: 10 })
  1000.times { |tag| inbox.create_call(client, CallRequest.new(to: BUSY, from: CALLER), tag: tag) }
  ended = {}
  while ended.size < 1000
    event = inbox.next(60)
    case event
    in { kind: :create_call, call: Call => call, tag: } then inbox.watch(call, tag: tag)
    in { kind: :watch_end, outcome: { kind: :busy }, tag: } then ended[tag] = true
    in { kind: :change, change: Change } then next
    else raise("not as expected: #{event&.kind} #{event&.error&.message} #{event&.outcome&.kind}")
    end
  end
  check(inbox.pending.zero? && inbox.next.nil?)
end

test("the rest of an inbox") do |simulator|
  inbox = Inbox.new
  call = simulator.call(WAITS, WAITS)
  check(IO.select([inbox], nil, nil, 0).nil?)
  inbox.status(call, tag: 3)
  check(IO.select([inbox], nil, nil, 30) && inbox.next.state.phase == :ringing_caller)
  inbox.wait(call, tag: 4)
  check(inbox.interrupt(4) == 1 && inbox.next(30).error.is_a?(OperationCancelled))
  inbox.cancel(call, tag: 5)
  event = inbox.next(30)
  check(event.tag == 5 && event.cancel_effect == :hung_up)
  inbox.log(:debug, tag: 9)
  simulator.client.caller_ids
  event = inbox.next(30)
  check(event.kind == :log && event.tag == 9 && event.log_message.include?("/restapi/"), event)
  inbox.log(nil)
  check(inbox.dropped_log_records.zero?)
  reader = Thread.new { inbox.next(nil) until false }
  reader.report_on_exception = false
  inbox.close
  check(raised(InvalidArgument) { reader.value }.info.parameter == "inbox")
  check(raised(InvalidArgument) { inbox.pending }.info.parameter == "inbox")
end

test("other requests") do |simulator|
  client = simulator.client
  query = { page: 1, perPage: 2, usageType: %w[DirectNumber MainCompanyNumber], skip: nil }
  response = client.request("GET", "/restapi/v1.0/account/~/extension/~/phone-number", query: query)
  check(response.status == 200 && response.json["records"].any? && response.header("Content-Type") && response.error.nil?)
  body = { to: { phoneNumber: CALLEE }, from: { phoneNumber: CALLER } }
  response = client.request("POST", "/restapi/v1.0/account/~/extension/~/ring-out", body: body)
  check(response.json["status"]["callStatus"] == "InProgress")
  response = client.send_request("GET", "/restapi/v1.0/nowhere")
  check(response.status == 404 && response.error.is_a?(NotFound) && response.request_id)
  raised(NotFound) { client.request("GET", "/restapi/v1.0/nowhere") }
  check(raised(InvalidArgument) { client.request("POST", "/restapi/v1.0", body: ["\xff"]) }.info.parameter == "body")
end

test("numbers, limits and preflight") do |simulator|
  client = simulator.client
  check(client.forwarding_numbers[0].id && client.caller_ids[0].phone_number.start_with?("+"))
  check(client.limits.map(&:name) == %w[Light Heavy Auth])
  report = client.preflight(to: CALLEE, from: CALLER)
  check(report.ok && report.checks[0].result == :passed && report.to_s.include?("Login"))
  raised(ArgumentError) { client.preflight(from: CALLER) }
  simulator.ask("POST", "limits", { heavy: { limit: 1, window_s: 60, penalty_s: 60 } })
  impatient = client.with_rate_limit(:fail_fast)
  impatient.create_call(to: CALLEE, from: CALLER)
  check(raised(RateLimited) { impatient.create_call(to: CALLEE, from: CALLER) }.info.retry_after.positive?)
end

test("the log of a call") do |simulator|
  call = simulator.call(BUSY)
  simulator.ask("POST", "clock", { advance_ms: 60_000 })
  check(call.wait.kind == :busy && call.log.matching != :none)
end

test("values") do
  state = CallState.of("InProgress", "Success", "InProgress")
  same = CallState.of("InProgress", "Success", "InProgress")
  other = CallState.of("InProgress", "InProgress", "InProgress")
  check(state == same && state.eql?(same) && { state => 1 }[same] == 1 && state != other && state != 1)
  check(state.to_h[:callee_status] == :in_progress && JSON.parse(JSON.generate(state))["phase"] == "ringing_callee")
  check(state.frozen? && (state in { phase: :ringing_callee }))
  check(!RingOut.check_transition(state, other).to_s.empty?)
  check(RingOut.dial_uri(CALLEE, :tel) == "tel:#{CALLEE}" && RingOut.dial_uri(CALLEE).start_with?("rcmobile:"))
  check(raised(InvalidArgument) { RingOut.dial_uri(CALLEE, :fax) }.info.parameter == "scheme")
  check(RingOut.explain_status("Busy") == RingOut.explain_status(:busy))
  check(CallState.of("Odd", "InProgress", "InProgress").call_status == :unknown)
  check(CallRequest.new(to: CALLEE, play_prompt: true).to_h[:play_prompt])
end

test("bad arguments") do |simulator|
  client = simulator.client
  raised(TypeError) { client.create_call(to: nil) }
  raised(TypeError) { client.create_call(to: 16_505_550_100) }
  raised(TypeError) { client.create_call(to: CALLEE, play_prompt: "yes") }
  raised(ArgumentError) { client.create_call }
  raised(ArgumentError) { client.create_call(to: CALLEE, form: CALLER) }
  raised(TypeError) { client.call(["x"]) }
  raised(TypeError) { client.call(nil) }
  raised(TypeError) { simulator.client(request_timeout: "1") }
  ["\xff", "a\xc3", "\0", "\xff".b, "\xe9".dup.force_encoding("ISO-8859-1"), "\xff\xd8".dup.force_encoding("UTF-16LE")].each do |bytes|
    check(raised(InvalidArgument) { client.create_call(to: bytes) }.info.parameter == "to")
    next if bytes.encoding == Encoding::ISO_8859_1

    check(raised(InvalidArgument) { client.call(bytes) }.info.parameter == "id")
    raised(InvalidArgument) { client.login(jwt: bytes) }
    check(raised(InvalidArgument) { simulator.client(client_id: bytes) }.info.parameter == "client_id")
    check(raised(InvalidArgument) { client.request("GET", "/restapi", query: { a: bytes }) }.info.parameter == "query")
  end
  check(client.create_call(to: CALLEE.encode("UTF-16LE"), from: CALLER.b).id)
  {
    request_timeout: [0, -1, Float::INFINITY, Float::NAN, 10**12, Rational(1, 10_000)], access_token_ttl: [0, 1, -5], connect_timeout: [0.0001]
  }.each do |name, values|
    values.each do |value|
      error = raised(InvalidArgument) { simulator.client(name => value) }
      check(error.info.parameter == name.to_s && error.message.include?(name.to_s), error.info)
    end
  end
  check(raised(InvalidArgument) { simulator.client(call_path: "x") }.info.parameter == "call_path")
  check(raised(InvalidArgument) { client.place_all([], concurrency: -1) }.info.parameter == "concurrency")
  raised(TypeError) { client.place_all([], concurrency: "1") }
  raised(TypeError) { client.place_all([], journal: 1) }
end

test("a closed client") do |simulator|
  client = simulator.client
  variant = client.with_timeout(5)
  call = client.create_call(to: WAITS, from: WAITS)
  watch = call.watch
  2.times { client.close }
  [client, variant].each do |closed|
    check(raised(InvalidArgument) { closed.create_call(to: CALLEE) }.message == "client: is closed")
    check(raised(InvalidArgument) { closed.token }.info.parameter == "client")
  end
  raised(OperationCancelled) { call.status }
  raised(OperationCancelled) { call.wait }
  raised(OperationCancelled) { watch.to_a }
  check(call.state.phase == :ringing_caller)
end

test("a client that is closed while threads use it") do |simulator|
  client = simulator.client
  call = client.create_call(to: WAITS, from: WAITS)
  simulator.ask("DELETE", "journal")
  waiting = during(simulator, "GET", "/ring-out/") { call.wait }
  users = Array.new(8) do
    Thread.new do
      loop { client.limits }
    rescue InvalidArgument, OperationCancelled => e
      e
    end
  end
  client.close
  raised(OperationCancelled) { waiting.value }
  check(users.map(&:value).map(&:class).uniq == [InvalidArgument])
end

test("a forked child") do |simulator|
  client = simulator.client
  call = client.create_call(to: WAITS, from: WAITS)
  watch = call.watch
  inbox = Inbox.new
  children = Array.new(4) do
    Process.fork do
      fine = call.status.phase == :ringing_caller && client.caller_ids.any? && client.create_call(to: BUSY, from: CALLER).id != call.id
      fine &&= call.wait(timeout: 0.1).kind == :still_in_progress
      raised(InvalidArgument) { inbox.next }
      own = Inbox.new
      own.status(call)
      fine &&= own.next(30).state
      fine &&= client.place_all([{ to: "+16505550402", from: CALLER }], journal: ->(_) {}).first.error.is_a?(Forbidden)
      GC.start
      exit!(fine ? 0 : 1)
    end
  end
  statuses = children.map { |child| Process.wait2(child).last.exitstatus }
  check(statuses == [0] * 4, statuses)
  simulator.act(call, "caller", "busy")
  check(watch.to_a.size == 1 && call.wait.kind == :busy)
end

test("a program that ends in the middle") do |simulator|
  lines = [
    "call = client.create_call(to: '#{WAITS}', from: '#{WAITS}'); Thread.new { call.wait }; call.watch",
    "batch = client.place_all([{ to: '#{WAITS}', from: '#{WAITS}' }], journal: ->(_) { exit }); batch.to_a",
    "batch = client.place_all([{ to: '#{WAITS}', from: '#{WAITS}' }], journal: ->(_) { sleep }); Thread.new { batch.to_a }; Thread.pass",
  ]
  lines.each do |line|
    program = "$:.unshift(*#{$LOAD_PATH.first(1)}); require 'ringout'; client = RingOut::Client.from_env; #{line}"
    reader, writer = IO.pipe
    child = Process.spawn("ruby", "-W0", "-e", program, %i[out err] => writer)
    writer.close
    Timeout.timeout(60) { Process.wait(child) }
    check($?.success?, reader.read)
  end
  check(simulator.ask("GET", "state"))
end

test("no secret in any text") do |simulator|
  secrets = simulator.ready.values_at(:client_secret, :jwt, :password)
  inbox = Inbox.new
  inbox.log(:debug)
  client = simulator.client(proxy: "")
  client.login(jwt: simulator.ready[:jwt])
  token = client.token
  secrets.push(token.access_token, token.refresh_token)
  begun = client.authorize_url("https://example.com/login")
  secrets << begun.verifier
  shown = ->(value) { [value.inspect, value.to_s, JSON.generate(value), value.instance_variables.inspect] }
  texts = [client, token, begun, client.send_request("GET", "/restapi/v1.0/account/~"), client.limits].flat_map(&shown)
  failures = [
    -> { client.login(jwt: "#{secrets[1]}\xff") },
    -> { client.login(username: "x", password: "#{secrets[2]}x") },
    -> { client.login_redirect("https://example.com/login?code=#{secrets[1]}&state=x", begun) },
    -> { Client.new(server: "#{simulator.ready[:url]}\0", client_id: "id", client_secret: secrets[0], jwt: secrets[1]) },
    -> { Client.new(server: simulator.ready[:url], client_id: "", jwt: secrets[1], proxy: "http://u:#{secrets[2]}@") },
    -> { Token.from_json("#{JSON.generate(access_token: secrets[3])}\0") },
    -> { client.request("POST", "/restapi/oauth/revoke", body: { token: secrets[3], x: "\xff" }) },
  ]
  failures.each do |failure|
    failure.call
    check(false)
  rescue Error => e
    texts.push(e.full_message, e.inspect, *shown.call(e.info))
  end
  client.logout
  while (event = inbox.next)
    texts << event.log_message
  end
  check(texts.size > 30)
  texts.product(secrets.compact).each { |text, secret| check(!text.b.include?(secret.b), text) }
end

test("RingCentral's names") do |simulator|
  require "ringout/compat"
  ready = simulator.ready
  platform = RingCentral.new(ready[:client_id], ready[:client_secret], ready[:url])
  check(platform.token.nil?)
  platform.authorize(jwt: ready[:jwt])
  token = platform.token
  check(token["access_token"] && !platform.inspect.include?(token["access_token"]))
  body = { to: { phoneNumber: CALLEE }, from: { phoneNumber: CALLER }, playPrompt: false }
  response = platform.post("/restapi/v1.0/account/~/extension/~/ring-out", payload: body)
  id = response.body["id"]
  check(response.status == 200 && response.success? && response.headers["content-type"].include?("json"))
  path = "/restapi/v1.0/account/~/extension/~/ring-out/#{id}"
  check(platform.get("#{ready[:url]}#{path}").body["status"]["callStatus"] && platform.delete(path).status == 204)
  records = platform.get("/restapi/v1.0/account/~/extension/~/phone-number", params: { perPage: 1 }).body["records"]
  check(records.size == 1)
  %i[put patch].each { |method| raised(NotFound) { platform.public_send(method, "/restapi/v1.0/nowhere", payload: { a: 1 }) } }
  raised(Rejected) { platform.post("/restapi/v1.0/account/~/extension/~/ring-out", payload: { to: { phoneNumber: "x" } }) }
  code = URI.decode_www_form(URI(consent(platform.authorize_uri("https://example.com/login", "s"))).query).to_h["code"]
  other = RingCentral.new(ready[:client_id], ready[:client_secret], ready[:url])
  other.authorize(auth_code: code, redirect_uri: "https://example.com/login")
  other.refresh
  other.authorize(username: ready[:username], extension: "101", password: ready[:password])
  other.token = token
  check(other.token["access_token"] == token["access_token"])
  platform.revoke
  check(platform.token.nil?)
  other.token = nil
  raised(NotLoggedIn) { other.get("/restapi/v1.0/account/~") }
end

Suite.end
