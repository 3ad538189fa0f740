# frozen_string_literal: true

# Places a call, follows it until it ends, and prints the outcome.
#
# Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT from the
# environment. RingCentral's own samples use the same names.

require "ringout"

recipient = ENV.fetch("RINGOUT_RECIPIENT") do
  warn "RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100"
  exit 2
end
begin
  client = RingOut::Client.from_env
  call = client.create_call(to: recipient, from: ENV.fetch("RINGOUT_CALLER", nil))
  puts "Call placed. Call status: #{call.state.call_status_text}" if call.state
  outcome = call.watch { |change| puts format("%5.1f s  %s", change.latest_ms / 1000.0, change.state) }
  puts outcome
rescue RingOut::InvalidArgument, RingOut::NotLoggedIn => e
  warn e.message
  exit 2
rescue RingOut::Error => e
  warn e.message
  exit 1
end
