# frozen_string_literal: true

# The low-level layer of Ruby.

require_relative "../../bindings-ruby/lib/ringout"

Native = RingOut::Native

def check(name, passed)
  puts passed ? "ok #{name}" : "failed #{name}: see the program"
end

def fails(name, parameter)
  yield
  check(name, false)
rescue RingOut::InvalidArgument => e
  check(name, e.info.parameter == parameter && !e.message.empty?)
end

# Prints where each field of a struct is: the first byte that changes with it.
def layout(name)
  keep = []
  default = Native.public_send(name, keep)
  puts "layout ringout_#{name} #{default.bytesize}"
  Native.method(name).parameters.filter_map { |kind, field| field if kind == :key }.each do |field|
    changed, size = begin
      [Native.public_send(name, keep, field => "x"), 8]
    rescue NoMethodError, TypeError
      [Native.public_send(name, keep, field => 1), 1]
    end
    at = default.bytes.zip(changed.bytes).index { |a, b| a != b }
    # In a double, the highest bytes of a 1 change; integers begin at a multiple of four.
    size = 8 unless (at % 4).zero?
    puts "layout ringout_#{name}.#{field.to_s.chomp("_")} #{at / size * size}"
  end
end

check("version", Native.version == "0.1.0" && Native.abi_version.zero?)
keep = []
client = Native.client_new(Native.config(keep, server: "http://127.0.0.1:1", client_id: "id"))
fails("bad argument", "id") { Native.client_call(client, "") }
fails("NUL in a string", "id") { Native.client_call(client, "a\0b") }
fails("not UTF-8", "id") { Native.client_call(client, "a\xff") }
fails("bad setting", "server") { Native.client_new(Native.config(keep, client_id: "id")) }
state = RingOut::CallState.take(Native.state_new("InProgress", "Success", "InProgress"))
check("record", state.phase == :ringing_callee && state.to_s == "call InProgress, caller Success, callee InProgress")
from = Native.state_new("InProgress", "InProgress", "InProgress")
to = Native.state_new("InProgress", "Success", "Finished")
verdict = RingOut::Verdict.take(Native.check_transition(from, to))
check("lists", verdict.kind == :undocumented &&
  verdict.reasons.map(&:path_statuses) == [%i[in_progress success finished], []])
Native.state_free(from)
Native.state_free(to)
check("owned string", Native.dial_uri("+16505550100", RingOut::DialScheme::NUMBERS[:tel]) == "tel:+16505550100")
check("items", RingOut::Limits.take(Native.client_limits(client)).items[1].limit == 10)
inbox = Native.inbox_new
check("no event", Native.inbox_next(inbox).nil?)
Native.client_login_jwt_into(client, "jwt", inbox, 7)
Native.inbox_interrupt(inbox, 7)
event = RingOut::Event.take(Native.inbox_wait(inbox, 60_000))
check("event", event.kind == :login && event.tag == 7 && event.error.info.code == event.status)
# A thread of Ruby runs while a function waits.
turns = 0
thread = Thread.new { loop { turns += 1; Thread.pass } }
Native.inbox_wait(inbox, 200)
check("waits without the VM lock", turns > 1)
thread.kill.join
Native.inbox_free(inbox)
Native.client_free(client)
%i[token_store ledger config call_request wait_options place_options].each { |name| layout(name) }
puts "end"
