# frozen_string_literal: true

# Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

require "fiddle"
require "rbconfig"
require_relative "types"

module RingOut
  # The functions of libringout. A function that fails raises the error of its code; outputs are returned.
  #
  # Pointers are Integers and nil. Your program frees what the description of a function says. Functions that may wait
  # release the VM lock.
  # @api private
  module Native
    extend Fiddle
    include Fiddle

    F = Fiddle::Function
    ZERO = "\0".b.freeze
    private_constant :F, :ZERO

    # The functions that this file uses.
    NEEDED = %w[
      ringout_version
      ringout_abi_version
      ringout_error_free
      ringout_error_code
      ringout_error_code_name
      ringout_error_text
      ringout_error_message
      ringout_error_hint
      ringout_error_parameter
      ringout_error_http_status
      ringout_error_error_code
      ringout_error_oauth_error
      ringout_error_request_id
      ringout_error_retry_after_ms
      ringout_error_retryable
      ringout_error_may_have_placed
      ringout_error_detail_count
      ringout_error_detail_error_code
      ringout_error_detail_message
      ringout_error_detail_parameter_name
      ringout_error_detail_parameter_value
      ringout_error_detail_additional_info
      ringout_error_detail_field
      ringout_error_detail_fields
      ringout_error_attempt_to
      ringout_error_attempt_from
      ringout_error_attempt_sent_at_unix_ms
      ringout_string_free
      ringout_set_log_callback
      ringout_log_level_name
      ringout_call_path_name
      ringout_client_new
      ringout_client_from_env
      ringout_client_free
      ringout_client_with_timeout
      ringout_client_with_rate_limit
      ringout_authorization_new
      ringout_authorization_free
      ringout_authorization_url
      ringout_authorization_redirect_uri
      ringout_authorization_state
      ringout_authorization_verifier
      ringout_token_from_json
      ringout_token_free
      ringout_token_json
      ringout_token_access_token
      ringout_token_refresh_token
      ringout_token_scope
      ringout_token_expires_at_unix_ms
      ringout_client_login_jwt
      ringout_client_login_password
      ringout_client_login_code
      ringout_client_authorize_url
      ringout_client_login_redirect
      ringout_client_refresh
      ringout_client_logout
      ringout_client_token
      ringout_client_set_token
      ringout_token_key_server
      ringout_token_key_client_id
      ringout_token_key_user
      ringout_token_key_text
      ringout_token_sink_set_token
      ringout_token_sink_set_failure
      ringout_ledger_key_server
      ringout_ledger_key_client_id
      ringout_ledger_key_user
      ringout_ledger_key_dedupe_key
      ringout_ledger_key_text
      ringout_ledger_sink_set_record
      ringout_ledger_sink_set_failure
      ringout_dial_uri
      ringout_dial_scheme_name
      ringout_client_caller_ids
      ringout_caller_ids_free
      ringout_caller_ids_count
      ringout_caller_ids_id
      ringout_caller_ids_phone_number
      ringout_caller_ids_usage_type
      ringout_caller_ids_label
      ringout_client_forwarding_numbers
      ringout_forwarding_numbers_free
      ringout_forwarding_numbers_count
      ringout_forwarding_numbers_id
      ringout_forwarding_numbers_phone_number
      ringout_forwarding_numbers_label
      ringout_forwarding_numbers_kind
      ringout_client_preflight
      ringout_preflight_free
      ringout_preflight_ok
      ringout_preflight_text
      ringout_preflight_check_count
      ringout_preflight_check_kind
      ringout_check_kind_name
      ringout_preflight_check_result
      ringout_check_result_name
      ringout_preflight_check_explanation
      ringout_client_create_call
      ringout_client_find_call
      ringout_client_call
      ringout_call_free
      ringout_call_clone
      ringout_call_id
      ringout_call_adopted
      ringout_call_take_lease
      ringout_call_claim_outcome
      ringout_status_name
      ringout_status_explain
      ringout_status_parse
      ringout_status_is_failed_leg
      ringout_status_is_ended
      ringout_state_new
      ringout_state_free
      ringout_state_call_status
      ringout_state_caller_status
      ringout_state_callee_status
      ringout_state_call_status_text
      ringout_state_caller_status_text
      ringout_state_callee_status_text
      ringout_state_phase
      ringout_phase_name
      ringout_state_text
      ringout_state_explain
      ringout_outcome_free
      ringout_outcome_kind
      ringout_outcome_kind_name
      ringout_outcome_leg
      ringout_leg_name
      ringout_outcome_status
      ringout_outcome_status_text
      ringout_outcome_connected
      ringout_outcome_cancelled_by_us
      ringout_outcome_source
      ringout_outcome_source_name
      ringout_outcome_explanation
      ringout_outcome_text
      ringout_check_transition
      ringout_verdict_free
      ringout_verdict_kind
      ringout_verdict_kind_name
      ringout_verdict_text
      ringout_verdict_reason_count
      ringout_verdict_reason_field
      ringout_field_name
      ringout_verdict_reason_kind
      ringout_verdict_reason_text
      ringout_verdict_reason_path
      ringout_verdict_reason_path_count
      ringout_verdict_reason_path_status
      ringout_until_name
      ringout_call_status
      ringout_call_state
      ringout_call_outcome
      ringout_call_cancel
      ringout_call_detach
      ringout_cancel_effect_name
      ringout_call_wait
      ringout_change_clone
      ringout_change_free
      ringout_change_previous
      ringout_change_state
      ringout_change_verdict
      ringout_change_earliest_ms
      ringout_change_latest_ms
      ringout_call_watch
      ringout_watch_new
      ringout_watch_free
      ringout_watch_next
      ringout_watch_next_timeout
      ringout_watch_outcome
      ringout_scoped_call_new
      ringout_scoped_call_free
      ringout_journal_entry_step
      ringout_journal_step_name
      ringout_journal_entry_index
      ringout_journal_entry_at_unix_ms
      ringout_journal_entry_to
      ringout_journal_entry_from
      ringout_journal_entry_call_id
      ringout_journal_entry_outcome
      ringout_journal_entry_error
      ringout_journal_entry_text
      ringout_placed_free
      ringout_placed_index
      ringout_placed_call
      ringout_placed_outcome
      ringout_placed_error
      ringout_client_place_all
      ringout_place_all_free
      ringout_place_all_next
      ringout_place_all_remaining
      ringout_call_log
      ringout_client_call_log
      ringout_logged_call_free
      ringout_logged_call_matching
      ringout_log_match_name
      ringout_logged_call_candidates
      ringout_logged_call_id
      ringout_logged_call_session_id
      ringout_logged_call_start_time_unix_ms
      ringout_logged_call_duration_ms
      ringout_logged_call_from
      ringout_logged_call_to
      ringout_logged_call_action
      ringout_logged_call_result
      ringout_logged_call_leg_count
      ringout_logged_call_leg
      ringout_logged_call_leg_type
      ringout_logged_call_leg_start_time_unix_ms
      ringout_logged_call_leg_duration_ms
      ringout_logged_call_leg_from
      ringout_logged_call_leg_to
      ringout_logged_call_leg_result
      ringout_cancel_token_new
      ringout_cancel_token_free
      ringout_cancel_token_cancel
      ringout_cancel_token_is_cancelled
      ringout_client_with_cancel_token
      ringout_call_with_cancel_token
      ringout_client_limits
      ringout_limits_free
      ringout_limits_count
      ringout_limits_name
      ringout_limits_ringcentral_name
      ringout_limits_limit
      ringout_limits_window_ms
      ringout_limits_remaining
      ringout_limits_retry_after_ms
      ringout_limits_text
      ringout_response_free
      ringout_response_status
      ringout_response_body
      ringout_response_body_size
      ringout_response_text
      ringout_response_content_type
      ringout_response_request_id
      ringout_response_error
      ringout_response_header_count
      ringout_response_header_name
      ringout_response_header_value
      ringout_client_request
      ringout_client_send
      ringout_inbox_new
      ringout_inbox_free
      ringout_inbox_fd
      ringout_inbox_next
      ringout_inbox_wait
      ringout_inbox_interrupt
      ringout_inbox_pending
      ringout_inbox_dropped_log_records
      ringout_event_free
      ringout_event_tag
      ringout_event_kind
      ringout_event_kind_name
      ringout_event_status
      ringout_event_error
      ringout_event_take_call
      ringout_event_take_state
      ringout_event_take_outcome
      ringout_event_take_change
      ringout_event_take_preflight
      ringout_event_take_caller_ids
      ringout_event_take_forwarding_numbers
      ringout_event_take_logged_call
      ringout_event_take_response
      ringout_event_take_placed
      ringout_event_take_error
      ringout_event_cancel_effect
      ringout_event_lease_left_ms
      ringout_event_is_claimed
      ringout_event_log_level
      ringout_event_log_message
      ringout_client_login_jwt_into
      ringout_client_login_password_into
      ringout_client_login_code_into
      ringout_client_login_redirect_into
      ringout_client_refresh_into
      ringout_client_logout_into
      ringout_client_create_call_into
      ringout_client_find_call_into
      ringout_client_request_into
      ringout_client_send_into
      ringout_client_caller_ids_into
      ringout_client_forwarding_numbers_into
      ringout_client_preflight_into
      ringout_client_call_log_into
      ringout_call_status_into
      ringout_call_cancel_into
      ringout_call_log_into
      ringout_call_take_lease_into
      ringout_call_claim_outcome_into
      ringout_call_wait_into
      ringout_call_watch_into
      ringout_client_place_all_into
      ringout_log_into
    ].freeze

    # The library's file: RINGOUT_LIBRARY, else the one in the package, else the system's.
    def self.library
      set = ENV["RINGOUT_LIBRARY"]
      return set if set && !set.empty?

      platform = "#{RbConfig::CONFIG["host_os"].sub(/-gnu\z/, "")}-#{RbConfig::CONFIG["host_cpu"]}"
      name, system = case platform
                     when /darwin/ then ["libringout.dylib", "libringout.0.dylib"]
                     when /mswin|mingw/ then ["ringout.dll", "ringout.dll"]
                     else ["libringout.so", "libringout.so.0"]
                     end
      packaged = File.join(__dir__, platform, name)
      File.file?(packaged) ? packaged : system
    end

    def self.load_library
      handle = Fiddle.dlopen(library)
      NEEDED.each { |name| handle[name] }
      abi = F.new(handle["ringout_abi_version"], [], -TYPE_INT).call
      return handle if abi == 0

      raise LoadError, "libringout 0.1.0 or later with binary interface 0 is needed; #{library} has binary interface #{abi}"
    rescue Fiddle::DLError => e
      raise LoadError, "libringout 0.1.0 or later with binary interface 0 is needed: #{e.message}"
    end
    private_class_method :load_library

    LIBRARY = load_library
    private_constant :LIBRARY

    # Makes a C function of a block, for a parameter of the type. Keep it until the library no longer calls it. Ruby must not
    # be called on a thread of the library: use only the callbacks that run on the calling thread.
    # @param type [Array] such as `WATCH_CALLBACK`
    def self.callback(type, &block)
      arguments, result = type
      Class.new(Fiddle::Closure) { define_method(:call, &block) }.new(result, arguments)
    end

    # @return [Symbol, Integer] the name of an enum's number, or the number if it is newer than this package
    def self.enum(names, number)
      names.fetch(number, number)
    end

    # @return [Integer, nil] another handle of a call that something else owns
    def self.cloned(call)
      call && call_clone(call)
    end

    # @return [Call, nil] the object of a call's handle, which it frees
    def self.call(call)
      call && Call.new(call)
    end

    # @return [Error, nil] the exception of an error that an object owns
    def self.error_of(error)
      error && Error.of(ErrorInfo.read(error))
    end

    # @return [String] bytes that an object owns
    def self.bytes(address, size)
      address.nil? || size.zero? ? "".b : Fiddle::Pointer.new(address)[0, size]
    end

    # @return [String, nil] the string at an address, for the arguments of callbacks
    def self.string_at(address)
      address = address.to_i
      address.zero? ? nil : utf8(Fiddle::Pointer.new(address).to_s)
    end

    class << self
      private

      def utf8(string)
        string&.force_encoding(Encoding::UTF_8)
      end

      def pointer(address)
        address.zero? ? nil : address
      end

      def address(value)
        case value
        when nil then 0
        when String then Fiddle::Pointer[value].to_i
        else value.to_i
        end
      end

      def outputs(count)
        out = Fiddle::Pointer.malloc(8 * count, Fiddle::RUBY_FREE)
        out[0, 8 * count] = ZERO * (8 * count)
        out
      end

      def take(address)
        utf8(Fiddle::Pointer.new(address).to_s)
      ensure
        string_free(address)
      end

      def text(value, name)
        return if value.nil?
        raise TypeError, "#{name}: no implicit conversion of #{value.class} into String" unless value.respond_to?(:to_str)

        value = value.to_str
        # Bytes of no encoding may be UTF-8, which the library checks.
        value = value.dup.force_encoding(Encoding::UTF_8) if value.encoding == Encoding::BINARY
        value = value.encode(Encoding::UTF_8)
        return value unless value.b.include?(ZERO)

        raise invalid(name, "contains a NUL character")
      rescue EncodingError
        raise invalid(name, "cannot be converted to UTF-8")
      end

      def invalid(name, problem)
        text = "`#{name}` #{problem}"
        Error.of(ErrorInfo.new(code: :invalid_argument, text: text, message: text, parameter: name))
      end

      def string(value, name, keep)
        value = text(value, name)
        return 0 if value.nil?

        copy = Fiddle::Pointer.malloc(value.bytesize + 1, Fiddle::RUBY_FREE)
        copy[0, value.bytesize + 1] = value.b + ZERO
        keep << copy
        copy.to_i
      end

      def strings(values, name, keep)
        return if values.nil?

        array = [*values.map { |value| string(value, name, keep) }, 0].pack("J*")
        keep << array
        array
      end

      def error(code, bytes)
        info = ErrorInfo.take(pointer(bytes.unpack1("J")))
        Error.of(info || ErrorInfo.new(code: enum(ErrorCode::NAMES, code), text: error_code_name(code)))
      end
    end

    # The version of the binary interface that this header describes: the number in the soname, and the value of
    # `Native.abi_version` in a library that fits.
    #
    # Since version 0.1.
    ABI_VERSION = 0

    # The library's default, for every timeout.
    #
    # Since version 0.1.
    DEFAULT_TIMEOUT = 4294967295

    # Receives one log record: its level, a `LogLevel`, and one line without secrets, valid until the callback
    # returns.
    #
    # The library calls it on the thread that does the work, which may be a thread of the library, and on several threads
    # at once. The work waits for it, so it should be quick. It may use the library, except for
    # `Native.set_log_callback`; records that it causes on the same thread are dropped. It must return normally,
    # without an exception or a longjmp.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    LOG_CALLBACK = [[-TYPE_INT, TYPE_VOIDP, TYPE_VOIDP], TYPE_VOID].freeze

    # Loads the token that is saved under the key: passes it to `Native.token_sink_set_token` and returns
    # `:ok`. Otherwise returns `:not_found` or `:failed`.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    TOKEN_LOAD_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT].freeze

    # Saves a token under the key, replacing the previous one. `token` is JSON and a secret, wiped when the callback
    # returns; nil removes the saved token, if any. Returns `:ok` or `:failed`.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    TOKEN_SAVE_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT].freeze

    # Takes the lock for replacing the token, without waiting. Returns `:ok` or `:failed`, or
    # `:locked` to be called again until the operation's deadline passes.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    TOKEN_TRY_LOCK_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT].freeze

    # Releases the lock, once for each successful `try_lock`. It may run on another thread than `try_lock`, so a pthread
    # mutex does not work.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    TOKEN_UNLOCK_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP], TYPE_VOID].freeze

    # Frees `user_data`. Called once, on any thread, when the library no longer uses it.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    FREE_USER_DATA_CALLBACK = [[TYPE_VOIDP], TYPE_VOID].freeze

    # Loads what is stored under the key: passes it to `Native.ledger_sink_set_record` and returns `:ok`.
    # Otherwise returns `:not_found` or `:failed`.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    LEDGER_LOAD_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT].freeze

    # Stores `value` under the key, if the current value is `expected`, or if there is none and `expected` is nil. Returns
    # `:ok`. Otherwise changes nothing and returns `:conflict` with the current value, or
    # `:failed`. The comparison and the change are one step, for all processes.
    #
    # The value is one line of UTF-8 with phone numbers. It and its age are kept for at least `lifetime_s` seconds; the age
    # starts at zero.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    LEDGER_SWAP_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT].freeze

    # Receives each change of `Native.call_watch`, on the thread that called that function. The change is valid until
    # the callback returns. Return 0 to continue and any other value to stop. It must return normally, without an
    # exception or a longjmp.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    WATCH_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP], TYPE_INT].freeze

    # Saves a journal entry where it outlives the process. Returns nil on success, else the reason of the failure for the
    # user to read, such as the string of `strerror()`. The library copies the reason at once into an error message, so it
    # must not contain a secret. After a failure no more calls are placed, but the results of calls in flight are still
    # returned.
    #
    # `Native.place_all_next` calls it, on the same thread. It may use the library, but not the `ringout_place_all`
    # that called it. It must return normally, without an exception or a longjmp.
    #
    # Since version 0.1.
    #
    # A value for `callback`.
    JOURNAL_CALLBACK = [[TYPE_VOIDP, TYPE_VOIDP], TYPE_VOIDP].freeze

    # Your own token store. Initialise with `RINGOUT_TOKEN_STORE_INIT`, set at least `load` and `save`, and point
    # `token_store` of a `ringout_config` to it. `Native.client_new` copies it.
    #
    # The client loads a token only when it needs a new one, and saves every token that it receives. It calls the
    # callbacks on threads of the library, several at once. A callback that outlasts the operation it was called for keeps
    # running, and the operation fails.
    #
    # A callback that fails, or returns a value that is not one of its results, fails the operation with
    # `:storage`. If only saving failed, the client uses the token even so and logs a warning. Callbacks must
    # return normally, without an exception or a longjmp.
    #
    # Since version 0.1.
    #
    # @param keep [Array] receives what must live as long as the struct
    # @param user_data [Integer, nil] Passed to each callback; may be nil. It must stay valid until `free_user_data` has been called (or, if that is nil, until it would have been).
    # @param load [Integer, nil] Required.
    # @param save [Integer, nil] Required.
    # @param try_lock [Integer, nil] Optional, together with `unlock`. If nil, two processes may log in at the same time.
    # @param unlock [Integer, nil] Optional, together with `try_lock`. The client waits for it for up to one second.
    # @param free_user_data [Integer, nil] Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of its calls are freed and no callback is running. Not called if `Native.client_new` fails. nil for none.
    # @return [String] the bytes of the struct
    def self.token_store(keep, user_data: nil, load: nil, save: nil, try_lock: nil, unlock: nil, free_user_data: nil)
      [
        56,
        address(user_data),
        address(load),
        address(save),
        address(try_lock),
        address(unlock),
        address(free_user_data),
      ].pack("Lx4JJJJJJ")
    end

    # Your own ledger: where all processes that may place the same call look it up by its `dedupe_key`. Initialise with
    # `RINGOUT_LEDGER_INIT`, set `load` and `swap`, and point `ledger` of a `ringout_config` to it. `Native.client_new`
    # copies it.
    #
    # No key is placed twice as long as the ledger swaps in one step and loses nothing. The callbacks run on threads of the
    # library, several at once. If one fails before the request that places a call is sent, nothing is sent and the
    # operation fails with `:storage`. If one fails afterwards, that is a warning in the log. A callback that
    # outlasts the operation it was called for keeps running. Callbacks must return normally, without an exception or a
    # longjmp.
    #
    # Since version 0.1.
    #
    # @param keep [Array] receives what must live as long as the struct
    # @param user_data [Integer, nil] Passed to each callback; may be nil. It must stay valid until `free_user_data` has been called (or, if that is nil, until it would have been).
    # @param load [Integer, nil] Required.
    # @param swap [Integer, nil] Required.
    # @param free_user_data [Integer, nil] Frees `user_data`, once for each client that was created with this struct: when all handles of the client and of its calls are freed and no callback is running. Not called if `Native.client_new` fails. nil for none.
    # @return [String] the bytes of the struct
    def self.ledger(keep, user_data: nil, load: nil, swap: nil, free_user_data: nil)
      [
        40,
        address(user_data),
        address(load),
        address(swap),
        address(free_user_data),
      ].pack("Lx4JJJJ")
    end

    # The settings of a client. Initialise with `RINGOUT_CONFIG_INIT`, then set `server`, `client_id` and any other field.
    # `Native.client_new` checks and copies everything.
    #
    # Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
    #
    # A setting is the field if set, else the environment for `proxy` and `ca_bundle`, else the default.
    # `Native.client_from_env` also reads the server, the app and the JWT from the environment.
    #
    # Since version 0.1.
    #
    # @param keep [Array] receives what must live as long as the struct
    # @param call_path [Integer] Which of RingCentral's two paths for RingOut to use: a `CallPath`.
    # @param connect_timeout_ms [Integer] The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 5 s. It is part of the operation's deadline, not added to it.
    # @param request_timeout_ms [Integer] The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s. Waiting for the end of a call has its own timeout.
    # @param create_timeout_ms [Integer] The deadline for placing a call, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s. If it passes after the request was sent, the error is `:maybe_placed`, so do not set it tightly.
    # @param access_token_ttl_s [Integer] The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
    # @param refresh_token_ttl_s [Integer] The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
    # @param rate_limit [Integer] The reaction to rate limits: a `RateLimit`.
    # @param allow_insecure_http [Integer] Nonzero allows `http://` to other machines, which sends tokens in the clear. This machine is always allowed.
    # @param server [String, nil] RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
    # @param client_id [String, nil] The client id of the app, from the developer console. Required.
    # @param client_secret [String, nil] The client secret of the app; nil for a public app.
    # @param jwt [String, nil] The JWT credential for the login, which the first request does; nil if your program logs in with `Native.client_login_jwt` or another login function.
    # @param account_id [String, nil] The account id; nil for the account of the user who logs in.
    # @param extension_id [String, nil] The extension id; nil for the extension of the user who logs in.
    # @param token_file [String, nil] The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it. nil keeps tokens in memory.
    # @param token_user [String, nil] The user's name in the key of the saved token; nil to derive it from the credentials. Set it if several users log in on RingCentral's page.
    # @param proxy [String, nil] The proxy, "http://user:password@host:port"; "" for none. nil for the proxy of `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY`, except for servers on this machine and those that match `NO_PROXY`, which is read as curl reads it.
    # @param ca_bundle [String, nil] The path of a PEM file with the certificate authorities to trust. nil for those of `SSL_CERT_FILE` and `SSL_CERT_DIR` (on Linux), or else the system's.
    # @param app_name [String, nil] The name of your app, sent in `User-Agent`; nil for none.
    # @param app_version [String, nil] The version of your app; required with `app_name`, nil without.
    # @param token_store [Integer, nil] Your own token store, instead of `token_file`; nil for none.
    # @param ledger [Integer, nil] Your own ledger, for requests with a `dedupe_key`; nil for none. Set `token_user` if the JWT may be replaced while keys are in use, because the user is part of each key.
    # @param dedupe_lifetime_s [Integer] How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It should be longer than any queue may deliver a job again.
    # @param budget [Integer, nil] Where all workers of a fleet account for RingCentral's rate limits together; nil for none. It may be the struct of `ledger`. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the limit and goes on with its `share`.
    # @param share [Float] The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
    # @return [String] the bytes of the struct
    def self.config(keep, call_path: 0, connect_timeout_ms: 4294967295, request_timeout_ms: 4294967295, create_timeout_ms: 4294967295, access_token_ttl_s: 0, refresh_token_ttl_s: 0, rate_limit: 0, allow_insecure_http: 0, server: nil, client_id: nil, client_secret: nil, jwt: nil, account_id: nil, extension_id: nil, token_file: nil, token_user: nil, proxy: nil, ca_bundle: nil, app_name: nil, app_version: nil, token_store: nil, ledger: nil, dedupe_lifetime_s: 0, budget: nil, share: 0)
      [
        176,
        call_path,
        connect_timeout_ms,
        request_timeout_ms,
        create_timeout_ms,
        access_token_ttl_s,
        refresh_token_ttl_s,
        rate_limit,
        allow_insecure_http,
        string(server, "server", keep),
        string(client_id, "client_id", keep),
        string(client_secret, "client_secret", keep),
        string(jwt, "jwt", keep),
        string(account_id, "account_id", keep),
        string(extension_id, "extension_id", keep),
        string(token_file, "token_file", keep),
        string(token_user, "token_user", keep),
        string(proxy, "proxy", keep),
        string(ca_bundle, "ca_bundle", keep),
        string(app_name, "app_name", keep),
        string(app_version, "app_version", keep),
        address(token_store),
        address(ledger),
        dedupe_lifetime_s,
        address(budget),
        share,
      ].pack("LLLLLLLLLx4JJJJJJJJJJJJJJQJd")
    end

    # A call to place: the caller's phone rings first, then the callee's. Initialise with `RINGOUT_CALL_REQUEST_INIT`,
    # then set `to` and any other field. Fields that are not set are not sent.
    #
    # Numbers are E.164 ("+16505550100"). The "+" is optional with 8 digits or more. Spaces, dashes of every kind, dots,
    # brackets and invisible marks are ignored. Caller and callee may also be an extension of the account ("101", 2 to 6
    # digits) or of a main number ("+16505550100*101"). The zero of "+44 (0)20 7946 0018" is dropped in countries where
    # callers from abroad omit it, and refused where it may belong to the number, as in Italy. Emergency numbers are
    # refused.
    #
    # Since version 0.1.
    #
    # @param keep [Array] receives what must live as long as the struct
    # @param play_prompt [Integer] Whether the caller must press 1 before the callee is dialled: a `PlayPrompt`.
    # @param to [String, nil] The callee's number. Required.
    # @param from [String, nil] The caller's number, which rings first; nil for the user's default forwarding number. Excludes `from_forwarding_number`.
    # @param from_forwarding_number [String, nil] The caller as the id of one of the user's forwarding numbers, or nil. Excludes `from`.
    # @param caller_id [String, nil] The number that the callee sees, one of the user's numbers with the CallerId feature; nil for the account's setting.
    # @param country [String, nil] RingCentral's id of the country for national numbers, such as "1", or nil. With it, a number without "+" is a national number of 1 to 15 digits.
    # @param cancel_on_exit [Integer] Nonzero hangs up if `Native.client_create_call` is interrupted after the request was sent. That function still returns `:maybe_placed` at once. A thread of the library waits up to five seconds for the response and cancels the call that it names. The log has what became of it. Other functions ignore the field.
    # @param dedupe_key [String, nil] The key under which this call is placed at most once by all processes that share a `ringout_ledger`, such as the id of a job; nil for none. 1 to 256 bytes without control characters. It belongs to one pair of numbers. If the call of the key exists, `Native.client_create_call` returns it, see `Native.call_adopted`.
    # @return [String] the bytes of the struct
    def self.call_request(keep, play_prompt: 0, to: nil, from: nil, from_forwarding_number: nil, caller_id: nil, country: nil, cancel_on_exit: 0, dedupe_key: nil)
      [
        64,
        play_prompt,
        string(to, "to", keep),
        string(from, "from", keep),
        string(from_forwarding_number, "from_forwarding_number", keep),
        string(caller_id, "caller_id", keep),
        string(country, "country", keep),
        cancel_on_exit,
        string(dedupe_key, "dedupe_key", keep),
      ].pack("LLJJJJJQJ")
    end

    # How to wait for a call. Initialise with `RINGOUT_WAIT_OPTIONS_INIT`, whose values also apply where a function takes
    # nil.
    #
    # Since version 0.1.
    #
    # @param keep [Array] receives what must live as long as the struct
    # @param until_ [Integer] What to wait for: a `Until`.
    # @param timeout_ms [Integer] The longest time to wait, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour. 0 returns the known outcome without polling.
    # @param cancel_on_timeout [Integer] Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
    # @param cancel_on_exit [Integer] Nonzero hangs up if the wait is left without an outcome: it fails, it is interrupted, the callback of `Native.call_watch` stops it, or the watch is freed before its end. The library sends the cancel on one of its threads, at most once for a call and for up to five seconds, and logs the effect. Freeing the last handle of the client waits for it; a process that exits before that may lose it. See `Native.call_detach`.
    # @return [String] the bytes of the struct
    def self.wait_options(keep, until_: 0, timeout_ms: 4294967295, cancel_on_timeout: 0, cancel_on_exit: 0)
      [
        20,
        until_,
        timeout_ms,
        cancel_on_timeout,
        cancel_on_exit,
      ].pack("LLLLL")
    end

    # The options of a batch of calls. Initialise with `RINGOUT_PLACE_OPTIONS_INIT`, whose values also apply where a
    # function takes nil.
    #
    # Since version 0.1.
    #
    # @param keep [Array] receives what must live as long as the struct
    # @param until_ [Integer] What to wait for with each call: a `Until`.
    # @param timeout_ms [Integer] The longest time to wait for each call, from when it is placed, in milliseconds, or `RINGOUT_DEFAULT_TIMEOUT` for one hour.
    # @param cancel_on_timeout [Integer] Nonzero hangs up when the timeout passes. If that fails, the outcome is that of the last known state.
    # @param concurrency [Integer] The most calls in flight at once; 0 for no limit. A phone that rings for one call is busy for another, so use 1 if all calls have the same caller.
    # @param journal [Integer, nil] Called before and after each request is sent; nil for none.
    # @param user_data [Integer, nil] Passed to the journal; may be nil. It must stay valid until the `ringout_place_all` is freed.
    # @param total_timeout_ms [Integer] The time for the whole batch, from the call of `Native.client_place_all`, in milliseconds; 0 for no limit. When it passes, each request that was not sent gets `:timeout`, and the wait for each call in flight ends like a wait that times out.
    # @return [String] the bytes of the struct
    def self.place_options(keep, until_: 0, timeout_ms: 4294967295, cancel_on_timeout: 0, concurrency: 0, journal: nil, user_data: nil, total_timeout_ms: 0)
      [
        48,
        until_,
        timeout_ms,
        cancel_on_timeout,
        concurrency,
        address(journal),
        address(user_data),
        total_timeout_ms,
      ].pack("LLLLJJJQ")
    end

    F_VERSION = F.new(LIBRARY["ringout_version"], [], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_VERSION

    # Returns the version of the loaded library, such as "0.1.0". `RINGOUT_VERSION` is that of the header that the program
    # was compiled with. Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @return [String, nil]
    def self.version
      utf8(F_VERSION.call())
    end

    F_ABI_VERSION = F.new(LIBRARY["ringout_abi_version"], [], -TYPE_INT, need_gvl: true)
    private_constant :F_ABI_VERSION

    # Returns the version of the binary interface of the loaded library. The library fits the program if this equals
    # `RINGOUT_ABI_VERSION`.
    #
    # Since version 0.1.
    #
    # @return [Integer]
    def self.abi_version
      F_ABI_VERSION.call()
    end

    F_ERROR_FREE = F.new(LIBRARY["ringout_error_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_ERROR_FREE

    # Frees an error. nil does nothing. Do not free an error that belongs to a response, a result or a journal entry.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [void]
    def self.error_free(err)
      F_ERROR_FREE.call(err)
      nil
    end

    F_ERROR_CODE = F.new(LIBRARY["ringout_error_code"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_ERROR_CODE

    # Returns the error code, the same number that the function returned. `:ok` for nil.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Integer]
    def self.error_code(err)
      F_ERROR_CODE.call(err)
    end

    F_ERROR_CODE_NAME = F.new(LIBRARY["ringout_error_code_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_CODE_NAME

    # Returns the name of an error code, such as "RATE_LIMITED"; "OK" for 0 and "Unknown" for any other number. Never
    # nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param code [Integer]
    # @return [String, nil]
    def self.error_code_name(code)
      utf8(F_ERROR_CODE_NAME.call(code))
    end

    F_ERROR_TEXT = F.new(LIBRARY["ringout_error_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_TEXT

    # Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_text(err)
      utf8(F_ERROR_TEXT.call(err))
    end

    F_ERROR_MESSAGE = F.new(LIBRARY["ringout_error_message"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_MESSAGE

    # Returns what happened, in one line.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_message(err)
      utf8(F_ERROR_MESSAGE.call(err))
    end

    F_ERROR_HINT = F.new(LIBRARY["ringout_error_hint"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_HINT

    # Returns advice, mostly from RingCentral's documentation; nil if there is none.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_hint(err)
      utf8(F_ERROR_HINT.call(err))
    end

    F_ERROR_PARAMETER = F.new(LIBRARY["ringout_error_parameter"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_PARAMETER

    # Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
    # fault; nil if there is none.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_parameter(err)
      utf8(F_ERROR_PARAMETER.call(err))
    end

    F_ERROR_HTTP_STATUS = F.new(LIBRARY["ringout_error_http_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_ERROR_HTTP_STATUS

    # Returns the HTTP status of the response; 0 if there was no response.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Integer]
    def self.error_http_status(err)
      F_ERROR_HTTP_STATUS.call(err)
    end

    F_ERROR_ERROR_CODE = F.new(LIBRARY["ringout_error_error_code"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_ERROR_CODE

    # Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; nil if there is none.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_error_code(err)
      utf8(F_ERROR_ERROR_CODE.call(err))
    end

    F_ERROR_OAUTH_ERROR = F.new(LIBRARY["ringout_error_oauth_error"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_OAUTH_ERROR

    # Returns the OAuth error, such as "invalid_grant"; nil if there is none.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_oauth_error(err)
      utf8(F_ERROR_OAUTH_ERROR.call(err))
    end

    F_ERROR_REQUEST_ID = F.new(LIBRARY["ringout_error_request_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_REQUEST_ID

    # Returns RingCentral's id of the request, which its support asks for; nil if there is none.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_request_id(err)
      utf8(F_ERROR_REQUEST_ID.call(err))
    end

    F_ERROR_RETRY_AFTER_MS = F.new(LIBRARY["ringout_error_retry_after_ms"], [TYPE_VOIDP], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_ERROR_RETRY_AFTER_MS

    # Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Integer]
    def self.error_retry_after_ms(err)
      F_ERROR_RETRY_AFTER_MS.call(err)
    end

    F_ERROR_RETRYABLE = F.new(LIBRARY["ringout_error_retryable"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_ERROR_RETRYABLE

    # Returns true if the same function call may succeed later without any change. Never true for `:maybe_placed`.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Boolean]
    def self.error_retryable(err)
      F_ERROR_RETRYABLE.call(err) != 0
    end

    F_ERROR_MAY_HAVE_PLACED = F.new(LIBRARY["ringout_error_may_have_placed"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_ERROR_MAY_HAVE_PLACED

    # Returns true if phones may be ringing after this error of `Native.client_create_call`: for
    # `:maybe_placed`, HTTP 408, and `:server` other than a 503 with `Retry-After`. The same applies to
    # other POST requests of `Native.client_request`. False for every other error and for nil.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Boolean]
    def self.error_may_have_placed(err)
      F_ERROR_MAY_HAVE_PLACED.call(err) != 0
    end

    F_ERROR_DETAIL_COUNT = F.new(LIBRARY["ringout_error_detail_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_ERROR_DETAIL_COUNT

    # Returns the number of entries in the response's list of errors.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Integer]
    def self.error_detail_count(err)
      F_ERROR_DETAIL_COUNT.call(err)
    end

    F_ERROR_DETAIL_ERROR_CODE = F.new(LIBRARY["ringout_error_detail_error_code"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_ERROR_CODE

    # Returns RingCentral's error code in the entry at `index`, counted from 0. nil if the entry has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.error_detail_error_code(err, index)
      utf8(F_ERROR_DETAIL_ERROR_CODE.call(err, index))
    end

    F_ERROR_DETAIL_MESSAGE = F.new(LIBRARY["ringout_error_detail_message"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_MESSAGE

    # Returns RingCentral's message in the entry at `index`, counted from 0. It may change, so do not decide on it. nil if
    # the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.error_detail_message(err, index)
      utf8(F_ERROR_DETAIL_MESSAGE.call(err, index))
    end

    F_ERROR_DETAIL_PARAMETER_NAME = F.new(LIBRARY["ringout_error_detail_parameter_name"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_PARAMETER_NAME

    # Returns the parameter at fault in the entry at `index`, counted from 0, such as "to.phoneNumber". nil if the entry
    # has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.error_detail_parameter_name(err, index)
      utf8(F_ERROR_DETAIL_PARAMETER_NAME.call(err, index))
    end

    F_ERROR_DETAIL_PARAMETER_VALUE = F.new(LIBRARY["ringout_error_detail_parameter_value"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_PARAMETER_VALUE

    # Returns the value at fault in the entry at `index`, counted from 0. nil if the entry has none, and for an index out of
    # range.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.error_detail_parameter_value(err, index)
      utf8(F_ERROR_DETAIL_PARAMETER_VALUE.call(err, index))
    end

    F_ERROR_DETAIL_ADDITIONAL_INFO = F.new(LIBRARY["ringout_error_detail_additional_info"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_ADDITIONAL_INFO

    # Returns the additional information in the entry at `index`, counted from 0. nil if the entry has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.error_detail_additional_info(err, index)
      utf8(F_ERROR_DETAIL_ADDITIONAL_INFO.call(err, index))
    end

    F_ERROR_DETAIL_FIELD = F.new(LIBRARY["ringout_error_detail_field"], [TYPE_VOIDP, TYPE_SIZE_T, TYPE_CONST_STRING], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_FIELD

    # Returns another field of the entry at `index`, counted from 0, by RingCentral's name, such as "permissionName" or
    # "feature". A string is returned as it is, any other value as JSON. nil if the entry has no such field, for an index
    # out of range, and if `name` is nil or not UTF-8.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @param name [String, nil]
    # @return [String, nil]
    def self.error_detail_field(err, index, name)
      utf8(F_ERROR_DETAIL_FIELD.call(err, index, text(name, "name")))
    end

    F_ERROR_DETAIL_FIELDS = F.new(LIBRARY["ringout_error_detail_fields"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_DETAIL_FIELDS

    # Returns all other fields of the entry at `index`, counted from 0, as a JSON object. nil if the entry has none, and for
    # an index out of range.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.error_detail_fields(err, index)
      utf8(F_ERROR_DETAIL_FIELDS.call(err, index))
    end

    F_ERROR_ATTEMPT_TO = F.new(LIBRARY["ringout_error_attempt_to"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_ATTEMPT_TO

    # Returns the callee's number as it was sent, if `Native.error_may_have_placed` is true for a call; else nil.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_attempt_to(err)
      utf8(F_ERROR_ATTEMPT_TO.call(err))
    end

    F_ERROR_ATTEMPT_FROM = F.new(LIBRARY["ringout_error_attempt_from"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_ERROR_ATTEMPT_FROM

    # Returns the caller's number as it was sent, if `Native.error_may_have_placed` is true for a call with one; else
    # nil.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [String, nil]
    def self.error_attempt_from(err)
      utf8(F_ERROR_ATTEMPT_FROM.call(err))
    end

    F_ERROR_ATTEMPT_SENT_AT_UNIX_MS = F.new(LIBRARY["ringout_error_attempt_sent_at_unix_ms"], [TYPE_VOIDP], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_ERROR_ATTEMPT_SENT_AT_UNIX_MS

    # Returns when the first byte of the request was sent, if `Native.error_may_have_placed` is true; else -1. In
    # milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
    #
    # Since version 0.1.
    #
    # @param err [Integer, nil]
    # @return [Integer]
    def self.error_attempt_sent_at_unix_ms(err)
      F_ERROR_ATTEMPT_SENT_AT_UNIX_MS.call(err)
    end

    F_STRING_FREE = F.new(LIBRARY["ringout_string_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_STRING_FREE

    # Frees a string that a function returned as `char *`. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param string [String]
    # @return [void]
    def self.string_free(string)
      F_STRING_FREE.call(string)
      nil
    end

    F_SET_LOG_CALLBACK = F.new(LIBRARY["ringout_set_log_callback"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_INT, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_SET_LOG_CALLBACK

    # Sends log records to `callback` from now on, instead of to the previous callback. nil, the default, sends them to no
    # callback. There is one callback for all clients. If the environment variable `RINGOUT_LOG` is "error", "warn", "info" or
    # "debug" when the first client is created or this function is first called, records up to that level are also written to
    # standard error.
    #
    # - `user_data`: passed to the callback; may be nil.
    # - `level`: the least severe level to receive, a `LogLevel`. Ignored if `callback` is nil.
    #
    # May be called at any time on any thread. Waits until no thread is in the previous callback, so do not hold a lock
    # that the callback takes. Once it has returned `:ok`, the previous callback is never called again and its
    # `user_data` may be freed. Inside the callback it returns `:invalid_argument`. Pass nil before the
    # program exits if clients are still in use.
    #
    # Errors:
    # `:invalid_argument`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param callback [Integer, nil]
    # @param user_data [Integer, nil]
    # @param level [Integer]
    # @return [void]
    def self.set_log_callback(callback, user_data, level)
      out = outputs(1)
      status = F_SET_LOG_CALLBACK.call(callback, user_data, level, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_LOG_LEVEL_NAME = F.new(LIBRARY["ringout_log_level_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOG_LEVEL_NAME

    # Returns the name of a `LogLevel`, such as "WARN". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param level [Integer]
    # @return [String, nil]
    def self.log_level_name(level)
      utf8(F_LOG_LEVEL_NAME.call(level))
    end

    F_CALL_PATH_NAME = F.new(LIBRARY["ringout_call_path_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CALL_PATH_NAME

    # Returns the last segment of the path of a `CallPath`, such as "ring-out". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param call_path [Integer]
    # @return [String, nil]
    def self.call_path_name(call_path)
      utf8(F_CALL_PATH_NAME.call(call_path))
    end

    F_CLIENT_NEW = F.new(LIBRARY["ringout_client_new"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_NEW

    # Checks the settings and creates a client. Sends nothing: the first request logs in. Free it with
    # `Native.client_free`.
    #
    # Returns `:invalid_argument` for a setting that is out of range or contradicts another one;
    # `Native.error_parameter` names it.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param config [Integer, nil]
    # @return [Integer, nil]
    def self.client_new(config)
      out = outputs(2)
      status = F_CLIENT_NEW.call(config, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_FROM_ENV = F.new(LIBRARY["ringout_client_from_env"], [TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_FROM_ENV

    # Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
    # public apps) and `RC_USER_JWT` (not if you log in yourself). Sends nothing: the first request logs in. If
    # `RINGOUT_TOKEN_FILE` is set, the token is kept in that file. Free it with `Native.client_free`.
    #
    # Returns `:invalid_argument` if a variable is missing, empty or wrong; `Native.error_parameter` names it.
    # No other thread may change the environment during this function.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @return [Integer, nil]
    def self.client_from_env
      out = outputs(2)
      status = F_CLIENT_FROM_ENV.call(out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_FREE = F.new(LIBRARY["ringout_client_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CLIENT_FREE

    # Frees a client handle. nil does nothing. Calls that were created with it stay usable.
    #
    # Freeing the last handle of a client, including those of its calls, waits for hang-ups in flight: `cancel_on_exit` and
    # `ringout_scoped_call`. That takes up to ten seconds.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [void]
    def self.client_free(client)
      F_CLIENT_FREE.call(client)
      nil
    end

    F_CLIENT_WITH_TIMEOUT = F.new(LIBRARY["ringout_client_with_timeout"], [TYPE_VOIDP, -TYPE_INT, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_WITH_TIMEOUT

    # Creates another handle for the same client, with a different timeout for each of its operations and those of its
    # calls, creates included. How long `Native.call_wait` waits does not change. Sends nothing. Free both handles, in
    # any order, with `Native.client_free`.
    #
    # - `timeout_ms`: 1 to 3600000 milliseconds.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param timeout_ms [Integer]
    # @return [Integer, nil]
    def self.client_with_timeout(client, timeout_ms)
      out = outputs(2)
      status = F_CLIENT_WITH_TIMEOUT.call(client, timeout_ms, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_WITH_RATE_LIMIT = F.new(LIBRARY["ringout_client_with_rate_limit"], [TYPE_VOIDP, -TYPE_INT, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_WITH_RATE_LIMIT

    # Creates another handle for the same client, with a different reaction to rate limits. Both handles share the same
    # rate-limit budgets. Sends nothing. Free both handles, in any order, with `Native.client_free`.
    #
    # - `rate_limit`: a `RateLimit`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param rate_limit [Integer]
    # @return [Integer, nil]
    def self.client_with_rate_limit(client, rate_limit)
      out = outputs(2)
      status = F_CLIENT_WITH_RATE_LIMIT.call(client, rate_limit, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_AUTHORIZATION_NEW = F.new(LIBRARY["ringout_authorization_new"], [TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_AUTHORIZATION_NEW

    # Restores an authorization from the values that your program kept. Sends nothing. Free it with
    # `Native.authorization_free`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param redirect_uri [String, nil]
    # @param state [String, nil]
    # @param verifier [String, nil]
    # @return [Integer, nil]
    def self.authorization_new(redirect_uri, state, verifier)
      out = outputs(2)
      status = F_AUTHORIZATION_NEW.call(text(redirect_uri, "redirect_uri"), text(state, "state"), text(verifier, "verifier"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_AUTHORIZATION_FREE = F.new(LIBRARY["ringout_authorization_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_AUTHORIZATION_FREE

    # Frees an authorization and wipes its verifier. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param authorization [Integer, nil]
    # @return [void]
    def self.authorization_free(authorization)
      F_AUTHORIZATION_FREE.call(authorization)
      nil
    end

    F_AUTHORIZATION_URL = F.new(LIBRARY["ringout_authorization_url"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_AUTHORIZATION_URL

    # Returns the URL to send the user to. Empty for an object made with `Native.authorization_new`. Valid until the
    # authorization is freed, like its other strings.
    #
    # Since version 0.1.
    #
    # @param authorization [Integer, nil]
    # @return [String, nil]
    def self.authorization_url(authorization)
      utf8(F_AUTHORIZATION_URL.call(authorization))
    end

    F_AUTHORIZATION_REDIRECT_URI = F.new(LIBRARY["ringout_authorization_redirect_uri"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_AUTHORIZATION_REDIRECT_URI

    # Returns the URL that RingCentral redirects the user to.
    #
    # Since version 0.1.
    #
    # @param authorization [Integer, nil]
    # @return [String, nil]
    def self.authorization_redirect_uri(authorization)
      utf8(F_AUTHORIZATION_REDIRECT_URI.call(authorization))
    end

    F_AUTHORIZATION_STATE = F.new(LIBRARY["ringout_authorization_state"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_AUTHORIZATION_STATE

    # Returns the value that the redirect must contain unchanged.
    #
    # Since version 0.1.
    #
    # @param authorization [Integer, nil]
    # @return [String, nil]
    def self.authorization_state(authorization)
      utf8(F_AUTHORIZATION_STATE.call(authorization))
    end

    F_AUTHORIZATION_VERIFIER = F.new(LIBRARY["ringout_authorization_verifier"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_AUTHORIZATION_VERIFIER

    # Returns the PKCE verifier, a secret that must stay on your side.
    #
    # Since version 0.1.
    #
    # @param authorization [Integer, nil]
    # @return [String, nil]
    def self.authorization_verifier(authorization)
      utf8(F_AUTHORIZATION_VERIFIER.call(authorization))
    end

    F_TOKEN_FROM_JSON = F.new(LIBRARY["ringout_token_from_json"], [TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_TOKEN_FROM_JSON

    # Reads a token from JSON: the output of `Native.token_json`, or a token response of RingCentral, whose lifetime
    # then starts now. Sends nothing. Free the token with `Native.token_free`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param json [String, nil]
    # @return [Integer, nil]
    def self.token_from_json(json)
      out = outputs(2)
      status = F_TOKEN_FROM_JSON.call(text(json, "json"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_TOKEN_FREE = F.new(LIBRARY["ringout_token_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_TOKEN_FREE

    # Frees a token and wipes its secrets. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [void]
    def self.token_free(token)
      F_TOKEN_FREE.call(token)
      nil
    end

    F_TOKEN_JSON = F.new(LIBRARY["ringout_token_json"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_JSON

    # Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
    # until the token is freed, like its other strings.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [String, nil]
    def self.token_json(token)
      utf8(F_TOKEN_JSON.call(token))
    end

    F_TOKEN_ACCESS_TOKEN = F.new(LIBRARY["ringout_token_access_token"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_ACCESS_TOKEN

    # Returns the access token, a secret.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [String, nil]
    def self.token_access_token(token)
      utf8(F_TOKEN_ACCESS_TOKEN.call(token))
    end

    F_TOKEN_REFRESH_TOKEN = F.new(LIBRARY["ringout_token_refresh_token"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_REFRESH_TOKEN

    # Returns the refresh token, a secret; nil if RingCentral issued none.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [String, nil]
    def self.token_refresh_token(token)
      utf8(F_TOKEN_REFRESH_TOKEN.call(token))
    end

    F_TOKEN_SCOPE = F.new(LIBRARY["ringout_token_scope"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_SCOPE

    # Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; nil if it did not.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [String, nil]
    def self.token_scope(token)
      utf8(F_TOKEN_SCOPE.call(token))
    end

    F_TOKEN_EXPIRES_AT_UNIX_MS = F.new(LIBRARY["ringout_token_expires_at_unix_ms"], [TYPE_VOIDP], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_TOKEN_EXPIRES_AT_UNIX_MS

    # Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for nil.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [Integer]
    def self.token_expires_at_unix_ms(token)
      F_TOKEN_EXPIRES_AT_UNIX_MS.call(token)
    end

    F_CLIENT_LOGIN_JWT = F.new(LIBRARY["ringout_client_login_jwt"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_JWT

    # Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. Sends one
    # token request. Not needed if the credential is in the settings of the client.
    #
    # Returns `:unauthorized` if RingCentral refuses it, and `:invalid_argument` if it is empty. The
    # previous login then stays as it was.
    #
    # Errors:
    # `:invalid_argument`, `:unauthorized`, `:forbidden`, `:not_found`,
    # `:rate_limited`, `:rejected`, `:server`, `:timeout`, `:connection`,
    # `:protocol`, `:cancelled`, `:storage`, `:null_pointer`, `:invalid_utf8`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param jwt [String, nil]
    # @return [void]
    def self.client_login_jwt(client, jwt)
      out = outputs(1)
      status = F_CLIENT_LOGIN_JWT.call(client, text(jwt, "jwt"), out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGIN_PASSWORD = F.new(LIBRARY["ringout_client_login_password"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_PASSWORD

    # Logs in now with a user's phone number or e-mail address, extension (may be nil) and password, and keeps them in
    # memory to log in again whenever the token expires. Sends one token request. RingCentral is retiring this flow;
    # prefer a JWT.
    #
    # Errors are those of `Native.client_login_jwt`.
    #
    # Errors:
    # `:invalid_argument`, `:unauthorized`, `:forbidden`, `:not_found`,
    # `:rate_limited`, `:rejected`, `:server`, `:timeout`, `:connection`,
    # `:protocol`, `:cancelled`, `:storage`, `:null_pointer`, `:invalid_utf8`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param username [String, nil]
    # @param extension [String, nil]
    # @param password [String, nil]
    # @return [void]
    def self.client_login_password(client, username, extension, password)
      out = outputs(1)
      status = F_CLIENT_LOGIN_PASSWORD.call(client, text(username, "username"), text(extension, "extension"), text(password, "password"), out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGIN_CODE = F.new(LIBRARY["ringout_client_login_code"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_CODE

    # Logs in now with an authorization code, as RingCentral sent it to the redirect URI. A code works once. Sends one
    # token request. `Native.client_login_redirect` is simpler: it also checks the redirect.
    #
    # - `verifier`: the PKCE verifier of this login; may be nil.
    #
    # Errors are those of `Native.client_login_jwt`.
    #
    # Errors:
    # `:invalid_argument`, `:unauthorized`, `:forbidden`, `:not_found`,
    # `:rate_limited`, `:rejected`, `:server`, `:timeout`, `:connection`,
    # `:protocol`, `:cancelled`, `:storage`, `:null_pointer`, `:invalid_utf8`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param code [String, nil]
    # @param redirect_uri [String, nil]
    # @param verifier [String, nil]
    # @return [void]
    def self.client_login_code(client, code, redirect_uri, verifier)
      out = outputs(1)
      status = F_CLIENT_LOGIN_CODE.call(client, text(code, "code"), text(redirect_uri, "redirect_uri"), text(verifier, "verifier"), out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_AUTHORIZE_URL = F.new(LIBRARY["ringout_client_authorize_url"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_AUTHORIZE_URL

    # Starts a login on RingCentral's page: creates a new `state` and PKCE verifier. Sends nothing. Send the user to
    # `Native.authorization_url`. Free the authorization with `Native.authorization_free`.
    #
    # - `redirect_uri`: one of the redirect URIs of the app in the developer console.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param redirect_uri [String, nil]
    # @return [Integer, nil]
    def self.client_authorize_url(client, redirect_uri)
      out = outputs(2)
      status = F_CLIENT_AUTHORIZE_URL.call(client, text(redirect_uri, "redirect_uri"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_LOGIN_REDIRECT = F.new(LIBRARY["ringout_client_login_redirect"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_REDIRECT

    # Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, then logs in with the code in
    # it. Sends one token request, or nothing if the check fails.
    #
    # - `redirected_to`: the whole URL or only its query.
    # - `authorization`: stays yours.
    #
    # Returns `:invalid_argument` for the parameter "state" if the redirect does not belong to this login, and
    # `:unauthorized` if the user or RingCentral refused.
    #
    # Errors:
    # `:invalid_argument`, `:unauthorized`, `:forbidden`, `:not_found`,
    # `:rate_limited`, `:rejected`, `:server`, `:timeout`, `:connection`,
    # `:protocol`, `:cancelled`, `:storage`, `:null_pointer`, `:invalid_utf8`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param redirected_to [String, nil]
    # @param authorization [Integer, nil]
    # @return [void]
    def self.client_login_redirect(client, redirected_to, authorization)
      out = outputs(1)
      status = F_CLIENT_LOGIN_REDIRECT.call(client, text(redirected_to, "redirected_to"), authorization, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_REFRESH = F.new(LIBRARY["ringout_client_refresh"], [TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_REFRESH

    # Replaces the token now, with the refresh token or else by logging in again. Sends one token request. There is no
    # need to call it: requests refresh the token in time.
    #
    # Returns `:not_logged_in` if there is neither a refresh token nor a credential.
    #
    # Errors:
    # `:not_logged_in`, `:unauthorized`, `:forbidden`, `:not_found`, `:rate_limited`,
    # `:rejected`, `:server`, `:timeout`, `:connection`, `:protocol`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [void]
    def self.client_refresh(client)
      out = outputs(1)
      status = F_CLIENT_REFRESH.call(client, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGOUT = F.new(LIBRARY["ringout_client_logout"], [TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGOUT

    # Forgets the token and the credentials, in memory and in the token store, and revokes the token. Every process that
    # uses the same token is logged out. Failing to reach RingCentral is not reported as an error.
    #
    # Returns `:storage` if the token store could not remove the token.
    #
    # Errors:
    # `:timeout`, `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [void]
    def self.client_logout(client)
      out = outputs(1)
      status = F_CLIENT_LOGOUT.call(client, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_TOKEN = F.new(LIBRARY["ringout_client_token"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_TOKEN

    # Returns the current token through `token`, or nil before the first login. The token may have expired. Sends
    # nothing. Free it with `Native.token_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [Integer, nil]
    def self.client_token(client)
      out = outputs(2)
      status = F_CLIENT_TOKEN.call(client, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_SET_TOKEN = F.new(LIBRARY["ringout_client_set_token"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_SET_TOKEN

    # Uses a token that your program kept. Sends nothing and does not write to the token store. The client copies the
    # token, which stays yours. The first request replaces a token that has expired.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param token [Integer, nil]
    # @return [void]
    def self.client_set_token(client, token)
      out = outputs(1)
      status = F_CLIENT_SET_TOKEN.call(client, token, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_TOKEN_KEY_SERVER = F.new(LIBRARY["ringout_token_key_server"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_KEY_SERVER

    # Returns scheme, host and port of the server.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.token_key_server(key)
      utf8(F_TOKEN_KEY_SERVER.call(key))
    end

    F_TOKEN_KEY_CLIENT_ID = F.new(LIBRARY["ringout_token_key_client_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_KEY_CLIENT_ID

    # Returns the client id of the app.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.token_key_client_id(key)
      utf8(F_TOKEN_KEY_CLIENT_ID.call(key))
    end

    F_TOKEN_KEY_USER = F.new(LIBRARY["ringout_token_key_user"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_KEY_USER

    # Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.token_key_user(key)
      utf8(F_TOKEN_KEY_USER.call(key))
    end

    F_TOKEN_KEY_TEXT = F.new(LIBRARY["ringout_token_key_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_TOKEN_KEY_TEXT

    # Returns server, app and user in one string, unique for each key. Most stores need only this.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.token_key_text(key)
      utf8(F_TOKEN_KEY_TEXT.call(key))
    end

    F_TOKEN_SINK_SET_TOKEN = F.new(LIBRARY["ringout_token_sink_set_token"], [TYPE_VOIDP, TYPE_CONST_STRING], TYPE_VOID)
    private_constant :F_TOKEN_SINK_SET_TOKEN

    # Sets the token that `load` found, as `save` received it. With nil or a string that is not UTF-8, the load fails.
    #
    # Since version 0.1.
    #
    # @param sink [Integer, nil]
    # @param token [String, nil]
    # @return [void]
    def self.token_sink_set_token(sink, token)
      F_TOKEN_SINK_SET_TOKEN.call(sink, text(token, "token"))
      nil
    end

    F_TOKEN_SINK_SET_FAILURE = F.new(LIBRARY["ringout_token_sink_set_failure"], [TYPE_VOIDP, TYPE_CONST_STRING], TYPE_VOID)
    private_constant :F_TOKEN_SINK_SET_FAILURE

    # Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
    # contain a secret.
    #
    # Since version 0.1.
    #
    # @param sink [Integer, nil]
    # @param failure [String, nil]
    # @return [void]
    def self.token_sink_set_failure(sink, failure)
      F_TOKEN_SINK_SET_FAILURE.call(sink, text(failure, "failure"))
      nil
    end

    F_LEDGER_KEY_SERVER = F.new(LIBRARY["ringout_ledger_key_server"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LEDGER_KEY_SERVER

    # Returns scheme, host and port of the server.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.ledger_key_server(key)
      utf8(F_LEDGER_KEY_SERVER.call(key))
    end

    F_LEDGER_KEY_CLIENT_ID = F.new(LIBRARY["ringout_ledger_key_client_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LEDGER_KEY_CLIENT_ID

    # Returns the client id of the app.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.ledger_key_client_id(key)
      utf8(F_LEDGER_KEY_CLIENT_ID.call(key))
    end

    F_LEDGER_KEY_USER = F.new(LIBRARY["ringout_ledger_key_user"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LEDGER_KEY_USER

    # Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.ledger_key_user(key)
      utf8(F_LEDGER_KEY_USER.call(key))
    end

    F_LEDGER_KEY_DEDUPE_KEY = F.new(LIBRARY["ringout_ledger_key_dedupe_key"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LEDGER_KEY_DEDUPE_KEY

    # Returns the `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
    # budget.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.ledger_key_dedupe_key(key)
      utf8(F_LEDGER_KEY_DEDUPE_KEY.call(key))
    end

    F_LEDGER_KEY_TEXT = F.new(LIBRARY["ringout_ledger_key_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LEDGER_KEY_TEXT

    # Returns the four parts in one string, unique for each key. Most ledgers need only this.
    #
    # Since version 0.1.
    #
    # @param key [Integer, nil]
    # @return [String, nil]
    def self.ledger_key_text(key)
      utf8(F_LEDGER_KEY_TEXT.call(key))
    end

    F_LEDGER_SINK_SET_RECORD = F.new(LIBRARY["ringout_ledger_sink_set_record"], [TYPE_VOIDP, TYPE_CONST_STRING, -TYPE_LONG_LONG], TYPE_VOID)
    private_constant :F_LEDGER_SINK_SET_RECORD

    # Sets what the ledger has under the key: the value as `swap` received it, and how many milliseconds ago that was, by
    # the clock of the ledger. With nil or a string that is not UTF-8, the callback fails.
    #
    # Since version 0.1.
    #
    # @param sink [Integer, nil]
    # @param value [String, nil]
    # @param age_ms [Integer]
    # @return [void]
    def self.ledger_sink_set_record(sink, value, age_ms)
      F_LEDGER_SINK_SET_RECORD.call(sink, text(value, "value"), age_ms)
      nil
    end

    F_LEDGER_SINK_SET_FAILURE = F.new(LIBRARY["ringout_ledger_sink_set_failure"], [TYPE_VOIDP, TYPE_CONST_STRING], TYPE_VOID)
    private_constant :F_LEDGER_SINK_SET_FAILURE

    # Sets the reason why a callback fails, for the user to read. It becomes part of an error message, so it must not
    # contain a secret.
    #
    # Since version 0.1.
    #
    # @param sink [Integer, nil]
    # @param failure [String, nil]
    # @return [void]
    def self.ledger_sink_set_failure(sink, failure)
      F_LEDGER_SINK_SET_FAILURE.call(sink, text(failure, "failure"))
      nil
    end

    F_DIAL_URI = F.new(LIBRARY["ringout_dial_uri"], [TYPE_CONST_STRING, -TYPE_INT, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_DIAL_URI

    # Creates a link that dials a number: "rcmobile://call?number=16505550100" or "tel:+16505550100". Sends nothing. Free
    # the link with `Native.string_free`.
    #
    # - `number`: by the rules of a `ringout_call_request` without a country.
    # - `scheme`: a `DialScheme`.
    #
    # Returns `:invalid_argument` for a string that is not a phone number, and for an extension alone with
    # `:tel`, because another app would dial it as a public number.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param number [String, nil]
    # @param scheme [Integer]
    # @return [String]
    def self.dial_uri(number, scheme)
      out = outputs(2)
      status = F_DIAL_URI.call(text(number, "number"), scheme, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      take(out[0, 8].unpack1("J"))
    end

    F_DIAL_SCHEME_NAME = F.new(LIBRARY["ringout_dial_scheme_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_DIAL_SCHEME_NAME

    # Returns the scheme of a `DialScheme`, such as "rcmobile". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param scheme [Integer]
    # @return [String, nil]
    def self.dial_scheme_name(scheme)
      utf8(F_DIAL_SCHEME_NAME.call(scheme))
    end

    F_CLIENT_CALLER_IDS = F.new(LIBRARY["ringout_client_caller_ids"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CALLER_IDS

    # Requests the user's phone numbers with the CallerId feature. Sends requests of the Light group. Free the list with
    # `Native.caller_ids_free`.
    #
    # Returns `:forbidden` without the ReadAccounts permission.
    #
    # Errors:
    # `:not_logged_in`, `:unauthorized`, `:forbidden`, `:not_found`, `:rate_limited`,
    # `:rejected`, `:server`, `:timeout`, `:connection`, `:protocol`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [Integer, nil]
    def self.client_caller_ids(client)
      out = outputs(2)
      status = F_CLIENT_CALLER_IDS.call(client, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALLER_IDS_FREE = F.new(LIBRARY["ringout_caller_ids_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CALLER_IDS_FREE

    # Frees a list of caller IDs. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param caller_ids [Integer, nil]
    # @return [void]
    def self.caller_ids_free(caller_ids)
      F_CALLER_IDS_FREE.call(caller_ids)
      nil
    end

    F_CALLER_IDS_COUNT = F.new(LIBRARY["ringout_caller_ids_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_CALLER_IDS_COUNT

    # Returns the number of caller IDs in the list; 0 for nil.
    #
    # Since version 0.1.
    #
    # @param caller_ids [Integer, nil]
    # @return [Integer]
    def self.caller_ids_count(caller_ids)
      F_CALLER_IDS_COUNT.call(caller_ids)
    end

    F_CALLER_IDS_ID = F.new(LIBRARY["ringout_caller_ids_id"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CALLER_IDS_ID

    # Returns RingCentral's id of the phone number at `index`, counted from 0. nil if the entry has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    #
    # @param caller_ids [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.caller_ids_id(caller_ids, index)
      utf8(F_CALLER_IDS_ID.call(caller_ids, index))
    end

    F_CALLER_IDS_PHONE_NUMBER = F.new(LIBRARY["ringout_caller_ids_phone_number"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CALLER_IDS_PHONE_NUMBER

    # Returns the phone number at `index` in E.164. nil if the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param caller_ids [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.caller_ids_phone_number(caller_ids, index)
      utf8(F_CALLER_IDS_PHONE_NUMBER.call(caller_ids, index))
    end

    F_CALLER_IDS_USAGE_TYPE = F.new(LIBRARY["ringout_caller_ids_usage_type"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CALLER_IDS_USAGE_TYPE

    # Returns RingCentral's name for the use of the phone number at `index`, such as "DirectNumber". nil if the entry
    # has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param caller_ids [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.caller_ids_usage_type(caller_ids, index)
      utf8(F_CALLER_IDS_USAGE_TYPE.call(caller_ids, index))
    end

    F_CALLER_IDS_LABEL = F.new(LIBRARY["ringout_caller_ids_label"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CALLER_IDS_LABEL

    # Returns the label of the phone number at `index`. nil if the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param caller_ids [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.caller_ids_label(caller_ids, index)
      utf8(F_CALLER_IDS_LABEL.call(caller_ids, index))
    end

    F_CLIENT_FORWARDING_NUMBERS = F.new(LIBRARY["ringout_client_forwarding_numbers"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_FORWARDING_NUMBERS

    # Requests the user's forwarding numbers. Sends requests of the Light group. Free the list with
    # `Native.forwarding_numbers_free`.
    #
    # A call request without a caller rings the first one, unless the user has set another. Returns `:forbidden`
    # without the ReadAccounts permission.
    #
    # Errors:
    # `:not_logged_in`, `:unauthorized`, `:forbidden`, `:not_found`, `:rate_limited`,
    # `:rejected`, `:server`, `:timeout`, `:connection`, `:protocol`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [Integer, nil]
    def self.client_forwarding_numbers(client)
      out = outputs(2)
      status = F_CLIENT_FORWARDING_NUMBERS.call(client, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_FORWARDING_NUMBERS_FREE = F.new(LIBRARY["ringout_forwarding_numbers_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_FORWARDING_NUMBERS_FREE

    # Frees a list of forwarding numbers. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param forwarding_numbers [Integer, nil]
    # @return [void]
    def self.forwarding_numbers_free(forwarding_numbers)
      F_FORWARDING_NUMBERS_FREE.call(forwarding_numbers)
      nil
    end

    F_FORWARDING_NUMBERS_COUNT = F.new(LIBRARY["ringout_forwarding_numbers_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_FORWARDING_NUMBERS_COUNT

    # Returns the number of forwarding numbers in the list; 0 for nil.
    #
    # Since version 0.1.
    #
    # @param forwarding_numbers [Integer, nil]
    # @return [Integer]
    def self.forwarding_numbers_count(forwarding_numbers)
      F_FORWARDING_NUMBERS_COUNT.call(forwarding_numbers)
    end

    F_FORWARDING_NUMBERS_ID = F.new(LIBRARY["ringout_forwarding_numbers_id"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_FORWARDING_NUMBERS_ID

    # Returns RingCentral's id of the forwarding number at `index`, counted from 0: a value for `from_forwarding_number`
    # of a `ringout_call_request`. nil if the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param forwarding_numbers [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.forwarding_numbers_id(forwarding_numbers, index)
      utf8(F_FORWARDING_NUMBERS_ID.call(forwarding_numbers, index))
    end

    F_FORWARDING_NUMBERS_PHONE_NUMBER = F.new(LIBRARY["ringout_forwarding_numbers_phone_number"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_FORWARDING_NUMBERS_PHONE_NUMBER

    # Returns the phone number at `index` in E.164. nil for the few kinds of device that have none, and for an index out
    # of range.
    #
    # Since version 0.1.
    #
    # @param forwarding_numbers [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.forwarding_numbers_phone_number(forwarding_numbers, index)
      utf8(F_FORWARDING_NUMBERS_PHONE_NUMBER.call(forwarding_numbers, index))
    end

    F_FORWARDING_NUMBERS_LABEL = F.new(LIBRARY["ringout_forwarding_numbers_label"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_FORWARDING_NUMBERS_LABEL

    # Returns the label that the user gave the number at `index`. nil if the entry has none, and for an index out of
    # range.
    #
    # Since version 0.1.
    #
    # @param forwarding_numbers [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.forwarding_numbers_label(forwarding_numbers, index)
      utf8(F_FORWARDING_NUMBERS_LABEL.call(forwarding_numbers, index))
    end

    F_FORWARDING_NUMBERS_KIND = F.new(LIBRARY["ringout_forwarding_numbers_kind"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_FORWARDING_NUMBERS_KIND

    # Returns RingCentral's name for the kind of phone at `index`, such as "Mobile" or "PhoneLine". nil if the entry has
    # none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param forwarding_numbers [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.forwarding_numbers_kind(forwarding_numbers, index)
      utf8(F_FORWARDING_NUMBERS_KIND.call(forwarding_numbers, index))
    end

    F_CLIENT_PREFLIGHT = F.new(LIBRARY["ringout_client_preflight"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_PREFLIGHT

    # Checks what would make a call fail, without ringing a phone: the login, the app's permissions, the extension and its
    # line, the phone numbers, and this machine's clock. Sends up to three requests of the Light group, and a login if the
    # client is not logged in. Free the report with `Native.preflight_free`.
    #
    # - `request`: the call to check the numbers of; may be nil.
    #
    # Problems, and checks that could not be made, are in the report and are not errors. If there is no report, returns
    # `:invalid_argument` (the request itself is invalid), `:timeout` or `:cancelled`.
    #
    # Errors:
    # `:invalid_argument`, `:timeout`, `:cancelled`, `:null_pointer`, `:invalid_utf8`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param request [Integer, nil]
    # @return [Integer, nil]
    def self.client_preflight(client, request)
      out = outputs(2)
      status = F_CLIENT_PREFLIGHT.call(client, request, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_PREFLIGHT_FREE = F.new(LIBRARY["ringout_preflight_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_PREFLIGHT_FREE

    # Frees a report. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @return [void]
    def self.preflight_free(preflight)
      F_PREFLIGHT_FREE.call(preflight)
      nil
    end

    F_PREFLIGHT_OK = F.new(LIBRARY["ringout_preflight_ok"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_PREFLIGHT_OK

    # Returns true if no check failed. Warnings and checks that could not be made do not count. False for nil.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @return [Boolean]
    def self.preflight_ok(preflight)
      F_PREFLIGHT_OK.call(preflight) != 0
    end

    F_PREFLIGHT_TEXT = F.new(LIBRARY["ringout_preflight_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_PREFLIGHT_TEXT

    # Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
    # report is freed, like every string of the report.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @return [String, nil]
    def self.preflight_text(preflight)
      utf8(F_PREFLIGHT_TEXT.call(preflight))
    end

    F_PREFLIGHT_CHECK_COUNT = F.new(LIBRARY["ringout_preflight_check_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_PREFLIGHT_CHECK_COUNT

    # Returns the number of checks: one for each kind that applies, in the order of the kinds. If the login fails, there
    # is only that one.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @return [Integer]
    def self.preflight_check_count(preflight)
      F_PREFLIGHT_CHECK_COUNT.call(preflight)
    end

    F_PREFLIGHT_CHECK_KIND = F.new(LIBRARY["ringout_preflight_check_kind"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_PREFLIGHT_CHECK_KIND

    # Returns the kind of the check at `index`, counted from 0: a `CheckKind`. 0 for an index out of range.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.preflight_check_kind(preflight, index)
      F_PREFLIGHT_CHECK_KIND.call(preflight, index)
    end

    F_CHECK_KIND_NAME = F.new(LIBRARY["ringout_check_kind_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CHECK_KIND_NAME

    # Returns the name of a `CheckKind`, such as "Permission". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param kind [Integer]
    # @return [String, nil]
    def self.check_kind_name(kind)
      utf8(F_CHECK_KIND_NAME.call(kind))
    end

    F_PREFLIGHT_CHECK_RESULT = F.new(LIBRARY["ringout_preflight_check_result"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_PREFLIGHT_CHECK_RESULT

    # Returns the result of a check: a `CheckResult`. 0 for an index out of range.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.preflight_check_result(preflight, index)
      F_PREFLIGHT_CHECK_RESULT.call(preflight, index)
    end

    F_CHECK_RESULT_NAME = F.new(LIBRARY["ringout_check_result_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CHECK_RESULT_NAME

    # Returns the name of a `CheckResult`, such as "Passed". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param result [Integer]
    # @return [String, nil]
    def self.check_result_name(result)
      utf8(F_CHECK_RESULT_NAME.call(result))
    end

    F_PREFLIGHT_CHECK_EXPLANATION = F.new(LIBRARY["ringout_preflight_check_explanation"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_PREFLIGHT_CHECK_EXPLANATION

    # Returns one sentence that says what was found and what to do about it. nil for an index out of range.
    #
    # Since version 0.1.
    #
    # @param preflight [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.preflight_check_explanation(preflight, index)
      utf8(F_PREFLIGHT_CHECK_EXPLANATION.call(preflight, index))
    end

    F_CLIENT_CREATE_CALL = F.new(LIBRARY["ringout_client_create_call"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CREATE_CALL

    # Places a call: sends one request of the Heavy group. Free the call with `Native.call_free`, which does not hang
    # up.
    #
    # The request is retried only if it provably was never sent, or was refused with a 401 and the client could log in
    # again. If it may have reached RingCentral and no usable response came, the function returns `:maybe_placed`
    # and does not retry, because a retry could ring both phones again.
    #
    # - Nothing was sent: `:invalid_argument`, `:not_logged_in`, `:timeout`, `:connection`,
    #   `:cancelled`, `:storage`.
    # - RingCentral refused and no phone rings: `:unauthorized`, `:forbidden` (no RingOut permission, a
    #   caller ID that is not the user's, no funds), `:not_found` (no such account or extension),
    #   `:rate_limited`, `:rejected`.
    # - Phones may be ringing: `:maybe_placed`, and some responses such as a gateway's 504. For all of them
    #   `Native.error_may_have_placed` is true.
    #
    # With a `dedupe_key`, the call is placed at most once by all processes that share the `ringout_ledger`. If the key has a
    # call, that one is returned, also after its end, and no request is sent. After a request whose result no process knows,
    # the call log is asked. If it has the call for certain, that one is returned, with its outcome and "" as its id.
    # Otherwise the function returns `:maybe_placed`, and the request is never sent again.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:not_found`, `:rate_limited`, `:rejected`, `:server`, `:timeout`,
    # `:connection`, `:protocol`, `:cancelled`, `:storage`, `:maybe_placed`,
    # `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param request [Integer, nil]
    # @return [Integer, nil]
    def self.client_create_call(client, request)
      out = outputs(2)
      status = F_CLIENT_CREATE_CALL.call(client, request, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_FIND_CALL = F.new(LIBRARY["ringout_client_find_call"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_FIND_CALL

    # Finds the call that was placed with this `dedupe_key`, by any process that shares the `ringout_ledger`. Never places
    # one. Free it with `Native.call_free`.
    #
    # `call` receives nil if no call was placed. A call that another process is placing is waited for. One that has ended
    # has its outcome at once, and a wait for it sends nothing. The lease of the call is this client's, unless another has
    # it: see `Native.call_take_lease`.
    #
    # Returns `:maybe_placed` if a request was sent and nothing is known about it, not even by the call log, and
    # `:invalid_argument` without a ledger.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:not_found`, `:rate_limited`, `:rejected`, `:server`, `:timeout`,
    # `:connection`, `:protocol`, `:cancelled`, `:storage`, `:maybe_placed`,
    # `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param dedupe_key [String, nil]
    # @return [Integer, nil]
    def self.client_find_call(client, dedupe_key)
      out = outputs(2)
      status = F_CLIENT_FIND_CALL.call(client, text(dedupe_key, "dedupe_key"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_CALL = F.new(LIBRARY["ringout_client_call"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CALL

    # Creates a handle for a call with a known id, such as one that your program saved. Sends nothing; the state is
    # unknown until it is requested. Free the handle with `Native.call_free`.
    #
    # Returns `:invalid_argument` for an id that is empty, longer than 256 bytes, "." or "..", or contains control
    # characters.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param id [String, nil]
    # @return [Integer, nil]
    def self.client_call(client, id)
      out = outputs(2)
      status = F_CLIENT_CALL.call(client, text(id, "id"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALL_FREE = F.new(LIBRARY["ringout_call_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CALL_FREE

    # Frees a call handle. nil does nothing. The call itself goes on.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [void]
    def self.call_free(call)
      F_CALL_FREE.call(call)
      nil
    end

    F_CALL_CLONE = F.new(LIBRARY["ringout_call_clone"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_CLONE

    # Creates another handle for the same call. Both share the known state. Free both, in any order, with
    # `Native.call_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer, nil]
    def self.call_clone(call)
      out = outputs(2)
      status = F_CALL_CLONE.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALL_ID = F.new(LIBRARY["ringout_call_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CALL_ID

    # Returns RingCentral's id of the call, an opaque string. With it, `Native.client_call` creates another handle, in
    # another process if necessary. Valid until the handle is freed.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [String, nil]
    def self.call_id(call)
      utf8(F_CALL_ID.call(call))
    end

    F_CALL_ADOPTED = F.new(LIBRARY["ringout_call_adopted"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_CALL_ADOPTED

    # Returns whether the call was placed by another request with the same `dedupe_key`, in this process or another, and
    # not by the one that returned this handle. False for nil.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Boolean]
    def self.call_adopted(call)
      F_CALL_ADOPTED.call(call) != 0
    end

    F_CALL_TAKE_LEASE = F.new(LIBRARY["ringout_call_take_lease"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_TAKE_LEASE

    # Takes the lease of a call with a `dedupe_key`. `left_ms` receives how long another client still has it, in
    # milliseconds, or 0 if it is now this client's or the call has ended.
    #
    # The lease says which client follows the call; it does not prevent others. The one that places or finds the call has
    # it, unless another has it. A wait or a watch keeps it, and 30 s after a process has died it is free. A client that
    # polls a call rarely, because it follows many, has it for longer.
    #
    # Returns `:invalid_argument` for a call without a key, and `:storage` if the ledger fails. Sends nothing
    # to RingCentral.
    #
    # Errors:
    # `:invalid_argument`, `:timeout`, `:cancelled`, `:storage`, `:null_pointer`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer]
    def self.call_take_lease(call)
      out = outputs(2)
      status = F_CALL_TAKE_LEASE.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      out[0, 8].unpack1("Q")
    end

    F_CALL_CLAIM_OUTCOME = F.new(LIBRARY["ringout_call_claim_outcome"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_CLAIM_OUTCOME

    # Claims the outcome of a call with a `dedupe_key`, for the process that reports it. `claimed` receives true once for a
    # key, whichever processes ask, and false before the end of the call has been seen.
    #
    # A process that dies between the claim and its report has claimed it even so. Returns `:invalid_argument` for a
    # call without a key, and `:storage` if the ledger fails; ask the same handle again then. Sends nothing to
    # RingCentral.
    #
    # Errors:
    # `:invalid_argument`, `:timeout`, `:cancelled`, `:storage`, `:null_pointer`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Boolean]
    def self.call_claim_outcome(call)
      out = outputs(2)
      status = F_CALL_CLAIM_OUTCOME.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      out[0, 1] != ZERO
    end

    F_STATUS_NAME = F.new(LIBRARY["ringout_status_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATUS_NAME

    # Returns RingCentral's name of a `Status`, such as "InProgress"; "Unknown" for any other number. Never
    # nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param status [Integer]
    # @return [String, nil]
    def self.status_name(status)
      utf8(F_STATUS_NAME.call(status))
    end

    F_STATUS_EXPLAIN = F.new(LIBRARY["ringout_status_explain"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATUS_EXPLAIN

    # Returns the meaning of a status in one sentence without a full stop. Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param status [Integer]
    # @return [String, nil]
    def self.status_explain(status)
      utf8(F_STATUS_EXPLAIN.call(status))
    end

    F_STATUS_PARSE = F.new(LIBRARY["ringout_status_parse"], [TYPE_CONST_STRING], -TYPE_INT, need_gvl: true)
    private_constant :F_STATUS_PARSE

    # Returns the number of a status that RingCentral wrote: a `Status`. `:unknown` for an
    # undocumented status, a string that is not UTF-8, and nil.
    #
    # Since version 0.1.
    #
    # @param text [String, nil]
    # @return [Integer]
    def self.status_parse(text)
      F_STATUS_PARSE.call(text(text, "text"))
    end

    F_STATUS_IS_FAILED_LEG = F.new(LIBRARY["ringout_status_is_failed_leg"], [-TYPE_INT], -TYPE_CHAR, need_gvl: true)
    private_constant :F_STATUS_IS_FAILED_LEG

    # Returns true if a leg with this status could not be connected: 4 to 12.
    #
    # Since version 0.1.
    #
    # @param status [Integer]
    # @return [Boolean]
    def self.status_is_failed_leg(status)
      F_STATUS_IS_FAILED_LEG.call(status) != 0
    end

    F_STATUS_IS_ENDED = F.new(LIBRARY["ringout_status_is_ended"], [-TYPE_INT], -TYPE_CHAR, need_gvl: true)
    private_constant :F_STATUS_IS_ENDED

    # Returns true if no other status is expected afterwards. False for `:success`: the legs end a call, not
    # its own status.
    #
    # Since version 0.1.
    #
    # @param status [Integer]
    # @return [Boolean]
    def self.status_is_ended(status)
      F_STATUS_IS_ENDED.call(status) != 0
    end

    F_STATE_NEW = F.new(LIBRARY["ringout_state_new"], [TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_STATE_NEW

    # Creates a state from three statuses as RingCentral spells them, such as "InProgress", for
    # `Native.check_transition`. Any string is accepted, because RingCentral may add statuses. Sends nothing. Free the
    # state with `Native.state_free`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call_status [String, nil]
    # @param caller_status [String, nil]
    # @param callee_status [String, nil]
    # @return [Integer, nil]
    def self.state_new(call_status, caller_status, callee_status)
      out = outputs(2)
      status = F_STATE_NEW.call(text(call_status, "call_status"), text(caller_status, "caller_status"), text(callee_status, "callee_status"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_STATE_FREE = F.new(LIBRARY["ringout_state_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_STATE_FREE

    # Frees a state that a function returned. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [void]
    def self.state_free(state)
      F_STATE_FREE.call(state)
      nil
    end

    F_STATE_CALL_STATUS = F.new(LIBRARY["ringout_state_call_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_STATE_CALL_STATUS

    # Returns the status of the call as a whole: a `Status`.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [Integer]
    def self.state_call_status(state)
      F_STATE_CALL_STATUS.call(state)
    end

    F_STATE_CALLER_STATUS = F.new(LIBRARY["ringout_state_caller_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_STATE_CALLER_STATUS

    # Returns the status of the caller's leg: a `Status`.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [Integer]
    def self.state_caller_status(state)
      F_STATE_CALLER_STATUS.call(state)
    end

    F_STATE_CALLEE_STATUS = F.new(LIBRARY["ringout_state_callee_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_STATE_CALLEE_STATUS

    # Returns the status of the callee's leg: a `Status`.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [Integer]
    def self.state_callee_status(state)
      F_STATE_CALLEE_STATUS.call(state)
    end

    F_STATE_CALL_STATUS_TEXT = F.new(LIBRARY["ringout_state_call_status_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATE_CALL_STATUS_TEXT

    # Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [String, nil]
    def self.state_call_status_text(state)
      utf8(F_STATE_CALL_STATUS_TEXT.call(state))
    end

    F_STATE_CALLER_STATUS_TEXT = F.new(LIBRARY["ringout_state_caller_status_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATE_CALLER_STATUS_TEXT

    # Returns the status of the caller's leg as RingCentral spells it.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [String, nil]
    def self.state_caller_status_text(state)
      utf8(F_STATE_CALLER_STATUS_TEXT.call(state))
    end

    F_STATE_CALLEE_STATUS_TEXT = F.new(LIBRARY["ringout_state_callee_status_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATE_CALLEE_STATUS_TEXT

    # Returns the status of the callee's leg as RingCentral spells it.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [String, nil]
    def self.state_callee_status_text(state)
      utf8(F_STATE_CALLEE_STATUS_TEXT.call(state))
    end

    F_STATE_PHASE = F.new(LIBRARY["ringout_state_phase"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_STATE_PHASE

    # Returns the phase of the call: a `Phase`.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [Integer]
    def self.state_phase(state)
      F_STATE_PHASE.call(state)
    end

    F_PHASE_NAME = F.new(LIBRARY["ringout_phase_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_PHASE_NAME

    # Returns the name of a `Phase`, such as "RingingCaller". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param phase [Integer]
    # @return [String, nil]
    def self.phase_name(phase)
      utf8(F_PHASE_NAME.call(phase))
    end

    F_STATE_TEXT = F.new(LIBRARY["ringout_state_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATE_TEXT

    # Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [String, nil]
    def self.state_text(state)
      utf8(F_STATE_TEXT.call(state))
    end

    F_STATE_EXPLAIN = F.new(LIBRARY["ringout_state_explain"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_STATE_EXPLAIN

    # Returns one sentence, without a full stop, that says what is happening or how the call ended.
    #
    # Since version 0.1.
    #
    # @param state [Integer, nil]
    # @return [String, nil]
    def self.state_explain(state)
      utf8(F_STATE_EXPLAIN.call(state))
    end

    F_OUTCOME_FREE = F.new(LIBRARY["ringout_outcome_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_OUTCOME_FREE

    # Frees an outcome. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [void]
    def self.outcome_free(outcome)
      F_OUTCOME_FREE.call(outcome)
      nil
    end

    F_OUTCOME_KIND = F.new(LIBRARY["ringout_outcome_kind"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_OUTCOME_KIND

    # Returns the kind of outcome: a `OutcomeKind`.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [Integer]
    def self.outcome_kind(outcome)
      F_OUTCOME_KIND.call(outcome)
    end

    F_OUTCOME_KIND_NAME = F.new(LIBRARY["ringout_outcome_kind_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_OUTCOME_KIND_NAME

    # Returns the name of a `OutcomeKind`, such as "Completed". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param kind [Integer]
    # @return [String, nil]
    def self.outcome_kind_name(kind)
      utf8(F_OUTCOME_KIND_NAME.call(kind))
    end

    F_OUTCOME_LEG = F.new(LIBRARY["ringout_outcome_leg"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_OUTCOME_LEG

    # Returns the leg that decided the outcome: a `Leg`.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [Integer]
    def self.outcome_leg(outcome)
      F_OUTCOME_LEG.call(outcome)
    end

    F_LEG_NAME = F.new(LIBRARY["ringout_leg_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LEG_NAME

    # Returns the name of a `Leg`, such as "caller". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param leg [Integer]
    # @return [String, nil]
    def self.leg_name(leg)
      utf8(F_LEG_NAME.call(leg))
    end

    F_OUTCOME_STATUS = F.new(LIBRARY["ringout_outcome_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_OUTCOME_STATUS

    # Returns the status that decided the outcome: a `Status`.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [Integer]
    def self.outcome_status(outcome)
      F_OUTCOME_STATUS.call(outcome)
    end

    F_OUTCOME_STATUS_TEXT = F.new(LIBRARY["ringout_outcome_status_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_OUTCOME_STATUS_TEXT

    # Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
    # other strings.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [String, nil]
    def self.outcome_status_text(outcome)
      utf8(F_OUTCOME_STATUS_TEXT.call(outcome))
    end

    F_OUTCOME_CONNECTED = F.new(LIBRARY["ringout_outcome_connected"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_OUTCOME_CONNECTED

    # Returns true if caller and callee were connected at some time.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [Boolean]
    def self.outcome_connected(outcome)
      F_OUTCOME_CONNECTED.call(outcome) != 0
    end

    F_OUTCOME_CANCELLED_BY_US = F.new(LIBRARY["ringout_outcome_cancelled_by_us"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_OUTCOME_CANCELLED_BY_US

    # Returns true if RingCentral accepted a cancel from this handle before the end.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [Boolean]
    def self.outcome_cancelled_by_us(outcome)
      F_OUTCOME_CANCELLED_BY_US.call(outcome) != 0
    end

    F_OUTCOME_SOURCE = F.new(LIBRARY["ringout_outcome_source"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_OUTCOME_SOURCE

    # Returns where the outcome is known from: a `Source`; 0 for nil.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [Integer]
    def self.outcome_source(outcome)
      F_OUTCOME_SOURCE.call(outcome)
    end

    F_OUTCOME_SOURCE_NAME = F.new(LIBRARY["ringout_outcome_source_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_OUTCOME_SOURCE_NAME

    # Returns the name of a `Source`, such as "Status". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param source [Integer]
    # @return [String, nil]
    def self.outcome_source_name(source)
      utf8(F_OUTCOME_SOURCE_NAME.call(source))
    end

    F_OUTCOME_EXPLANATION = F.new(LIBRARY["ringout_outcome_explanation"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_OUTCOME_EXPLANATION

    # Returns one sentence that explains the outcome, without a full stop.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [String, nil]
    def self.outcome_explanation(outcome)
      utf8(F_OUTCOME_EXPLANATION.call(outcome))
    end

    F_OUTCOME_TEXT = F.new(LIBRARY["ringout_outcome_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_OUTCOME_TEXT

    # Returns the kind and the explanation in one line.
    #
    # Since version 0.1.
    #
    # @param outcome [Integer, nil]
    # @return [String, nil]
    def self.outcome_text(outcome)
      utf8(F_OUTCOME_TEXT.call(outcome))
    end

    F_CHECK_TRANSITION = F.new(LIBRARY["ringout_check_transition"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CHECK_TRANSITION

    # Judges whether the state `to` may follow the state `from`. Sends nothing. Free the verdict with
    # `Native.verdict_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param from [Integer, nil]
    # @param to [Integer, nil]
    # @return [Integer, nil]
    def self.check_transition(from, to)
      out = outputs(2)
      status = F_CHECK_TRANSITION.call(from, to, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_VERDICT_FREE = F.new(LIBRARY["ringout_verdict_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_VERDICT_FREE

    # Frees a verdict that a function returned. nil does nothing. Do not free a verdict that belongs to a change.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @return [void]
    def self.verdict_free(verdict)
      F_VERDICT_FREE.call(verdict)
      nil
    end

    F_VERDICT_KIND = F.new(LIBRARY["ringout_verdict_kind"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_VERDICT_KIND

    # Returns the worst kind among the three statuses and their combination: a `VerdictKind`. The numbers grow
    # from best to worst.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @return [Integer]
    def self.verdict_kind(verdict)
      F_VERDICT_KIND.call(verdict)
    end

    F_VERDICT_KIND_NAME = F.new(LIBRARY["ringout_verdict_kind_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_VERDICT_KIND_NAME

    # Returns the name of a `VerdictKind`, such as "Documented". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param kind [Integer]
    # @return [String, nil]
    def self.verdict_kind_name(kind)
      utf8(F_VERDICT_KIND_NAME.call(kind))
    end

    F_VERDICT_TEXT = F.new(LIBRARY["ringout_verdict_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_VERDICT_TEXT

    # Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @return [String, nil]
    def self.verdict_text(verdict)
      utf8(F_VERDICT_TEXT.call(verdict))
    end

    F_VERDICT_REASON_COUNT = F.new(LIBRARY["ringout_verdict_reason_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_VERDICT_REASON_COUNT

    # Returns the number of reasons: 0 if the transition is unchanged or documented.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @return [Integer]
    def self.verdict_reason_count(verdict)
      F_VERDICT_REASON_COUNT.call(verdict)
    end

    F_VERDICT_REASON_FIELD = F.new(LIBRARY["ringout_verdict_reason_field"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_VERDICT_REASON_FIELD

    # Returns the part that the reason at `index`, counted from 0, concerns: a `Field`.
    # `:combination` for an index out of range.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.verdict_reason_field(verdict, index)
      F_VERDICT_REASON_FIELD.call(verdict, index)
    end

    F_FIELD_NAME = F.new(LIBRARY["ringout_field_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_FIELD_NAME

    # Returns the name of a `Field`, such as "caller". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param field [Integer]
    # @return [String, nil]
    def self.field_name(field)
      utf8(F_FIELD_NAME.call(field))
    end

    F_VERDICT_REASON_KIND = F.new(LIBRARY["ringout_verdict_reason_kind"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_VERDICT_REASON_KIND

    # Returns the kind of a reason: a `VerdictKind`. `:unchanged` for an index out of range.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.verdict_reason_kind(verdict, index)
      F_VERDICT_REASON_KIND.call(verdict, index)
    end

    F_VERDICT_REASON_TEXT = F.new(LIBRARY["ringout_verdict_reason_text"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_VERDICT_REASON_TEXT

    # Returns a reason in words; nil for an index out of range.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.verdict_reason_text(verdict, index)
      utf8(F_VERDICT_REASON_TEXT.call(verdict, index))
    end

    F_VERDICT_REASON_PATH = F.new(LIBRARY["ringout_verdict_reason_path"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_VERDICT_REASON_PATH

    # Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". nil if no
    # state was skipped, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.verdict_reason_path(verdict, index)
      utf8(F_VERDICT_REASON_PATH.call(verdict, index))
    end

    F_VERDICT_REASON_PATH_COUNT = F.new(LIBRARY["ringout_verdict_reason_path_count"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_VERDICT_REASON_PATH_COUNT

    # Returns the number of statuses in the inferred path; 0 if no state was skipped.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.verdict_reason_path_count(verdict, index)
      F_VERDICT_REASON_PATH_COUNT.call(verdict, index)
    end

    F_VERDICT_REASON_PATH_STATUS = F.new(LIBRARY["ringout_verdict_reason_path_status"], [TYPE_VOIDP, TYPE_SIZE_T, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_VERDICT_REASON_PATH_STATUS

    # Returns the status at `position`, counted from 0, of the inferred path: a `Status`.
    #
    # Since version 0.1.
    #
    # @param verdict [Integer, nil]
    # @param index [Integer]
    # @param position [Integer]
    # @return [Integer]
    def self.verdict_reason_path_status(verdict, index, position)
      F_VERDICT_REASON_PATH_STATUS.call(verdict, index, position)
    end

    F_UNTIL_NAME = F.new(LIBRARY["ringout_until_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_UNTIL_NAME

    # Returns the name of a `Until`, such as "ended". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param until_ [Integer]
    # @return [String, nil]
    def self.until_name(until_)
      utf8(F_UNTIL_NAME.call(until_))
    end

    F_CALL_STATUS = F.new(LIBRARY["ringout_call_status"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_STATUS

    # Requests the current state of the call. Sends one request of the Light group, retried if the response is lost or
    # RingCentral fails. Free the state with `Native.state_free`.
    #
    # Returns `:not_found` some time after the end, when RingCentral has forgotten the call, and for a gateway's
    # 404. Do not poll with it: `Native.call_wait` and `Native.call_watch` poll as often as the rate limits allow,
    # for all calls of the client together.
    #
    # Errors:
    # `:not_logged_in`, `:unauthorized`, `:forbidden`, `:not_found`, `:rate_limited`,
    # `:rejected`, `:server`, `:timeout`, `:connection`, `:protocol`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer, nil]
    def self.call_status(call)
      out = outputs(2)
      status = F_CALL_STATUS.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALL_STATE = F.new(LIBRARY["ringout_call_state"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_STATE

    # Returns the last known state through `state`, or nil if there is none yet. Sends nothing. Free the state with
    # `Native.state_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer, nil]
    def self.call_state(call)
      out = outputs(2)
      status = F_CALL_STATE.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALL_OUTCOME = F.new(LIBRARY["ringout_call_outcome"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_OUTCOME

    # Returns how the call ended, judged by the last known state. Sends nothing. The kind is
    # `:still_in_progress` until the end was seen. Free the outcome with `Native.outcome_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer, nil]
    def self.call_outcome(call)
      out = outputs(2)
      status = F_CALL_OUTCOME.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALL_CANCEL = F.new(LIBRARY["ringout_call_cancel"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_CANCEL

    # Asks RingCentral to hang up, polls the call once, and returns the effect: a `CancelEffect`. Sends a request of
    # the Heavy group and one of the Light group, or nothing if the call is known to be over. `Native.call_state` then
    # has the polled state.
    #
    # A call that is already over is not an error. A 404 that does not name the call is one, because it says nothing about
    # the call.
    #
    # Errors:
    # `:not_logged_in`, `:unauthorized`, `:forbidden`, `:not_found`, `:rate_limited`,
    # `:rejected`, `:server`, `:timeout`, `:connection`, `:protocol`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer]
    def self.call_cancel(call)
      out = outputs(2)
      status = F_CALL_CANCEL.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      out[0, 4].unpack1("L")
    end

    F_CALL_DETACH = F.new(LIBRARY["ringout_call_detach"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CALL_DETACH

    # Lets the call go on: nothing that has begun so far hangs it up when it is left, neither a `ringout_scoped_call` nor a
    # wait with `cancel_on_exit`, through any handle of the call. `Native.call_cancel`, `cancel_on_timeout` and what
    # begins later still do. Sends nothing. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [void]
    def self.call_detach(call)
      F_CALL_DETACH.call(call)
      nil
    end

    F_CANCEL_EFFECT_NAME = F.new(LIBRARY["ringout_cancel_effect_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_CANCEL_EFFECT_NAME

    # Returns the name of a `CancelEffect`, such as "HungUp". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param effect [Integer]
    # @return [String, nil]
    def self.cancel_effect_name(effect)
      utf8(F_CANCEL_EFFECT_NAME.call(effect))
    end

    F_CALL_WAIT = F.new(LIBRARY["ringout_call_wait"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_WAIT

    # Waits until the call ends, or until it is answered, and returns the outcome. Free it with `Native.outcome_free`.
    #
    # - `options`: what to wait for and how long; may be nil.
    #
    # If the timeout passes, the outcome is `:still_in_progress`. A call that vanishes is an outcome, too.
    # The function fails only if polling the call is futile: your program is not logged in (`:not_logged_in`,
    # `:unauthorized`), may not see the call (`:forbidden`), or interrupted the wait (`:cancelled`).
    #
    # Lost responses, 5xx, rate limits and 404s that do not name the call only delay the result. After two minutes of
    # nothing but such 404s, the outcome is `:ended_unknown`.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param options [Integer, nil]
    # @return [Integer, nil]
    def self.call_wait(call, options)
      out = outputs(2)
      status = F_CALL_WAIT.call(call, options, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CHANGE_CLONE = F.new(LIBRARY["ringout_change_clone"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CHANGE_CLONE

    # Copies a change, so that it outlives the callback or the next call of `Native.watch_next`. Sends nothing. Free the
    # copy with `Native.change_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [Integer, nil]
    def self.change_clone(change)
      out = outputs(2)
      status = F_CHANGE_CLONE.call(change, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CHANGE_FREE = F.new(LIBRARY["ringout_change_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CHANGE_FREE

    # Frees a change from `Native.change_clone` or `Native.event_take_change`. nil does nothing. Do not free a change that belongs to a watch.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [void]
    def self.change_free(change)
      F_CHANGE_FREE.call(change)
      nil
    end

    F_CHANGE_PREVIOUS = F.new(LIBRARY["ringout_change_previous"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_CHANGE_PREVIOUS

    # Returns the previous state. nil for the first poll of a call that was not placed through this handle.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [Integer, nil]
    def self.change_previous(change)
      pointer(F_CHANGE_PREVIOUS.call(change))
    end

    F_CHANGE_STATE = F.new(LIBRARY["ringout_change_state"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_CHANGE_STATE

    # Returns the new state.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [Integer, nil]
    def self.change_state(change)
      pointer(F_CHANGE_STATE.call(change))
    end

    F_CHANGE_VERDICT = F.new(LIBRARY["ringout_change_verdict"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_CHANGE_VERDICT

    # Returns how the transition compares with RingCentral's documentation. nil if there is no previous state.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [Integer, nil]
    def self.change_verdict(change)
      pointer(F_CHANGE_VERDICT.call(change))
    end

    F_CHANGE_EARLIEST_MS = F.new(LIBRARY["ringout_change_earliest_ms"], [TYPE_VOIDP], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_CHANGE_EARLIEST_MS

    # Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
    # milliseconds since the call was placed, or the handle created.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [Integer]
    def self.change_earliest_ms(change)
      F_CHANGE_EARLIEST_MS.call(change)
    end

    F_CHANGE_LATEST_MS = F.new(LIBRARY["ringout_change_latest_ms"], [TYPE_VOIDP], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_CHANGE_LATEST_MS

    # Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
    # or the handle created.
    #
    # Since version 0.1.
    #
    # @param change [Integer, nil]
    # @return [Integer]
    def self.change_latest_ms(change)
      F_CHANGE_LATEST_MS.call(change)
    end

    F_CALL_WATCH = F.new(LIBRARY["ringout_call_watch"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_WATCH

    # Follows the call and calls `callback` for each change, until `Native.call_wait` would return. Returns the
    # outcome; free it with `Native.outcome_free`. Errors are those of `Native.call_wait`.
    #
    # - `options`: what to wait for and how long; may be nil.
    # - `user_data`: passed to the callback; may be nil.
    #
    # If the callback stops the watch, that is not an error: the outcome is that of the last known state,
    # `:still_in_progress` unless the call is over. The call goes on and can be watched again, unless
    # `cancel_on_exit` is set. The callback may use the call, but must not free it.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:cancelled`, `:storage`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param options [Integer, nil]
    # @param callback [Integer, nil]
    # @param user_data [Integer, nil]
    # @return [Integer, nil]
    def self.call_watch(call, options, callback, user_data)
      out = outputs(2)
      status = F_CALL_WATCH.call(call, options, callback, user_data, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_WATCH_NEW = F.new(LIBRARY["ringout_watch_new"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_WATCH_NEW

    # Starts to follow a call. Does not block. Free the watch with `Native.watch_free`; the call handle may be freed
    # before.
    #
    # - `options`: what to wait for and how long, counted from now; may be nil.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param options [Integer, nil]
    # @return [Integer, nil]
    def self.watch_new(call, options)
      out = outputs(2)
      status = F_WATCH_NEW.call(call, options, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_WATCH_FREE = F.new(LIBRARY["ringout_watch_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_WATCH_FREE

    # Frees a watch and its current change. nil does nothing. The call goes on, unless `cancel_on_exit` is set and the
    # watch is not over.
    #
    # Since version 0.1.
    #
    # @param watch [Integer, nil]
    # @return [void]
    def self.watch_free(watch)
      F_WATCH_FREE.call(watch)
      nil
    end

    F_WATCH_NEXT = F.new(LIBRARY["ringout_watch_next"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_WATCH_NEXT

    # Waits for the next change and returns it through `change`, or nil when `Native.call_wait` would return. The
    # change is valid until the next call of this function. Errors are those of `Native.call_wait`; after one, the
    # watch is over.
    #
    # Errors:
    # `:not_logged_in`, `:unauthorized`, `:forbidden`, `:cancelled`, `:storage`,
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param watch [Integer, nil]
    # @return [Integer, nil]
    def self.watch_next(watch)
      out = outputs(2)
      status = F_WATCH_NEXT.call(watch, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_WATCH_NEXT_TIMEOUT = F.new(LIBRARY["ringout_watch_next_timeout"], [TYPE_VOIDP, -TYPE_INT, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_WATCH_NEXT_TIMEOUT

    # Like `Native.watch_next`, but waits at most `timeout_ms` for the change, so that a thread can do something else in
    # between. Sets `ended` to true at the end of the watch. If `change` is nil and `ended` is false, the time has passed and
    # the watch goes on.
    #
    # - `timeout_ms`: the longest time to wait, in milliseconds. 0 takes a change that has arrived. `RINGOUT_DEFAULT_TIMEOUT`
    #   waits for the change without a limit.
    #
    # It takes longer than that only to hang up, if `cancel_on_timeout` is set and the timeout of the watch passes.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param watch [Integer, nil]
    # @param timeout_ms [Integer]
    # @return [Array(Integer, nil, Boolean)]
    def self.watch_next_timeout(watch, timeout_ms)
      out = outputs(3)
      status = F_WATCH_NEXT_TIMEOUT.call(watch, timeout_ms, out, out + 8, out + 16)
      raise error(status, out[16, 8]) unless status.zero?

      [pointer(out[0, 8].unpack1("J")), out[8, 1] != ZERO]
    end

    F_WATCH_OUTCOME = F.new(LIBRARY["ringout_watch_outcome"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_WATCH_OUTCOME

    # Returns the outcome of the call, judged by the last known state. Sends nothing. Free it with
    # `Native.outcome_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param watch [Integer, nil]
    # @return [Integer, nil]
    def self.watch_outcome(watch)
      out = outputs(2)
      status = F_WATCH_OUTCOME.call(watch, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_SCOPED_CALL_NEW = F.new(LIBRARY["ringout_scoped_call_new"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_SCOPED_CALL_NEW

    # Creates a scoped call. Free it with `Native.scoped_call_free`, before or after the call handle.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer, nil]
    def self.scoped_call_new(call)
      out = outputs(2)
      status = F_SCOPED_CALL_NEW.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_SCOPED_CALL_FREE = F.new(LIBRARY["ringout_scoped_call_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_SCOPED_CALL_FREE

    # Frees a scoped call and begins to hang up, unless the call is known to be over or `Native.call_detach` was called
    # since. Does not block. nil does nothing.
    #
    # The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
    # handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
    #
    # Since version 0.1.
    #
    # @param scoped [Integer, nil]
    # @return [void]
    def self.scoped_call_free(scoped)
      F_SCOPED_CALL_FREE.call(scoped)
      nil
    end

    F_JOURNAL_ENTRY_STEP = F.new(LIBRARY["ringout_journal_entry_step"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_STEP

    # Returns the step: a `JournalStep`; 0 for nil.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [Integer]
    def self.journal_entry_step(entry)
      F_JOURNAL_ENTRY_STEP.call(entry)
    end

    F_JOURNAL_STEP_NAME = F.new(LIBRARY["ringout_journal_step_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_JOURNAL_STEP_NAME

    # Returns the name of a `JournalStep`, such as "Placing". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param step [Integer]
    # @return [String, nil]
    def self.journal_step_name(step)
      utf8(F_JOURNAL_STEP_NAME.call(step))
    end

    F_JOURNAL_ENTRY_INDEX = F.new(LIBRARY["ringout_journal_entry_index"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_INDEX

    # Returns the index of the request in the array, counted from 0.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [Integer]
    def self.journal_entry_index(entry)
      F_JOURNAL_ENTRY_INDEX.call(entry)
    end

    F_JOURNAL_ENTRY_AT_UNIX_MS = F.new(LIBRARY["ringout_journal_entry_at_unix_ms"], [TYPE_VOIDP], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_AT_UNIX_MS

    # Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for nil. It is the value
    # for `sent_at_unix_ms` of `Native.client_call_log`.
    #
    # For `:maybe_placed` it is when the first byte of the request was sent. For
    # `:placing` it is the last moment before that, after the login and the wait for the rate limit.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [Integer]
    def self.journal_entry_at_unix_ms(entry)
      F_JOURNAL_ENTRY_AT_UNIX_MS.call(entry)
    end

    F_JOURNAL_ENTRY_TO = F.new(LIBRARY["ringout_journal_entry_to"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_TO

    # Returns the callee's number as it is sent.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [String, nil]
    def self.journal_entry_to(entry)
      utf8(F_JOURNAL_ENTRY_TO.call(entry))
    end

    F_JOURNAL_ENTRY_FROM = F.new(LIBRARY["ringout_journal_entry_from"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_FROM

    # Returns the caller's number as it is sent; nil if there is none.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [String, nil]
    def self.journal_entry_from(entry)
      utf8(F_JOURNAL_ENTRY_FROM.call(entry))
    end

    F_JOURNAL_ENTRY_CALL_ID = F.new(LIBRARY["ringout_journal_entry_call_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_CALL_ID

    # Returns RingCentral's id of the call, from `:placed` on; nil if there is no call.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [String, nil]
    def self.journal_entry_call_id(entry)
      utf8(F_JOURNAL_ENTRY_CALL_ID.call(entry))
    end

    F_JOURNAL_ENTRY_OUTCOME = F.new(LIBRARY["ringout_journal_entry_outcome"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_OUTCOME

    # Returns the outcome of the call, with `:ended`; else nil.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [Integer, nil]
    def self.journal_entry_outcome(entry)
      pointer(F_JOURNAL_ENTRY_OUTCOME.call(entry))
    end

    F_JOURNAL_ENTRY_ERROR = F.new(LIBRARY["ringout_journal_entry_error"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_ERROR

    # Returns why the call was not placed, or may not have been; else nil.
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [Integer, nil]
    def self.journal_entry_error(entry)
      pointer(F_JOURNAL_ENTRY_ERROR.call(entry))
    end

    F_JOURNAL_ENTRY_TEXT = F.new(LIBRARY["ringout_journal_entry_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_JOURNAL_ENTRY_TEXT

    # Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
    #
    # Since version 0.1.
    #
    # @param entry [Integer, nil]
    # @return [String, nil]
    def self.journal_entry_text(entry)
      utf8(F_JOURNAL_ENTRY_TEXT.call(entry))
    end

    F_PLACED_FREE = F.new(LIBRARY["ringout_placed_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_PLACED_FREE

    # Frees a result with its call handle and its outcome or error. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param placed [Integer, nil]
    # @return [void]
    def self.placed_free(placed)
      F_PLACED_FREE.call(placed)
      nil
    end

    F_PLACED_INDEX = F.new(LIBRARY["ringout_placed_index"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_PLACED_INDEX

    # Returns the index of the request in the array, counted from 0.
    #
    # Since version 0.1.
    #
    # @param placed [Integer, nil]
    # @return [Integer]
    def self.placed_index(placed)
      F_PLACED_INDEX.call(placed)
    end

    F_PLACED_CALL = F.new(LIBRARY["ringout_placed_call"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_PLACED_CALL

    # Returns the call; nil if it was not placed. `Native.call_clone` creates a handle that outlives the result.
    #
    # Since version 0.1.
    #
    # @param placed [Integer, nil]
    # @return [Integer, nil]
    def self.placed_call(placed)
      pointer(F_PLACED_CALL.call(placed))
    end

    F_PLACED_OUTCOME = F.new(LIBRARY["ringout_placed_outcome"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_PLACED_OUTCOME

    # Returns the outcome of the call; nil if there is an error instead.
    #
    # Since version 0.1.
    #
    # @param placed [Integer, nil]
    # @return [Integer, nil]
    def self.placed_outcome(placed)
      pointer(F_PLACED_OUTCOME.call(placed))
    end

    F_PLACED_ERROR = F.new(LIBRARY["ringout_placed_error"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_PLACED_ERROR

    # Returns the error, or nil if there is an outcome. Without a call it is an error of `Native.client_create_call`.
    # With a call it is one of `Native.call_wait`: the call was placed but could not be followed to its end.
    #
    # Since version 0.1.
    #
    # @param placed [Integer, nil]
    # @return [Integer, nil]
    def self.placed_error(placed)
      pointer(F_PLACED_ERROR.call(placed))
    end

    F_CLIENT_PLACE_ALL = F.new(LIBRARY["ringout_client_place_all"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_SIZE_T, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_PLACE_ALL

    # Starts a batch of calls, placed as fast as the rate limits allow (10 a minute unless RingCentral reports otherwise).
    # Sends nothing yet: `Native.place_all_next` places the calls and returns their results. Free the batch with
    # `Native.place_all_free`; the client handle may be freed before.
    #
    # - `requests`: an array of `count` structs, which are copied. May be nil if `count` is 0.
    # - `options`: may be nil.
    #
    # All requests are checked first. `:invalid_argument`, with a parameter such as "requests[3].to", means that no
    # call was or will be placed. The rules of `Native.client_create_call` apply to each request, so none is placed
    # twice. A request over the rate limit waits for its turn, without a limit of time unless `total_timeout_ms` is set.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param requests [Integer, nil]
    # @param count [Integer]
    # @param options [Integer, nil]
    # @return [Integer, nil]
    def self.client_place_all(client, requests, count, options)
      out = outputs(2)
      status = F_CLIENT_PLACE_ALL.call(client, requests, count, options, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_PLACE_ALL_FREE = F.new(LIBRARY["ringout_place_all_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_PLACE_ALL_FREE

    # Frees a batch. nil does nothing. No more calls are placed; those that were placed go on.
    #
    # Since version 0.1.
    #
    # @param place_all [Integer, nil]
    # @return [void]
    def self.place_all_free(place_all)
      F_PLACE_ALL_FREE.call(place_all)
      nil
    end

    F_PLACE_ALL_NEXT = F.new(LIBRARY["ringout_place_all_next"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_PLACE_ALL_NEXT

    # Waits until the next call ends and returns its result through `placed`, or nil when every request has had its
    # result. Places the other calls meanwhile. Free the result with `Native.placed_free`.
    #
    # Each request has exactly one result, in the order in which the calls end. The error of a request or a call is in its
    # result and does not fail this function. Once the client's cancel token is cancelled, and in a forked child, each
    # request without a result gets `:cancelled`, together with its call if it was placed.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param place_all [Integer, nil]
    # @return [Integer, nil]
    def self.place_all_next(place_all)
      out = outputs(2)
      status = F_PLACE_ALL_NEXT.call(place_all, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_PLACE_ALL_REMAINING = F.new(LIBRARY["ringout_place_all_remaining"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_PLACE_ALL_REMAINING

    # Returns the number of requests that have no result yet.
    #
    # Since version 0.1.
    #
    # @param place_all [Integer, nil]
    # @return [Integer]
    def self.place_all_remaining(place_all)
      F_PLACE_ALL_REMAINING.call(place_all)
    end

    F_CALL_LOG = F.new(LIBRARY["ringout_call_log"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_LOG

    # Looks the call up in RingCentral's call log. Sends one request of the Heavy group (10 a minute). Free the result
    # with `Native.logged_call_free`.
    #
    # The call log does not contain the ids of RingOut calls, so the call is found by its numbers and the time it was
    # placed. RingCentral writes the record after the call has ended, sometimes a minute later; until then the match is
    # `:none`. A wait for a call that vanished before its end was seen looks it up automatically.
    #
    # Returns `:forbidden` without the ReadCallLog permission, and `:invalid_argument` for a handle that was
    # created from an id, because its numbers and time are unknown. Use `Native.client_call_log` for such a call.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:not_found`, `:rate_limited`, `:rejected`, `:server`, `:timeout`,
    # `:connection`, `:protocol`, `:cancelled`, `:storage`, `:null_pointer`,
    # `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @return [Integer, nil]
    def self.call_log(call)
      out = outputs(2)
      status = F_CALL_LOG.call(call, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_CALL_LOG = F.new(LIBRARY["ringout_client_call_log"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_LONG_LONG, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CALL_LOG

    # Looks a call up by its numbers and time, like `Native.call_log`: a call that may have been placed (see
    # `Native.error_attempt_to` and the functions after it), or one of an earlier run. Free the result with
    # `Native.logged_call_free`.
    #
    # - `to`: the callee's number.
    # - `from`: the caller's number, or nil if it is not known.
    # - `sent_at_unix_ms`: when the request was sent, in milliseconds since 1970 (UTC).
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:not_found`, `:rate_limited`, `:rejected`, `:server`, `:timeout`,
    # `:connection`, `:protocol`, `:cancelled`, `:storage`, `:null_pointer`,
    # `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param to [String, nil]
    # @param from [String, nil]
    # @param sent_at_unix_ms [Integer]
    # @return [Integer, nil]
    def self.client_call_log(client, to, from, sent_at_unix_ms)
      out = outputs(2)
      status = F_CLIENT_CALL_LOG.call(client, text(to, "to"), text(from, "from"), sent_at_unix_ms, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_LOGGED_CALL_FREE = F.new(LIBRARY["ringout_logged_call_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_LOGGED_CALL_FREE

    # Frees a call log entry. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [void]
    def self.logged_call_free(logged)
      F_LOGGED_CALL_FREE.call(logged)
      nil
    end

    F_LOGGED_CALL_MATCHING = F.new(LIBRARY["ringout_logged_call_matching"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_LOGGED_CALL_MATCHING

    # Returns how certain it is that the record belongs to the call: a `LogMatch`. The numbers grow with
    # certainty.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [Integer]
    def self.logged_call_matching(logged)
      F_LOGGED_CALL_MATCHING.call(logged)
    end

    F_LOG_MATCH_NAME = F.new(LIBRARY["ringout_log_match_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOG_MATCH_NAME

    # Returns the name of a `LogMatch`, such as "Certain". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param matching [Integer]
    # @return [String, nil]
    def self.log_match_name(matching)
      utf8(F_LOG_MATCH_NAME.call(matching))
    end

    F_LOGGED_CALL_CANDIDATES = F.new(LIBRARY["ringout_logged_call_candidates"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_LOGGED_CALL_CANDIDATES

    # Returns the number of records that fit equally well; 0 if none fits.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [Integer]
    def self.logged_call_candidates(logged)
      F_LOGGED_CALL_CANDIDATES.call(logged)
    end

    F_LOGGED_CALL_ID = F.new(LIBRARY["ringout_logged_call_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_ID

    # Returns RingCentral's id of the record.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [String, nil]
    def self.logged_call_id(logged)
      utf8(F_LOGGED_CALL_ID.call(logged))
    end

    F_LOGGED_CALL_SESSION_ID = F.new(LIBRARY["ringout_logged_call_session_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_SESSION_ID

    # Returns RingCentral's id of the telephony session.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [String, nil]
    def self.logged_call_session_id(logged)
      utf8(F_LOGGED_CALL_SESSION_ID.call(logged))
    end

    F_LOGGED_CALL_START_TIME_UNIX_MS = F.new(LIBRARY["ringout_logged_call_start_time_unix_ms"], [TYPE_VOIDP], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LOGGED_CALL_START_TIME_UNIX_MS

    # Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [Integer]
    def self.logged_call_start_time_unix_ms(logged)
      F_LOGGED_CALL_START_TIME_UNIX_MS.call(logged)
    end

    F_LOGGED_CALL_DURATION_MS = F.new(LIBRARY["ringout_logged_call_duration_ms"], [TYPE_VOIDP], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LOGGED_CALL_DURATION_MS

    # Returns the duration of the call in milliseconds, with a precision of one second.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [Integer]
    def self.logged_call_duration_ms(logged)
      F_LOGGED_CALL_DURATION_MS.call(logged)
    end

    F_LOGGED_CALL_FROM = F.new(LIBRARY["ringout_logged_call_from"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_FROM

    # Returns the caller's number.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [String, nil]
    def self.logged_call_from(logged)
      utf8(F_LOGGED_CALL_FROM.call(logged))
    end

    F_LOGGED_CALL_TO = F.new(LIBRARY["ringout_logged_call_to"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_TO

    # Returns the callee's number.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [String, nil]
    def self.logged_call_to(logged)
      utf8(F_LOGGED_CALL_TO.call(logged))
    end

    F_LOGGED_CALL_ACTION = F.new(LIBRARY["ringout_logged_call_action"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_ACTION

    # Returns the kind of call, such as "RingOut Web".
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [String, nil]
    def self.logged_call_action(logged)
      utf8(F_LOGGED_CALL_ACTION.call(logged))
    end

    F_LOGGED_CALL_RESULT = F.new(LIBRARY["ringout_logged_call_result"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_RESULT

    # Returns how the call ended, such as "Call connected" or "Busy".
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [String, nil]
    def self.logged_call_result(logged)
      utf8(F_LOGGED_CALL_RESULT.call(logged))
    end

    F_LOGGED_CALL_LEG_COUNT = F.new(LIBRARY["ringout_logged_call_leg_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_COUNT

    # Returns the number of legs in the record, which are in RingCentral's order. It may be 0 or 1.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @return [Integer]
    def self.logged_call_leg_count(logged)
      F_LOGGED_CALL_LEG_COUNT.call(logged)
    end

    F_LOGGED_CALL_LEG = F.new(LIBRARY["ringout_logged_call_leg"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG

    # Returns which side the leg at `index` is: a `Leg`. `:none` for a kind of leg that RingOut
    # does not have, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.logged_call_leg(logged, index)
      F_LOGGED_CALL_LEG.call(logged, index)
    end

    F_LOGGED_CALL_LEG_TYPE = F.new(LIBRARY["ringout_logged_call_leg_type"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_TYPE

    # Returns RingCentral's kind of the leg at `index`, such as "RingOutClientToCaller". nil if the record has none, and
    # for an index out of range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.logged_call_leg_type(logged, index)
      utf8(F_LOGGED_CALL_LEG_TYPE.call(logged, index))
    end

    F_LOGGED_CALL_LEG_START_TIME_UNIX_MS = F.new(LIBRARY["ringout_logged_call_leg_start_time_unix_ms"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_START_TIME_UNIX_MS

    # Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
    # and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.logged_call_leg_start_time_unix_ms(logged, index)
      F_LOGGED_CALL_LEG_START_TIME_UNIX_MS.call(logged, index)
    end

    F_LOGGED_CALL_LEG_DURATION_MS = F.new(LIBRARY["ringout_logged_call_leg_duration_ms"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_DURATION_MS

    # Returns the duration of the leg at `index` in milliseconds, with a precision of one second. 0 for an index out of
    # range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.logged_call_leg_duration_ms(logged, index)
      F_LOGGED_CALL_LEG_DURATION_MS.call(logged, index)
    end

    F_LOGGED_CALL_LEG_FROM = F.new(LIBRARY["ringout_logged_call_leg_from"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_FROM

    # Returns the number that the leg at `index` came from. nil if the record has none, and for an index out of range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.logged_call_leg_from(logged, index)
      utf8(F_LOGGED_CALL_LEG_FROM.call(logged, index))
    end

    F_LOGGED_CALL_LEG_TO = F.new(LIBRARY["ringout_logged_call_leg_to"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_TO

    # Returns the number that was dialled for the leg at `index`. nil if the record has none, and for an index out of
    # range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.logged_call_leg_to(logged, index)
      utf8(F_LOGGED_CALL_LEG_TO.call(logged, index))
    end

    F_LOGGED_CALL_LEG_RESULT = F.new(LIBRARY["ringout_logged_call_leg_result"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LOGGED_CALL_LEG_RESULT

    # Returns how the leg at `index` ended, such as "Accepted" or "No Answer". nil if the record has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    #
    # @param logged [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.logged_call_leg_result(logged, index)
      utf8(F_LOGGED_CALL_LEG_RESULT.call(logged, index))
    end

    F_CANCEL_TOKEN_NEW = F.new(LIBRARY["ringout_cancel_token_new"], [TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CANCEL_TOKEN_NEW

    # Creates a token that is not cancelled. Free it with `Native.cancel_token_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @return [Integer, nil]
    def self.cancel_token_new
      out = outputs(2)
      status = F_CANCEL_TOKEN_NEW.call(out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CANCEL_TOKEN_FREE = F.new(LIBRARY["ringout_cancel_token_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CANCEL_TOKEN_FREE

    # Frees a token. nil does nothing. The handles it is bound to stay usable and can no longer be interrupted.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [void]
    def self.cancel_token_free(token)
      F_CANCEL_TOKEN_FREE.call(token)
      nil
    end

    F_CANCEL_TOKEN_CANCEL = F.new(LIBRARY["ringout_cancel_token_cancel"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_CANCEL_TOKEN_CANCEL

    # Interrupts every current and later operation on the handles that the token is bound to. May be called on any thread
    # and any number of times, but not in a signal handler. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [void]
    def self.cancel_token_cancel(token)
      F_CANCEL_TOKEN_CANCEL.call(token)
      nil
    end

    F_CANCEL_TOKEN_IS_CANCELLED = F.new(LIBRARY["ringout_cancel_token_is_cancelled"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_CANCEL_TOKEN_IS_CANCELLED

    # Returns true if the token was cancelled. False for nil.
    #
    # Since version 0.1.
    #
    # @param token [Integer, nil]
    # @return [Boolean]
    def self.cancel_token_is_cancelled(token)
      F_CANCEL_TOKEN_IS_CANCELLED.call(token) != 0
    end

    F_CLIENT_WITH_CANCEL_TOKEN = F.new(LIBRARY["ringout_client_with_cancel_token"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_WITH_CANCEL_TOKEN

    # Creates another handle for the same client. The token can interrupt the operations of the new handle and of the
    # calls created with it. Sends nothing. Free both handles, in any order, with `Native.client_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param token [Integer, nil]
    # @return [Integer, nil]
    def self.client_with_cancel_token(client, token)
      out = outputs(2)
      status = F_CLIENT_WITH_CANCEL_TOKEN.call(client, token, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CALL_WITH_CANCEL_TOKEN = F.new(LIBRARY["ringout_call_with_cancel_token"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_WITH_CANCEL_TOKEN

    # Creates another handle for the same call, whose operations the token can interrupt. Both share the known state. Free
    # both, in any order, with `Native.call_free`.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param token [Integer, nil]
    # @return [Integer, nil]
    def self.call_with_cancel_token(call, token)
      out = outputs(2)
      status = F_CALL_WITH_CANCEL_TOKEN.call(call, token, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_LIMITS = F.new(LIBRARY["ringout_client_limits"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LIMITS

    # Returns what the client knows of RingCentral's rate limits. Sends nothing and does not block. Free the list with
    # `Native.limits_free`.
    #
    # Until a response has reported the limits, these are RingCentral's documented defaults. Other programs with the same
    # user and app use the same limits.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @return [Integer, nil]
    def self.client_limits(client)
      out = outputs(2)
      status = F_CLIENT_LIMITS.call(client, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_LIMITS_FREE = F.new(LIBRARY["ringout_limits_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_LIMITS_FREE

    # Frees a list of rate limits. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @return [void]
    def self.limits_free(limits)
      F_LIMITS_FREE.call(limits)
      nil
    end

    F_LIMITS_COUNT = F.new(LIBRARY["ringout_limits_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_LIMITS_COUNT

    # Returns the number of groups.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @return [Integer]
    def self.limits_count(limits)
      F_LIMITS_COUNT.call(limits)
    end

    F_LIMITS_NAME = F.new(LIBRARY["ringout_limits_name"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LIMITS_NAME

    # Returns the name of the group at `index`, counted from 0: "Light", "Heavy" or "Auth". nil for an index out of
    # range.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.limits_name(limits, index)
      utf8(F_LIMITS_NAME.call(limits, index))
    end

    F_LIMITS_RINGCENTRAL_NAME = F.new(LIBRARY["ringout_limits_ringcentral_name"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LIMITS_RINGCENTRAL_NAME

    # Returns RingCentral's name for the group at `index`. nil if no response has reported it, and for an index out of
    # range.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.limits_ringcentral_name(limits, index)
      utf8(F_LIMITS_RINGCENTRAL_NAME.call(limits, index))
    end

    F_LIMITS_LIMIT = F.new(LIBRARY["ringout_limits_limit"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_INT, need_gvl: true)
    private_constant :F_LIMITS_LIMIT

    # Returns the number of requests that a window of the group at `index` allows. 0 for an index out of range.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.limits_limit(limits, index)
      F_LIMITS_LIMIT.call(limits, index)
    end

    F_LIMITS_WINDOW_MS = F.new(LIBRARY["ringout_limits_window_ms"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LIMITS_WINDOW_MS

    # Returns the length of a window of the group at `index`, in milliseconds. 0 for an index out of range.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.limits_window_ms(limits, index)
      F_LIMITS_WINDOW_MS.call(limits, index)
    end

    F_LIMITS_REMAINING = F.new(LIBRARY["ringout_limits_remaining"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LIMITS_REMAINING

    # Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
    # until the penalty is over.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.limits_remaining(limits, index)
      F_LIMITS_REMAINING.call(limits, index)
    end

    F_LIMITS_RETRY_AFTER_MS = F.new(LIBRARY["ringout_limits_retry_after_ms"], [TYPE_VOIDP, TYPE_SIZE_T], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_LIMITS_RETRY_AFTER_MS

    # Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [Integer]
    def self.limits_retry_after_ms(limits, index)
      F_LIMITS_RETRY_AFTER_MS.call(limits, index)
    end

    F_LIMITS_TEXT = F.new(LIBRARY["ringout_limits_text"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_LIMITS_TEXT

    # Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
    #
    # Since version 0.1.
    #
    # @param limits [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.limits_text(limits, index)
      utf8(F_LIMITS_TEXT.call(limits, index))
    end

    F_RESPONSE_FREE = F.new(LIBRARY["ringout_response_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_RESPONSE_FREE

    # Frees a response. nil does nothing.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [void]
    def self.response_free(response)
      F_RESPONSE_FREE.call(response)
      nil
    end

    F_RESPONSE_STATUS = F.new(LIBRARY["ringout_response_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_RESPONSE_STATUS

    # Returns the HTTP status; 0 for nil.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [Integer]
    def self.response_status(response)
      F_RESPONSE_STATUS.call(response)
    end

    F_RESPONSE_BODY = F.new(LIBRARY["ringout_response_body"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_RESPONSE_BODY

    # Returns the bytes of the body, unchanged and without a NUL at the end. `Native.response_body_size` returns their
    # number.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [Integer, nil]
    def self.response_body(response)
      pointer(F_RESPONSE_BODY.call(response))
    end

    F_RESPONSE_BODY_SIZE = F.new(LIBRARY["ringout_response_body_size"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_RESPONSE_BODY_SIZE

    # Returns the number of bytes in the body.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [Integer]
    def self.response_body_size(response)
      F_RESPONSE_BODY_SIZE.call(response)
    end

    F_RESPONSE_TEXT = F.new(LIBRARY["ringout_response_text"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_RESPONSE_TEXT

    # Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [String, nil]
    def self.response_text(response)
      utf8(F_RESPONSE_TEXT.call(response))
    end

    F_RESPONSE_CONTENT_TYPE = F.new(LIBRARY["ringout_response_content_type"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_RESPONSE_CONTENT_TYPE

    # Returns the media type of the body; nil if the response has none.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [String, nil]
    def self.response_content_type(response)
      utf8(F_RESPONSE_CONTENT_TYPE.call(response))
    end

    F_RESPONSE_REQUEST_ID = F.new(LIBRARY["ringout_response_request_id"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_RESPONSE_REQUEST_ID

    # Returns RingCentral's id of the request, which its support asks for; nil if the response has none.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [String, nil]
    def self.response_request_id(response)
      utf8(F_RESPONSE_REQUEST_ID.call(response))
    end

    F_RESPONSE_ERROR = F.new(LIBRARY["ringout_response_error"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_RESPONSE_ERROR

    # Returns the error of a response outside 200 to 299; else nil. Do not free it.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [Integer, nil]
    def self.response_error(response)
      pointer(F_RESPONSE_ERROR.call(response))
    end

    F_RESPONSE_HEADER_COUNT = F.new(LIBRARY["ringout_response_header_count"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_RESPONSE_HEADER_COUNT

    # Returns the number of headers.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @return [Integer]
    def self.response_header_count(response)
      F_RESPONSE_HEADER_COUNT.call(response)
    end

    F_RESPONSE_HEADER_NAME = F.new(LIBRARY["ringout_response_header_name"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_RESPONSE_HEADER_NAME

    # Returns the name, in lower case, of the header at `index`, counted from 0 in the order of the response. nil for an
    # index out of range.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.response_header_name(response, index)
      utf8(F_RESPONSE_HEADER_NAME.call(response, index))
    end

    F_RESPONSE_HEADER_VALUE = F.new(LIBRARY["ringout_response_header_value"], [TYPE_VOIDP, TYPE_SIZE_T], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_RESPONSE_HEADER_VALUE

    # Returns the value of the header at `index`; nil for an index out of range.
    #
    # Since version 0.1.
    #
    # @param response [Integer, nil]
    # @param index [Integer]
    # @return [String, nil]
    def self.response_header_value(response, index)
      utf8(F_RESPONSE_HEADER_VALUE.call(response, index))
    end

    F_CLIENT_REQUEST = F.new(LIBRARY["ringout_client_request"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_REQUEST

    # Sends any other API request, with the same login, deadline, retries and errors as every other function. Free the
    # response with `Native.response_free`.
    #
    # - `method`: "GET", "POST", "PUT", "PATCH" or "DELETE".
    # - `path`: begins with one "/", is already escaped, and has no "." or ".." segment. It is sent unchanged.
    # - `query`: alternating names and values, terminated by nil. The library escapes them. nil for no query.
    # - `body`: JSON. nil for no body.
    #
    # GET and DELETE are retried if the response is lost, the other methods are not. Returns `:maybe_placed` for a
    # POST whose response is lost, or is outside 200 to 299 and 400 to 599. Any other response outside 200 to 299 is an
    # error as well. A response of more than 1 MiB is `:protocol`. Redirects are not followed.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:not_found`, `:rate_limited`, `:rejected`, `:server`, `:timeout`,
    # `:connection`, `:protocol`, `:cancelled`, `:storage`, `:maybe_placed`,
    # `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param method [String, nil]
    # @param path [String, nil]
    # @param query [Array<String>, nil]
    # @param body [String, nil]
    # @return [Integer, nil]
    def self.client_request(client, method, path, query, body)
      keep = []
      out = outputs(2)
      status = F_CLIENT_REQUEST.call(client, text(method, "method"), text(path, "path"), strings(query, "query", keep), text(body, "body"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_CLIENT_SEND = F.new(LIBRARY["ringout_client_send"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_SEND

    # Sends a request like `Native.client_request`, but returns a response for every HTTP status.
    # `Native.response_error` is the error of one outside 200 to 299. Free the response with `Native.response_free`.
    #
    # Still fails if no response came or the login failed.
    #
    # Errors:
    # `:invalid_argument`, `:not_logged_in`, `:unauthorized`, `:forbidden`,
    # `:not_found`, `:rate_limited`, `:rejected`, `:server`, `:timeout`,
    # `:connection`, `:protocol`, `:cancelled`, `:storage`, `:maybe_placed`,
    # `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param method [String, nil]
    # @param path [String, nil]
    # @param query [Array<String>, nil]
    # @param body [String, nil]
    # @return [Integer, nil]
    def self.client_send(client, method, path, query, body)
      keep = []
      out = outputs(2)
      status = F_CLIENT_SEND.call(client, text(method, "method"), text(path, "path"), strings(query, "query", keep), text(body, "body"), out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_INBOX_NEW = F.new(LIBRARY["ringout_inbox_new"], [TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_INBOX_NEW

    # Creates an inbox. Free it with `Native.inbox_free`.
    #
    # Returns `:connection` if the process has no descriptor left.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @return [Integer, nil]
    def self.inbox_new
      out = outputs(2)
      status = F_INBOX_NEW.call(out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_INBOX_FREE = F.new(LIBRARY["ringout_inbox_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_INBOX_FREE

    # Frees an inbox with all its events, and closes its descriptor. nil does nothing. No other thread may be in a function
    # of the inbox.
    #
    # What is under way is interrupted: operations end within about 100 ms on their threads, calls are no longer followed, and
    # no more calls of a batch are placed. Does not wait for that. Calls that were placed go on, unless `cancel_on_exit` is set.
    # If one was placed by `Native.client_create_call_into` and its handle not taken, the log has a warning with its id.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @return [void]
    def self.inbox_free(inbox)
      F_INBOX_FREE.call(inbox)
      nil
    end

    F_INBOX_FD = F.new(LIBRARY["ringout_inbox_fd"], [TYPE_VOIDP], TYPE_INT, need_gvl: true)
    private_constant :F_INBOX_FD

    # Returns a descriptor that is readable while there is something for `Native.inbox_next` to do, for `epoll_wait()`,
    # `poll()`, `select()`, `kqueue()` or an event loop. -1 on Windows, in a forked child and for nil.
    #
    # It belongs to the inbox. Wait for it to be readable, and do nothing else with it: do not read, write or close it. Remove
    # it from your loop before you free the inbox. If the loop reports only edges (`EPOLLET`), call `Native.inbox_next`
    # until it returns nil.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @return [Integer]
    def self.inbox_fd(inbox)
      F_INBOX_FD.call(inbox)
    end

    F_INBOX_NEXT = F.new(LIBRARY["ringout_inbox_next"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_INBOX_NEXT

    # Takes the next event, or nil if there is none. Never blocks, not even for a request. Free the event with
    # `Native.event_free`.
    #
    # The events of one operation, one call or one batch come in order. Calls the journals of batches, on this thread; see
    # `Native.client_place_all_into`. The descriptor may be readable without an event, if only a batch had something to do.
    #
    # Errors:
    # `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @return [Integer, nil]
    def self.inbox_next(inbox)
      out = outputs(2)
      status = F_INBOX_NEXT.call(inbox, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_INBOX_WAIT = F.new(LIBRARY["ringout_inbox_wait"], [TYPE_VOIDP, -TYPE_INT, TYPE_VOIDP, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_INBOX_WAIT

    # Waits for the next event and takes it, or nil if the timeout passes first. For programs without an event loop. In all
    # else like `Native.inbox_next`.
    #
    # - `timeout_ms`: the longest time to wait, in milliseconds; `RINGOUT_DEFAULT_TIMEOUT` for no limit.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @param timeout_ms [Integer]
    # @return [Integer, nil]
    def self.inbox_wait(inbox, timeout_ms)
      out = outputs(2)
      status = F_INBOX_WAIT.call(inbox, timeout_ms, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?

      pointer(out[0, 8].unpack1("J"))
    end

    F_INBOX_INTERRUPT = F.new(LIBRARY["ringout_inbox_interrupt"], [TYPE_VOIDP, -TYPE_LONG_LONG], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_INBOX_INTERRUPT

    # Interrupts every operation, followed call and batch with this tag, and returns their number. Each still yields its last
    # event: its result if that was already there, else `:cancelled`, or `:maybe_placed` for a create whose
    # request was sent. The unsent requests of a batch get `:cancelled`. Calls on RingCentral go on, unless `cancel_on_exit` is set.
    #
    # A `ringout_cancel_token` that is bound to the client or call does the same.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [Integer]
    def self.inbox_interrupt(inbox, tag)
      F_INBOX_INTERRUPT.call(inbox, tag)
    end

    F_INBOX_PENDING = F.new(LIBRARY["ringout_inbox_pending"], [TYPE_VOIDP], TYPE_SIZE_T, need_gvl: true)
    private_constant :F_INBOX_PENDING

    # Returns the number of operations, followed calls and batches under way, which have not put their last event into the
    # inbox yet.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @return [Integer]
    def self.inbox_pending(inbox)
      F_INBOX_PENDING.call(inbox)
    end

    F_INBOX_DROPPED_LOG_RECORDS = F.new(LIBRARY["ringout_inbox_dropped_log_records"], [TYPE_VOIDP], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_INBOX_DROPPED_LOG_RECORDS

    # Returns the number of log records that were dropped because 1,000 were unread.
    #
    # Since version 0.1.
    #
    # @param inbox [Integer, nil]
    # @return [Integer]
    def self.inbox_dropped_log_records(inbox)
      F_INBOX_DROPPED_LOG_RECORDS.call(inbox)
    end

    F_EVENT_FREE = F.new(LIBRARY["ringout_event_free"], [TYPE_VOIDP], TYPE_VOID)
    private_constant :F_EVENT_FREE

    # Frees an event and what was not taken from it. nil does nothing. A call that was placed goes on.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [void]
    def self.event_free(event)
      F_EVENT_FREE.call(event)
      nil
    end

    F_EVENT_TAG = F.new(LIBRARY["ringout_event_tag"], [TYPE_VOIDP], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_EVENT_TAG

    # Returns the tag that your program passed with the operation.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer]
    def self.event_tag(event)
      F_EVENT_TAG.call(event)
    end

    F_EVENT_KIND = F.new(LIBRARY["ringout_event_kind"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_EVENT_KIND

    # Returns what happened: a `EventKind`; 0 for nil.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer]
    def self.event_kind(event)
      F_EVENT_KIND.call(event)
    end

    F_EVENT_KIND_NAME = F.new(LIBRARY["ringout_event_kind_name"], [-TYPE_INT], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_EVENT_KIND_NAME

    # Returns the name of a `EventKind`, such as "CreateCall". Never nil, valid forever.
    #
    # Since version 0.1.
    #
    # @param kind [Integer]
    # @return [String, nil]
    def self.event_kind_name(kind)
      utf8(F_EVENT_KIND_NAME.call(kind))
    end

    F_EVENT_STATUS = F.new(LIBRARY["ringout_event_status"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_EVENT_STATUS

    # Returns what the blocking function would have returned: `:ok`, or the error code. `:ok` for nil and for
    # kinds that are not the end of an operation.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer]
    def self.event_status(event)
      F_EVENT_STATUS.call(event)
    end

    F_EVENT_ERROR = F.new(LIBRARY["ringout_event_error"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_ERROR

    # Returns the error, or nil if there is none. Do not free it. It is valid until the event is freed or the error taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_error(event)
      pointer(F_EVENT_ERROR.call(event))
    end

    F_EVENT_TAKE_CALL = F.new(LIBRARY["ringout_event_take_call"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_CALL

    # Takes the call from an event of the kind `:create_call` or `:find_call`. Free it with
    # `Native.call_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_call(event)
      pointer(F_EVENT_TAKE_CALL.call(event))
    end

    F_EVENT_TAKE_STATE = F.new(LIBRARY["ringout_event_take_state"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_STATE

    # Takes the state of a call from an event of the kind `:status`. Free it with `Native.state_free`.
    # nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_state(event)
      pointer(F_EVENT_TAKE_STATE.call(event))
    end

    F_EVENT_TAKE_OUTCOME = F.new(LIBRARY["ringout_event_take_outcome"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_OUTCOME

    # Takes the outcome of a call from an event of the kind `:wait` or `:watch_end`. Free it
    # with `Native.outcome_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_outcome(event)
      pointer(F_EVENT_TAKE_OUTCOME.call(event))
    end

    F_EVENT_TAKE_CHANGE = F.new(LIBRARY["ringout_event_take_change"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_CHANGE

    # Takes the change of a call from an event of the kind `:change`. Free it with `Native.change_free`.
    # nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_change(event)
      pointer(F_EVENT_TAKE_CHANGE.call(event))
    end

    F_EVENT_TAKE_PREFLIGHT = F.new(LIBRARY["ringout_event_take_preflight"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_PREFLIGHT

    # Takes the report from an event of the kind `:preflight`. Free it with `Native.preflight_free`. nil
    # if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_preflight(event)
      pointer(F_EVENT_TAKE_PREFLIGHT.call(event))
    end

    F_EVENT_TAKE_CALLER_IDS = F.new(LIBRARY["ringout_event_take_caller_ids"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_CALLER_IDS

    # Takes the list from an event of the kind `:caller_ids`. Free it with `Native.caller_ids_free`. nil
    # if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_caller_ids(event)
      pointer(F_EVENT_TAKE_CALLER_IDS.call(event))
    end

    F_EVENT_TAKE_FORWARDING_NUMBERS = F.new(LIBRARY["ringout_event_take_forwarding_numbers"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_FORWARDING_NUMBERS

    # Takes the list from an event of the kind `:forwarding_numbers`. Free it with
    # `Native.forwarding_numbers_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_forwarding_numbers(event)
      pointer(F_EVENT_TAKE_FORWARDING_NUMBERS.call(event))
    end

    F_EVENT_TAKE_LOGGED_CALL = F.new(LIBRARY["ringout_event_take_logged_call"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_LOGGED_CALL

    # Takes what the call log has from an event of the kind `:call_log`. Free it with
    # `Native.logged_call_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_logged_call(event)
      pointer(F_EVENT_TAKE_LOGGED_CALL.call(event))
    end

    F_EVENT_TAKE_RESPONSE = F.new(LIBRARY["ringout_event_take_response"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_RESPONSE

    # Takes the response from an event of the kind `:response`. Free it with `Native.response_free`. nil
    # if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_response(event)
      pointer(F_EVENT_TAKE_RESPONSE.call(event))
    end

    F_EVENT_TAKE_PLACED = F.new(LIBRARY["ringout_event_take_placed"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_PLACED

    # Takes the result of one request from an event of the kind `:placed`. Free it with
    # `Native.placed_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_placed(event)
      pointer(F_EVENT_TAKE_PLACED.call(event))
    end

    F_EVENT_TAKE_ERROR = F.new(LIBRARY["ringout_event_take_error"], [TYPE_VOIDP], TYPE_UINTPTR_T, need_gvl: true)
    private_constant :F_EVENT_TAKE_ERROR

    # Takes the error from an event, for a program that keeps it longer than the event. Free it with
    # `Native.error_free`. nil if there is none, or it was taken. `Native.event_status` does not change.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer, nil]
    def self.event_take_error(event)
      pointer(F_EVENT_TAKE_ERROR.call(event))
    end

    F_EVENT_CANCEL_EFFECT = F.new(LIBRARY["ringout_event_cancel_effect"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_EVENT_CANCEL_EFFECT

    # Returns the effect of a cancel, from an event of the kind `:cancel`: a `CancelEffect`. 0 if the event
    # has an error instead or is of another kind.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer]
    def self.event_cancel_effect(event)
      F_EVENT_CANCEL_EFFECT.call(event)
    end

    F_EVENT_LEASE_LEFT_MS = F.new(LIBRARY["ringout_event_lease_left_ms"], [TYPE_VOIDP], -TYPE_LONG_LONG, need_gvl: true)
    private_constant :F_EVENT_LEASE_LEFT_MS

    # Returns how long another client still has the lease, in milliseconds, from an event of the kind
    # `:take_lease`. 0 if it is this client's, the event has an error instead or is of another kind.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer]
    def self.event_lease_left_ms(event)
      F_EVENT_LEASE_LEFT_MS.call(event)
    end

    F_EVENT_IS_CLAIMED = F.new(LIBRARY["ringout_event_is_claimed"], [TYPE_VOIDP], -TYPE_CHAR, need_gvl: true)
    private_constant :F_EVENT_IS_CLAIMED

    # Returns whether the outcome was claimed, from an event of the kind `:claim_outcome`. False if the event has
    # an error instead or is of another kind.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Boolean]
    def self.event_is_claimed(event)
      F_EVENT_IS_CLAIMED.call(event) != 0
    end

    F_EVENT_LOG_LEVEL = F.new(LIBRARY["ringout_event_log_level"], [TYPE_VOIDP], -TYPE_INT, need_gvl: true)
    private_constant :F_EVENT_LOG_LEVEL

    # Returns the level of a log record, from an event of the kind `:log`: a `LogLevel`. 0 for other kinds.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [Integer]
    def self.event_log_level(event)
      F_EVENT_LOG_LEVEL.call(event)
    end

    F_EVENT_LOG_MESSAGE = F.new(LIBRARY["ringout_event_log_message"], [TYPE_VOIDP], TYPE_CONST_STRING, need_gvl: true)
    private_constant :F_EVENT_LOG_MESSAGE

    # Returns the line of a log record, without secrets and without a newline, from an event of the kind `:log`.
    # nil for other kinds. Valid until the event is freed.
    #
    # Since version 0.1.
    #
    # @param event [Integer, nil]
    # @return [String, nil]
    def self.event_log_message(event)
      utf8(F_EVENT_LOG_MESSAGE.call(event))
    end

    F_CLIENT_LOGIN_JWT_INTO = F.new(LIBRARY["ringout_client_login_jwt_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_JWT_INTO

    # Like `Native.client_login_jwt`, without blocking. The result is a `:login`, which holds nothing.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param jwt [String, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_login_jwt_into(client, jwt, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_LOGIN_JWT_INTO.call(client, text(jwt, "jwt"), inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGIN_PASSWORD_INTO = F.new(LIBRARY["ringout_client_login_password_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_PASSWORD_INTO

    # Like `Native.client_login_password`, without blocking. The result is a `:login`, which holds
    # nothing.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param username [String, nil]
    # @param extension [String, nil]
    # @param password [String, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_login_password_into(client, username, extension, password, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_LOGIN_PASSWORD_INTO.call(client, text(username, "username"), text(extension, "extension"), text(password, "password"), inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGIN_CODE_INTO = F.new(LIBRARY["ringout_client_login_code_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_CODE_INTO

    # Like `Native.client_login_code`, without blocking. The result is a `:login`, which holds nothing.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param code [String, nil]
    # @param redirect_uri [String, nil]
    # @param verifier [String, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_login_code_into(client, code, redirect_uri, verifier, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_LOGIN_CODE_INTO.call(client, text(code, "code"), text(redirect_uri, "redirect_uri"), text(verifier, "verifier"), inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGIN_REDIRECT_INTO = F.new(LIBRARY["ringout_client_login_redirect_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGIN_REDIRECT_INTO

    # Like `Native.client_login_redirect`, without blocking. The result is a `:login`, which holds
    # nothing.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param redirected_to [String, nil]
    # @param authorization [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_login_redirect_into(client, redirected_to, authorization, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_LOGIN_REDIRECT_INTO.call(client, text(redirected_to, "redirected_to"), authorization, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_REFRESH_INTO = F.new(LIBRARY["ringout_client_refresh_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_REFRESH_INTO

    # Like `Native.client_refresh`, without blocking. The result is a `:refresh`. It holds nothing.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_refresh_into(client, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_REFRESH_INTO.call(client, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_LOGOUT_INTO = F.new(LIBRARY["ringout_client_logout_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_LOGOUT_INTO

    # Like `Native.client_logout`, without blocking. The result is a `:logout`. It holds nothing.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_logout_into(client, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_LOGOUT_INTO.call(client, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_CREATE_CALL_INTO = F.new(LIBRARY["ringout_client_create_call_into"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CREATE_CALL_INTO

    # Like `Native.client_create_call`, without blocking. The result is a `:create_call`. Its error says
    # whether phones may be ringing, as there.
    #
    # To place many calls at the pace of the rate limits, use `Native.client_place_all_into`: an operation that would
    # wait for a rate limit beyond its deadline fails with `:rate_limited`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param request [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_create_call_into(client, request, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_CREATE_CALL_INTO.call(client, request, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_FIND_CALL_INTO = F.new(LIBRARY["ringout_client_find_call_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_FIND_CALL_INTO

    # Like `Native.client_find_call`, without blocking. The result is a `:find_call`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param dedupe_key [String, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_find_call_into(client, dedupe_key, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_FIND_CALL_INTO.call(client, text(dedupe_key, "dedupe_key"), inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_REQUEST_INTO = F.new(LIBRARY["ringout_client_request_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_REQUEST_INTO

    # Like `Native.client_request`, without blocking. The result is a `:response`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param method [String, nil]
    # @param path [String, nil]
    # @param query [Array<String>, nil]
    # @param body [String, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_request_into(client, method, path, query, body, inbox, tag)
      keep = []
      out = outputs(1)
      status = F_CLIENT_REQUEST_INTO.call(client, text(method, "method"), text(path, "path"), strings(query, "query", keep), text(body, "body"), inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_SEND_INTO = F.new(LIBRARY["ringout_client_send_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_VOIDP, TYPE_CONST_STRING, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_SEND_INTO

    # Like `Native.client_send`, without blocking. The result is a `:response`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param method [String, nil]
    # @param path [String, nil]
    # @param query [Array<String>, nil]
    # @param body [String, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_send_into(client, method, path, query, body, inbox, tag)
      keep = []
      out = outputs(1)
      status = F_CLIENT_SEND_INTO.call(client, text(method, "method"), text(path, "path"), strings(query, "query", keep), text(body, "body"), inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_CALLER_IDS_INTO = F.new(LIBRARY["ringout_client_caller_ids_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CALLER_IDS_INTO

    # Like `Native.client_caller_ids`, without blocking. The result is a `:caller_ids`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_caller_ids_into(client, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_CALLER_IDS_INTO.call(client, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_FORWARDING_NUMBERS_INTO = F.new(LIBRARY["ringout_client_forwarding_numbers_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_FORWARDING_NUMBERS_INTO

    # Like `Native.client_forwarding_numbers`, without blocking. The result is a `:forwarding_numbers`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_forwarding_numbers_into(client, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_FORWARDING_NUMBERS_INTO.call(client, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_PREFLIGHT_INTO = F.new(LIBRARY["ringout_client_preflight_into"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_PREFLIGHT_INTO

    # Like `Native.client_preflight`, without blocking. The result is a `:preflight`. `request` may be
    # nil.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param request [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_preflight_into(client, request, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_PREFLIGHT_INTO.call(client, request, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_CALL_LOG_INTO = F.new(LIBRARY["ringout_client_call_log_into"], [TYPE_VOIDP, TYPE_CONST_STRING, TYPE_CONST_STRING, TYPE_LONG_LONG, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_CALL_LOG_INTO

    # Like `Native.client_call_log`, without blocking. The result is a `:call_log`. `from` may be nil.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param to [String, nil]
    # @param from [String, nil]
    # @param sent_at_unix_ms [Integer]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_call_log_into(client, to, from, sent_at_unix_ms, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_CALL_LOG_INTO.call(client, text(to, "to"), text(from, "from"), sent_at_unix_ms, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_STATUS_INTO = F.new(LIBRARY["ringout_call_status_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_STATUS_INTO

    # Like `Native.call_status`, without blocking. The result is a `:status`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_status_into(call, inbox, tag)
      out = outputs(1)
      status = F_CALL_STATUS_INTO.call(call, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_CANCEL_INTO = F.new(LIBRARY["ringout_call_cancel_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_CANCEL_INTO

    # Like `Native.call_cancel`, without blocking. The result is a `:cancel`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_cancel_into(call, inbox, tag)
      out = outputs(1)
      status = F_CALL_CANCEL_INTO.call(call, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_LOG_INTO = F.new(LIBRARY["ringout_call_log_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_LOG_INTO

    # Like `Native.call_log`, without blocking. The result is a `:call_log`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_log_into(call, inbox, tag)
      out = outputs(1)
      status = F_CALL_LOG_INTO.call(call, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_TAKE_LEASE_INTO = F.new(LIBRARY["ringout_call_take_lease_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_TAKE_LEASE_INTO

    # Like `Native.call_take_lease`, without blocking. The result is a `:take_lease`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_take_lease_into(call, inbox, tag)
      out = outputs(1)
      status = F_CALL_TAKE_LEASE_INTO.call(call, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_CLAIM_OUTCOME_INTO = F.new(LIBRARY["ringout_call_claim_outcome_into"], [TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_CLAIM_OUTCOME_INTO

    # Like `Native.call_claim_outcome`, without blocking. The result is a `:claim_outcome`.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_claim_outcome_into(call, inbox, tag)
      out = outputs(1)
      status = F_CALL_CLAIM_OUTCOME_INTO.call(call, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_WAIT_INTO = F.new(LIBRARY["ringout_call_wait_into"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_WAIT_INTO

    # Like `Native.call_wait`, without blocking and without a thread. The result is a `:wait`. `options`
    # may be nil; the timeout counts from now.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param options [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_wait_into(call, options, inbox, tag)
      out = outputs(1)
      status = F_CALL_WAIT_INTO.call(call, options, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CALL_WATCH_INTO = F.new(LIBRARY["ringout_call_watch_into"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CALL_WATCH_INTO

    # Like `Native.call_watch`, without blocking and without a thread. Each change is a `:change`, and at
    # the end comes one `:watch_end` with the outcome, or with an error of `Native.call_wait`. `options`
    # may be nil; the timeout counts from now.
    #
    # The call handle may be freed at once. To stop, use `Native.inbox_interrupt`. Many thousands of calls can be
    # watched in one inbox.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param call [Integer, nil]
    # @param options [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.call_watch_into(call, options, inbox, tag)
      out = outputs(1)
      status = F_CALL_WATCH_INTO.call(call, options, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_CLIENT_PLACE_ALL_INTO = F.new(LIBRARY["ringout_client_place_all_into"], [TYPE_VOIDP, TYPE_VOIDP, TYPE_SIZE_T, TYPE_VOIDP, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_CLIENT_PLACE_ALL_INTO

    # Like `Native.client_place_all`, with the results in the inbox: a `:placed` for each request, then one
    # `:place_all_end`.
    #
    # Nothing is placed unless your program reads the inbox. `Native.inbox_next` and `Native.inbox_wait` call the
    # journal, on their thread and one at a time, and a request is sent only after the function that wrote its entry. So call
    # one of them whenever the descriptor is readable. The journal may use the library, but must not free the inbox. Its
    # `user_data` must stay valid until the last event was taken or the inbox is freed.
    #
    # To stop placing, use `Native.inbox_interrupt`. Returns `:invalid_argument`, with a parameter such as
    # "requests[3].to", if a request is invalid; then no call is placed and no event comes.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:invalid_utf8`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param client [Integer, nil]
    # @param requests [Integer, nil]
    # @param count [Integer]
    # @param options [Integer, nil]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.client_place_all_into(client, requests, count, options, inbox, tag)
      out = outputs(1)
      status = F_CLIENT_PLACE_ALL_INTO.call(client, requests, count, options, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end

    F_LOG_INTO = F.new(LIBRARY["ringout_log_into"], [-TYPE_INT, TYPE_VOIDP, -TYPE_LONG_LONG, TYPE_VOIDP], -TYPE_INT)
    private_constant :F_LOG_INTO

    # Sends log records also into the inbox from now on, as events of the kind `:log`, for programs that cannot be
    # called on other threads. The log callback, if there is one, gets them too.
    #
    # - `level`: the least severe level to receive, a `LogLevel`; 0 for none, which is the default.
    # - `tag`: the tag of these events.
    #
    # Up to 1,000 records wait for your program. Further ones are dropped, and `Native.inbox_dropped_log_records` counts
    # them. May be called again, with another level or tag.
    #
    # Errors:
    # `:invalid_argument`, `:null_pointer`, `:internal`.
    #
    # Since version 0.1.
    #
    # @param level [Integer]
    # @param inbox [Integer, nil]
    # @param tag [Integer]
    # @return [void]
    def self.log_into(level, inbox, tag)
      out = outputs(1)
      status = F_LOG_INTO.call(level, inbox, tag, out)
      raise error(status, out[0, 8]) unless status.zero?

      nil
    end
  end
end
