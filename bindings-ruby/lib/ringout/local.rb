# frozen_string_literal: true

# Conversions, and methods of the generated values.

require "json"

module RingOut
  # Times, choices, and the errors of this layer.
  # @api private
  module Local
    module_function

    def error(code, text, parameter = nil)
      Error.of(ErrorInfo.new(code: code, text: text, message: text, parameter: parameter))
    end

    def invalid(parameter, problem)
      error(:invalid_argument, "#{parameter}: #{problem}", parameter)
    end

    # Returns milliseconds for the library, whose range ends at DEFAULT_TIMEOUT.
    def ms(seconds, name)
      return Native::DEFAULT_TIMEOUT if seconds.nil?

      [(check(seconds, name) * 1000).round, Native::DEFAULT_TIMEOUT - 1].min
    end

    # Returns whole seconds for the library, where 0 means the default.
    def lifetime(seconds, name)
      seconds.nil? ? 0 : check(seconds, name).ceil.clamp(1, Native::DEFAULT_TIMEOUT)
    end

    def check(seconds, name)
      raise TypeError, "#{name}: a number of seconds, not a #{seconds.class}" unless seconds.is_a?(Numeric)
      raise invalid(name, "is not a number of seconds") unless seconds.real? && seconds.to_f.finite? && !seconds.negative?

      seconds
    end

    # Returns the number of a choice, whose names are spelled as symbols or strings.
    def choice(value, parameter, names)
      names.fetch(value.to_s) { raise invalid(parameter, "is none of #{names.keys.join(", ")}") }
    end

    def until_(value)
      choice(value, "until", "ended" => 0, "answered" => 1)
    end

    def rate_limit(value)
      choice(value, "rate_limit", "wait" => 0, "fail_fast" => 1, "fail-fast" => 1)
    end

    def flag(value)
      value ? 1 : 0
    end

    def wait_options(until_, timeout, cancel_on_timeout, cancel_on_exit)
      Native.wait_options(
        [],
        until_: Local.until_(until_),
        timeout_ms: ms(timeout, "timeout"),
        cancel_on_timeout: flag(cancel_on_timeout),
        cancel_on_exit: flag(cancel_on_exit),
      )
    end

    def time(unix_ms)
      Time.at(unix_ms.div(1000), unix_ms % 1000, :millisecond, in: "UTC")
    end
  end

  # The spelling of the library's names in Ruby, for error messages.
  # @api private
  module Spelling
    NAMES = {
      "connect_timeout_ms" => "connect_timeout", "request_timeout_ms" => "request_timeout", "create_timeout_ms" => "create_timeout",
      "total_timeout_ms" => "total_timeout", "timeout_ms" => "timeout", "access_token_ttl_s" => "access_token_ttl",
      "refresh_token_ttl_s" => "refresh_token_ttl", "sent_at_unix_ms" => "sent_at", "redirected_to" => "url"
    }.freeze
    private_constant :NAMES

    def self.apply(info)
      spelled = %i[text message hint parameter].to_h { |name| [name, spell(info.public_send(name), info.http_status.zero?)] }
      return info if spelled.all? { |name, text| text == info.public_send(name) }

      fields = info.instance_variables.to_h { |name| [name[1..].to_sym, info.instance_variable_get(name)] }
      ErrorInfo.new(**fields, **spelled)
    end

    # RingCentral's own texts keep their names.
    def self.spell(text, is_local)
      return text if text.nil?

      text = text.gsub(/\bringout_client_(\w+)/, 'Client#\1').sub("Client#from_env", "Client.from_env")
      is_local ? text.gsub(/\b(?:#{NAMES.keys.join("|")})\b/, NAMES) : text
    end
    private_class_method :spell
  end

  # The numbers and the time of a request that may have placed a call. `Client#call_log` looks it up.
  class Attempt
    include Value

    # @return [String, nil] the callee's number as sent
    attr_reader :to
    # @return [String, nil] the caller's number as sent
    attr_reader :from
    # @return [Time] when the first byte of the request was sent, by this machine's clock
    attr_reader :sent_at

    def initialize(to:, from:, sent_at:)
      @to = to
      @from = from
      @sent_at = sent_at
      freeze
    end
  end

  # One call to place with `Client#place_all`. The parameters are those of `Client#create_call`.
  class CallRequest
    include Value

    attr_reader :to, :from, :from_forwarding_number, :caller_id, :play_prompt, :country

    def initialize(to:, from: nil, from_forwarding_number: nil, caller_id: nil, play_prompt: nil, country: nil)
      @to = to
      @from = from
      @from_forwarding_number = from_forwarding_number
      @caller_id = caller_id
      @play_prompt = play_prompt
      @country = country
      freeze
    end

    # @api private
    def native(keep, cancel_on_exit: false)
      raise TypeError, "to: no implicit conversion of nil into String" if to.nil?

      Native.call_request(
        keep,
        play_prompt: { nil => 0, true => 1, false => 2 }.fetch(play_prompt) { raise TypeError, "play_prompt: true, false or nil" },
        to: to,
        from: from,
        from_forwarding_number: from_forwarding_number,
        caller_id: caller_id,
        country: country,
        cancel_on_exit: Local.flag(cancel_on_exit),
      )
    end
  end

  class Authorization
    # @return [Hash] what `from_h` needs, for a session on your server. It contains a secret.
    def to_h
      { redirect_uri: redirect_uri, state: state, verifier: verifier }
    end

    # Makes the authorization of a hash of `to_h`, whose keys may have become strings.
    def self.from_h(hash)
      hash = hash.transform_keys(&:to_sym)
      new(redirect_uri: hash.fetch(:redirect_uri), state: hash.fetch(:state), verifier: hash.fetch(:verifier))
    end
  end

  class CallState
    # Makes a state from three statuses as RingCentral spells them, such as "InProgress".
    def self.of(call, caller, callee)
      take(Native.state_new(call, caller, callee))
    end
  end

  class ErrorInfo
    # @return [Float, nil] how many seconds to wait before the next request, if a rate limit is the cause
    def retry_after
      retry_after_ms.negative? ? nil : retry_after_ms / 1000.0
    end

    # @return [Attempt, nil] the request that may have placed a call, for `Client#call_log`
    def attempt
      return if attempt_sent_at_unix_ms.negative?

      Attempt.new(to: attempt_to, from: attempt_from, sent_at: Local.time(attempt_sent_at_unix_ms))
    end
  end

  class Response
    # @return [Object] the body parsed as JSON
    # @raise [Protocol] the body is not JSON
    def json
      JSON.parse(body.dup.force_encoding(Encoding::UTF_8))
    rescue JSON::ParserError
      raise Local.error(:protocol, "the body is not JSON")
    end

    # @return [String, nil] the first header with this name, in any case
    def header(name)
      headers.find { |header| header.name == name.downcase }&.value
    end
  end

  class Token
    # Reads a token from the JSON of `json`, or from RingCentral's response, which is taken as issued now.
    def self.from_json(json)
      take(Native.token_from_json(json))
    end

    # @return [Time] when the access token expires
    def expires_at
      Local.time(expires_at_unix_ms)
    end
  end
end
