# frozen_string_literal: true

# Places, follows and cancels RingCentral RingOut calls. See RingOut::Client.

require_relative "ringout/value"
require_relative "ringout/native"
require_relative "ringout/local"
require_relative "ringout/operation"
require_relative "ringout/call"
require_relative "ringout/place_all"
require_relative "ringout/inbox"
require_relative "ringout/client"

module RingOut
  # The version of this package.
  VERSION = "0.1.0"

  class << self
    # @return [String] the version of the loaded library
    def version
      Native.version
    end

    # Compares the transition from one state of a call to another with RingCentral's documentation.
    # @param from [CallState]
    # @param to [CallState]
    # @return [Verdict]
    def check_transition(from, to)
      states = [from, to].map do |state|
        raise TypeError, "a state is a RingOut::CallState, not a #{state.class}" unless state.is_a?(CallState)

        Native.state_new(state.call_status_text, state.caller_status_text, state.callee_status_text)
      end
      Verdict.take(Native.check_transition(*states))
    ensure
      states&.each { |state| Native.state_free(state) }
    end

    # @param number [String]
    # @param scheme [Symbol, String] `:rc_mobile` ("rcmobile") opens RingCentral's apps, `:tel` the device's default app
    # @return [String] a link that dials the number
    def dial_uri(number, scheme = :rc_mobile)
      Native.dial_uri(number, Local.choice(scheme, "scheme", "rcmobile" => 0, "rc_mobile" => 0, "tel" => 1))
    end

    # @param status [Symbol, String] such as `:busy`, or "Busy" as RingCentral spells it
    # @return [String] what a status means, in one sentence without a full stop
    def explain_status(status)
      number = status.is_a?(Symbol) ? Status::NUMBERS.fetch(status, 0) : Native.status_parse(status)
      Native.status_explain(number)
    end
  end
end
