# frozen_string_literal: true

# The vectors in Ruby: `ruby vectors.rb SHARE OF` runs the cases of bad_input.json whose number modulo OF is SHARE, and with share 0 also
# all others.

require "socket"
require_relative "simulator"

# Extra seconds for a busy machine.
SLACK = 5
Native = RingOut::Native

def vectors(name)
  JSON.parse(File.read(File.join(__dir__, "../../vectors", name)))
end

def code(error)
  Native.error_code_name(RingOut::ErrorCode::NUMBERS.fetch(error.info.code))
end

# Returns what differs from the expected error.
def differences(error, expect)
  info = error.info
  seen = {
    "code" => code(error),
    "http_status" => info.http_status.zero? ? nil : info.http_status,
    "error_code" => info.error_code,
    "parameter" => info.parameter,
    "oauth_error" => info.oauth_error,
    "request_id" => info.request_id,
    "retryable" => info.retryable,
    "may_have_placed" => info.may_have_placed,
    "retry_after" => info.retry_after,
    "details" => info.details.size,
    "hint" => info.hint,
    "fields" => JSON.parse(info.details.first&.fields || "{}"),
  }
  found = expect.flat_map do |key, wanted|
    if %w[text hint].include?(key) && wanted.is_a?(Array)
      text = key == "text" ? error.message : info.hint.to_s
      wanted.reject { |part| text.include?(part) }.map { |part| "#{part.inspect} is not in #{text.inspect}" }
    else
      seen.fetch(key) == wanted ? [] : ["#{key} is #{seen[key].inspect}, not #{wanted.inspect}"]
    end
  end
  found << "no message of one line: #{info.message.inspect}" unless info.message.match?(/\A[^[:cntrl:]]{1,1000}\z/)
  found.join("; ")
end

def transitions
  all = vectors("transitions.json")
  names = all["statuses"]
  names.each_with_index do |name, number|
    state = RingOut::CallState.of(name, "InProgress", "InProgress")
    fine = RingOut::Status::NUMBERS[state.call_status] == number && state.call_status_text == name
    Suite.count("status #{name}", fine ? "" : state.inspect)
  end
  { call: "call", caller: "leg", callee: "leg" }.each do |field, table|
    state = lambda do |status|
      words = { call: "InProgress", caller: "InProgress", callee: "InProgress", field => status }
      RingOut::CallState.of(*words.values)
    end
    names.product(names).zip(all[table].flatten).each do |(before, after), wanted|
      verdict = RingOut.check_transition(state[before], state[after])
      kinds = verdict.reasons.select { |reason| reason.field == field }.map { |reason| verdict_name(reason.kind) }
      kinds = [before == after ? "Unchanged" : "Documented"] if kinds.empty?
      Suite.count("#{field}: #{before} > #{after}", kinds == [wanted] ? "" : kinds.inspect)
    end
  end
  all["triples"].each do |row|
    before, after = row.values_at("from", "to").map { |words| RingOut::CallState.of(*words) }
    verdict = RingOut.check_transition(before, after)
    reasons = verdict.reasons.map { |reason| [reason.field.to_s, verdict_name(reason.kind)] }
    phase = Native.phase_name(RingOut::Phase::NUMBERS.fetch(after.phase))
    seen = [verdict_name(verdict.kind), phase, reasons, verdict.reasons.filter_map(&:path).first]
    Suite.count(row["name"], seen == row.values_at("verdict", "phase", "reasons", "path") ? "" : seen.inspect)
  end
end

def verdict_name(kind)
  Native.verdict_kind_name(RingOut::VerdictKind::NUMBERS.fetch(kind))
end

def errors(simulator)
  all = vectors("errors.json")
  all["codes"].each do |row|
    kind = RingOut::Error.of(RingOut::ErrorInfo.new(code: RingOut::ErrorCode::NAMES.fetch(row["number"]), text: "x")).class
    wanted = (row["class"] || "InvalidArgumentError").delete_suffix("Error")
    Suite.count("class of #{row["code"]}", kind.name == "RingOut::#{wanted}" ? "" : kind.name)
  end
  simulator.ask("POST", "reset")
  id = simulator.call.id
  all["responses"].each do |row|
    simulator.ask("DELETE", "faults")
    simulator.fault(row.slice("status", "headers", "body"), method: "GET")
    # A new client, because a client remembers a rate limit or a lockout.
    call = simulator.client(request_timeout: row["request_timeout"]).call(id)
    begin
      call.status
      problem = "it succeeds"
    rescue RingOut::Error => e
      problem = differences(e, row["expect"])
      problem += row.fetch("not_text", []).select { |part| e.message.include?(part) }.map { |part| "it shows #{part}" }.join
    end
    Suite.count(row["name"], problem)
  end
end

def filled(value, places)
  case value
  when String then value.gsub(/\{simulator\}|\{closed\}/, places)
  when Array then value.map { |each| filled(each, places) }
  when Hash then value.transform_values { |each| filled(each, places) }
  else value
  end
end

# Runs the operation of a case. Returns its error, its result and how long it took.
def operate(simulator, row)
  arguments = row["arguments"].transform_keys(&:to_sym)
  settings = row["client"].transform_keys(&:to_sym)
  operation = row["operation"]
  began = now
  return [nil, RingOut.dial_uri(arguments[:number], arguments[:scheme]), now - began] if operation == "dial_uri"

  jwt = settings.fetch(:jwt, simulator.ready[:jwt])
  settings[:jwt] = nil if operation == "login"
  client = simulator.client(**settings)
  return [nil, nil, now - began] if operation == "build"

  call = client.create_call(to: CALLEE, from: CALLER) if %w[status cancel].include?(operation) && !arguments.key?(:id)
  row["faults"].each { |fault| simulator.ask("POST", "faults", fault) }
  simulator.ask("DELETE", "journal")
  began = now
  perform(client, call, operation, arguments, jwt)
  [nil, nil, now - began]
rescue RingOut::Error => e
  [e, nil, now - began]
end

def perform(client, call, operation, arguments, jwt)
  case operation
  when "login" then client.login(jwt: jwt)
  when "create_call" then client.create_call(**arguments)
  when "call" then client.call(arguments[:id])
  when "status" then (call || client.call(arguments[:id])).status
  when "cancel" then (call || client.call(arguments[:id])).cancel
  when "request" then client.request(arguments[:method], arguments[:path], body: arguments[:body])
  else raise "unknown operation #{operation}"
  end
end

def now
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

# Runs a case of bad_input.json, and returns what is wrong.
def bad_input(simulator, row)
  simulator.ask("POST", "reset")
  error, returned, took = operate(simulator, row)
  found = []
  if error
    found << differences(error, row["expect"])
    shown = [error.full_message, error.inspect, error.info.inspect, error.detailed].map(&:b).join
    found += [simulator.ready[:client_secret], simulator.ready[:jwt], *row.fetch("not_text", [])].select { |part| shown.include?(part.b) }
  elsif row["expect"]["code"] != "OK"
    found << "it succeeds"
  elsif row.key?("returns") && returned != row["returns"]
    found << "it returns #{returned}"
  end
  posts = simulator.requests("POST")
  found << "it sends #{posts}" if row.key?("sent") && posts.none? { |one| one[:body] == JSON.parse(JSON.generate(row["sent"]), symbolize_names: true) }
  creates = posts.count { |one| one[:path].match?(%r{/ring-?out\z}) }
  found << "#{creates} POSTs" if creates != row["posts"]
  placed = simulator.ask("GET", "state")[:calls][:placed]
  found << "#{placed} calls placed" if placed != row.fetch("placed", placed)
  found << "it took #{took} s" if took > row["within"] + SLACK
  found.reject(&:empty?).join("; ")
end

# What `inspect` of all instance variables shows.
class RingOut::Error
  def detailed
    instance_variables.map { |name| instance_variable_get(name).inspect }.join
  end
end

share, of = ARGV.map(&:to_i)
simulator = Simulator.new
if share.zero?
  transitions
  errors(simulator)
end
# Bound but not listening, so that connections are refused.
closed = Socket.new(:INET, :STREAM)
closed.bind(Addrinfo.tcp("127.0.0.1", 0))
places = { "{simulator}" => simulator.ready[:url], "{closed}" => "http://127.0.0.1:#{closed.local_address.ip_port}" }
vectors("bad_input.json")["cases"].each_with_index do |row, number|
  next if number % of != share || row.fetch("not_in", []).include?("ruby")

  Suite.count(row["name"], bad_input(simulator, filled(row, places)))
end
Suite.end
