# frozen_string_literal: true

# Generated from include/ringout.h by ffi-c/languages/generate.py: do not edit, run it again.

require_relative "value"

module RingOut

  # The values of a `ErrorCode`.
  #
  # Since version 0.1.
  module ErrorCode
    # Success.
    OK = :ok
    # Rejected locally; nothing was sent. `Native.error_parameter` names the argument.
    INVALID_ARGUMENT = :invalid_argument
    # There is no usable token, and no credential to log in with.
    NOT_LOGGED_IN = :not_logged_in
    # Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
    UNAUTHORIZED = :unauthorized
    # HTTP 403: a permission is missing, international calling is disabled, or funds are short.
    FORBIDDEN = :forbidden
    # HTTP 404.
    NOT_FOUND = :not_found
    # HTTP 429. `Native.error_retry_after_ms` returns how long to wait.
    RATE_LIMITED = :rate_limited
    # Any other HTTP 4xx.
    REJECTED = :rejected
    # HTTP 5xx after the allowed retries.
    SERVER = :server
    # The deadline passed; no call was placed.
    TIMEOUT = :timeout
    # DNS, connect, TLS, or a broken connection; no call was placed.
    CONNECTION = :connection
    # The response could not be understood or was too large, or the request was too large to be sent.
    PROTOCOL = :protocol
    # A `ringout_cancel_token` interrupted the operation; no call was placed.
    CANCELLED = :cancelled
    # The token store failed, or the journal of a batch did.
    STORAGE = :storage
    # The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
    MAYBE_PLACED = :maybe_placed
    # A required pointer was nil. `Native.error_parameter` names it.
    NULL_POINTER = :null_pointer
    # A string was not valid UTF-8. `Native.error_parameter` names it.
    INVALID_UTF8 = :invalid_utf8
    # A caught panic or a broken invariant. Please report it.
    INTERNAL = :internal

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => OK, 1 => INVALID_ARGUMENT, 2 => NOT_LOGGED_IN, 3 => UNAUTHORIZED, 4 => FORBIDDEN, 5 => NOT_FOUND,
      6 => RATE_LIMITED, 7 => REJECTED, 8 => SERVER, 9 => TIMEOUT, 10 => CONNECTION, 11 => PROTOCOL,
      12 => CANCELLED, 13 => STORAGE, 14 => MAYBE_PLACED, 15 => NULL_POINTER, 16 => INVALID_UTF8,
      17 => INTERNAL
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The severity of a log record.
  #
  # Since version 0.1.
  module LogLevel
    # A failure that no function returns.
    ERROR = :error
    # A failure that the library could work around, such as a token that could not be saved.
    WARN = :warn
    # Milestones of a program. The library logs nothing at this level at present.
    INFO = :info
    # Each request: method, path (with names such as "{ringoutId}" instead of ids), HTTP status, duration and
    # RingCentral's request id.
    DEBUG = :debug

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => ERROR, 2 => WARN, 3 => INFO, 4 => DEBUG
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # RingCentral's two paths for RingOut.
  #
  # Since version 0.1.
  module CallPath
    # The current path, `ring-out`, whose call ids are strings.
    RING_OUT = :ring_out
    # The path `ringout`, which RingCentral has deprecated, and whose call ids are numbers.
    DEPRECATED = :deprecated

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => RING_OUT, 1 => DEPRECATED
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The reaction of a client to RingCentral's rate limits.
  #
  # Since version 0.1.
  module RateLimit
    # A request over the rate limit waits for its turn if its deadline allows that.
    WAIT = :wait
    # A request over the rate limit fails at once with `:rate_limited` and the time to wait.
    FAIL_FAST = :fail_fast

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => WAIT, 1 => FAIL_FAST
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The results of a token store's callbacks.
  #
  # Since version 0.1.
  module StoreResult
    # Success.
    OK = :ok
    # From `load`: no token is saved under the key.
    NOT_FOUND = :not_found
    # From `try_lock`: another process or thread holds the lock.
    LOCKED = :locked
    # Failure. `Native.token_sink_set_failure` sets the reason.
    FAILED = :failed
    # From `swap` of a ledger: the current value is not the expected one. `Native.ledger_sink_set_record` sets it, unless
    # there is none.
    CONFLICT = :conflict

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => OK, 1 => NOT_FOUND, 2 => LOCKED, 3 => FAILED, 4 => CONFLICT
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # Whether the caller must press 1 before the callee is dialled.
  #
  # Since version 0.1.
  module PlayPrompt
    # The account's setting decides.
    DEFAULT = :default
    # The caller must press 1 before the callee is dialled.
    YES = :yes
    # The callee is dialled as soon as the caller answers.
    NO = :no

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => DEFAULT, 1 => YES, 2 => NO
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The schemes of links that dial a number.
  #
  # Since version 0.1.
  module DialScheme
    # A link that opens RingCentral's apps.
    RC_MOBILE = :rc_mobile
    # A link that opens the device's default app for calls.
    TEL = :tel

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => RC_MOBILE, 1 => TEL
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # What a preflight checks.
  #
  # Since version 0.1.
  module CheckKind
    # The server can be reached and accepts the credentials.
    LOGIN = :login
    # The app has the RingOut permission, and the permissions that the other checks need.
    PERMISSION = :permission
    # The extension is enabled, and RingOut is one of its features.
    EXTENSION = :extension
    # The extension has a direct number or a digital line.
    LINE = :line
    # There is a phone to ring first: the one in the request, or one of the user's forwarding numbers.
    FROM = :from
    # There is a number to show to the callee: the one in the request, or any.
    CALLER_ID = :caller_id
    # The callee is in the user's country, or international calling is allowed. Only with a request.
    DESTINATION = :destination
    # This machine's clock agrees with the server's.
    CLOCK = :clock

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => LOGIN, 2 => PERMISSION, 3 => EXTENSION, 4 => LINE, 5 => FROM, 6 => CALLER_ID, 7 => DESTINATION,
      8 => CLOCK
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The result of a check.
  #
  # Since version 0.1.
  module CheckResult
    # No problem was found.
    PASSED = :passed
    # A call may fail, or not behave as expected.
    WARNING = :warning
    # A call would fail.
    FAILED = :failed
    # It could not be checked.
    UNKNOWN = :unknown

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => PASSED, 2 => WARNING, 3 => FAILED, 4 => UNKNOWN
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The statuses of a call and of its legs.
  #
  # Since version 0.1.
  module Status
    # A status that RingCentral's documentation does not have. The `..._status_text()` functions return its string.
    UNKNOWN = :unknown
    # Connecting.
    IN_PROGRESS = :in_progress
    # Answered; for the call as a whole, both legs are connected. The status of the call keeps this value after the end.
    SUCCESS = :success
    # Hung up after being answered.
    FINISHED = :finished
    # The phone was busy.
    BUSY = :busy
    # Dropped by timeout.
    NO_ANSWER = :no_answer
    # Cancelled by the user, or the caller hung up while the callee was ringing.
    REJECTED = :rejected
    # An error of the phone network or RingCentral.
    GENERIC_ERROR = :generic_error
    # International, domestic or internal calling is disabled for this extension.
    INTERNATIONAL_DISABLED = :international_disabled
    # The destination is blocked.
    DESTINATION_BLOCKED = :destination_blocked
    # Not enough funds.
    NOT_ENOUGH_FUNDS = :not_enough_funds
    # No such user.
    NO_SUCH_USER = :no_such_user
    # RingOut from this number is not supported.
    RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED = :ring_out_from_this_number_is_not_supported
    # One or both legs could not be connected.
    CANNOT_REACH = :cannot_reach
    # Internal failure of RingCentral, or no resources.
    NO_ANSWERING_MACHINE = :no_answering_machine
    # The RingOut call no longer exists.
    NO_SESSION_FOUND = :no_session_found
    # An error without more detail.
    ERROR = :error
    # RingCentral lost the state.
    INVALID = :invalid

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => UNKNOWN, 1 => IN_PROGRESS, 2 => SUCCESS, 3 => FINISHED, 4 => BUSY, 5 => NO_ANSWER, 6 => REJECTED,
      7 => GENERIC_ERROR, 8 => INTERNATIONAL_DISABLED, 9 => DESTINATION_BLOCKED, 10 => NOT_ENOUGH_FUNDS,
      11 => NO_SUCH_USER, 12 => RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED, 13 => CANNOT_REACH, 14 => NO_ANSWERING_MACHINE,
      15 => NO_SESSION_FOUND, 16 => ERROR, 17 => INVALID
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # What a call is doing.
  #
  # Since version 0.1.
  module Phase
    # The three statuses fit no documented phase.
    UNKNOWN = :unknown
    # The caller's phone rings.
    RINGING_CALLER = :ringing_caller
    # The caller has answered, and the callee's phone rings.
    RINGING_CALLEE = :ringing_callee
    # Both have answered.
    CONNECTED = :connected
    # The call is over, successfully or not.
    ENDED = :ended

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => UNKNOWN, 1 => RINGING_CALLER, 2 => RINGING_CALLEE, 3 => CONNECTED, 4 => ENDED
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # How a call ended.
  #
  # Since version 0.1.
  module OutcomeKind
    # The wait timed out, or your program has not waited yet: the call may still ring or be connected.
    STILL_IN_PROGRESS = :still_in_progress
    # Both legs answered. Only with `:answered`.
    ANSWERED = :answered
    # Both sides were connected, then hung up.
    COMPLETED = :completed
    # A phone was busy.
    BUSY = :busy
    # A phone was not answered in time.
    NO_ANSWER = :no_answer
    # A phone rejected the call, or the caller hung up while the callee was ringing.
    REJECTED = :rejected
    # This handle cancelled the call, and RingCentral confirmed the end.
    CANCELLED = :cancelled
    # The call is not allowed: international calling, the destination, or RingOut from this number.
    BLOCKED = :blocked
    # The account does not have enough funds.
    NOT_ENOUGH_FUNDS = :not_enough_funds
    # There is no such user.
    NO_SUCH_USER = :no_such_user
    # The phone network or RingCentral failed.
    FAILED = :failed
    # The call vanished before its end was seen, or every poll returned 404 for two minutes.
    ENDED_UNKNOWN = :ended_unknown

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => STILL_IN_PROGRESS, 1 => ANSWERED, 2 => COMPLETED, 3 => BUSY, 4 => NO_ANSWER, 5 => REJECTED,
      6 => CANCELLED, 7 => BLOCKED, 8 => NOT_ENOUGH_FUNDS, 9 => NO_SUCH_USER, 10 => FAILED, 11 => ENDED_UNKNOWN
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The two sides of a call.
  #
  # Since version 0.1.
  module Leg
    # No leg decided the outcome.
    NONE = :none
    # The caller, whose phone rings first.
    CALLER = :caller
    # The callee.
    CALLEE = :callee

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => NONE, 1 => CALLER, 2 => CALLEE
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # Where an outcome is known from.
  #
  # Since version 0.1.
  module Source
    # The polled statuses show the outcome.
    STATUS = :status
    # The call was gone (404 or `:no_session_found`); the outcome follows from the states before.
    GONE = :gone
    # The call log shows the outcome.
    CALL_LOG = :call_log

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => STATUS, 2 => GONE, 3 => CALL_LOG
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # How a transition compares with RingCentral's documentation, from best to worst.
  #
  # Since version 0.1.
  module VerdictKind
    # No status changed.
    UNCHANGED = :unchanged
    # Each changed status took one documented step.
    DOCUMENTED = :documented
    # Documented, through a state that was not seen.
    SKIPPED = :skipped
    # A value or a combination that RingCentral's documentation does not have. Carry on, and report it.
    UNDOCUMENTED = :undocumented
    # A step out of an ended state, or backwards.
    IMPOSSIBLE = :impossible

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => UNCHANGED, 1 => DOCUMENTED, 2 => SKIPPED, 3 => UNDOCUMENTED, 4 => IMPOSSIBLE
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The part of a state that a reason concerns.
  #
  # Since version 0.1.
  module Field
    # The reason concerns the status of the call.
    CALL = :call
    # The reason concerns the caller's leg.
    CALLER = :caller
    # The reason concerns the callee's leg.
    CALLEE = :callee
    # The reason concerns the combination of the three statuses.
    COMBINATION = :combination

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => CALL, 1 => CALLER, 2 => CALLEE, 3 => COMBINATION
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # What to wait for.
  #
  # Since version 0.1.
  module Until
    # Wait until the call ends.
    ENDED = :ended
    # Wait until both sides have answered, or the call has ended without that.
    ANSWERED = :answered

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => ENDED, 1 => ANSWERED
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The effect of cancelling a call.
  #
  # Since version 0.1.
  module CancelEffect
    # The caller's phone was still ringing, and the next status confirms the end.
    HUNG_UP = :hung_up
    # RingCentral accepted the cancel, but the caller had already answered, or the end is not confirmed. See
    # `Native.call_state`.
    ACCEPTED = :accepted
    # The call was already over.
    ALREADY_ENDED = :already_ended

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => HUNG_UP, 2 => ACCEPTED, 3 => ALREADY_ENDED
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # The steps of a request in a batch.
  #
  # Since version 0.1.
  module JournalStep
    # The request is about to be sent.
    PLACING = :placing
    # RingCentral has accepted the request.
    PLACED = :placed
    # The request failed, and no phone rings.
    NOT_PLACED = :not_placed
    # The request was sent and no usable response came: phones may be ringing.
    MAYBE_PLACED = :maybe_placed
    # The call is over, or the wait for it is.
    ENDED = :ended

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => PLACING, 2 => PLACED, 3 => NOT_PLACED, 4 => MAYBE_PLACED, 5 => ENDED
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # How certain it is that a record belongs to a call. The numbers grow with certainty.
  #
  # Since version 0.1.
  module LogMatch
    # No record fits. RingCentral may write it some time after the call has ended.
    NONE = :none
    # Several records fit equally well; the one nearest in time is returned.
    AMBIGUOUS = :ambiguous
    # One record fits, but not everything could be compared: the caller's number was not known, or the times are minutes
    # apart.
    LIKELY = :likely
    # One record fits: it is a RingOut, both numbers are the same, and the times differ by seconds.
    CERTAIN = :certain

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      0 => NONE, 1 => AMBIGUOUS, 2 => LIKELY, 3 => CERTAIN
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # What an event brings.
  #
  # Since version 0.1.
  module EventKind
    # A login has ended: one of the functions `ringout_client_login_..._into()`.
    LOGIN = :login
    # `Native.client_refresh_into` has ended.
    REFRESH = :refresh
    # `Native.client_logout_into` has ended.
    LOGOUT = :logout
    # `Native.client_create_call_into` has ended: `Native.event_take_call`.
    CREATE_CALL = :create_call
    # `Native.call_status_into` has ended: `Native.event_take_state`.
    STATUS = :status
    # `Native.call_cancel_into` has ended: `Native.event_cancel_effect`.
    CANCEL = :cancel
    # `Native.call_wait_into` has ended: `Native.event_take_outcome`.
    WAIT = :wait
    # A call of `Native.call_watch_into` has changed: `Native.event_take_change`.
    CHANGE = :change
    # The last event of `Native.call_watch_into`: `Native.event_take_outcome`.
    WATCH_END = :watch_end
    # `Native.client_preflight_into` has ended: `Native.event_take_preflight`.
    PREFLIGHT = :preflight
    # `Native.client_caller_ids_into` has ended: `Native.event_take_caller_ids`.
    CALLER_IDS = :caller_ids
    # `Native.client_forwarding_numbers_into` has ended: `Native.event_take_forwarding_numbers`.
    FORWARDING_NUMBERS = :forwarding_numbers
    # `Native.call_log_into` or `Native.client_call_log_into` has ended: `Native.event_take_logged_call`.
    CALL_LOG = :call_log
    # `Native.client_request_into` or `Native.client_send_into` has ended: `Native.event_take_response`.
    RESPONSE = :response
    # One request of `Native.client_place_all_into` has its result: `Native.event_take_placed`.
    PLACED = :placed
    # The last event of `Native.client_place_all_into`. It holds nothing.
    PLACE_ALL_END = :place_all_end
    # A log record of `Native.log_into`: `Native.event_log_level` and `Native.event_log_message`.
    LOG = :log
    # `Native.client_find_call_into` has ended: `Native.event_take_call`, which returns nil if there is no call.
    FIND_CALL = :find_call
    # `Native.call_take_lease_into` has ended: `Native.event_lease_left_ms`.
    TAKE_LEASE = :take_lease
    # `Native.call_claim_outcome_into` has ended: `Native.event_is_claimed`.
    CLAIM_OUTCOME = :claim_outcome

    # The names by their numbers. A number that is newer than this package has no name.
    NAMES = {
      1 => LOGIN, 2 => REFRESH, 3 => LOGOUT, 4 => CREATE_CALL, 5 => STATUS, 6 => CANCEL, 7 => WAIT,
      8 => CHANGE, 9 => WATCH_END, 10 => PREFLIGHT, 11 => CALLER_IDS, 12 => FORWARDING_NUMBERS, 13 => CALL_LOG,
      14 => RESPONSE, 15 => PLACED, 16 => PLACE_ALL_END, 17 => LOG, 18 => FIND_CALL, 19 => TAKE_LEASE,
      20 => CLAIM_OUTCOME
    }.freeze
    NUMBERS = NAMES.invert.freeze
  end

  # An entry of `ErrorInfo`.
  class ErrorDetail
    include Value

    # Returns RingCentral's error code in the entry at `index`, counted from 0. nil if the entry has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :error_code
    # Returns RingCentral's message in the entry at `index`, counted from 0. It may change, so do not decide on it. nil if
    # the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :message
    # Returns the parameter at fault in the entry at `index`, counted from 0, such as "to.phoneNumber". nil if the entry
    # has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :parameter_name
    # Returns the value at fault in the entry at `index`, counted from 0. nil if the entry has none, and for an index out of
    # range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :parameter_value
    # Returns the additional information in the entry at `index`, counted from 0. nil if the entry has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :additional_info
    # Returns all other fields of the entry at `index`, counted from 0, as a JSON object. nil if the entry has none, and for
    # an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :fields

    def initialize(error_code: nil, message: nil, parameter_name: nil, parameter_value: nil, additional_info: nil,
                   fields: nil)
      @error_code = error_code
      @message = message
      @parameter_name = parameter_name
      @parameter_value = parameter_value
      @additional_info = additional_info
      @fields = fields
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        error_code: Native.error_detail_error_code(pointer, index),
        message: Native.error_detail_message(pointer, index),
        parameter_name: Native.error_detail_parameter_name(pointer, index),
        parameter_value: Native.error_detail_parameter_value(pointer, index),
        additional_info: Native.error_detail_additional_info(pointer, index),
        fields: Native.error_detail_fields(pointer, index),
      )
    end

    def to_s
      "ErrorDetail"
    end
  end

  # An entry of `CallerIds`.
  class PhoneNumber
    include Value

    # Returns RingCentral's id of the phone number at `index`, counted from 0. nil if the entry has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :id
    # Returns the phone number at `index` in E.164. nil if the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :phone_number
    # Returns RingCentral's name for the use of the phone number at `index`, such as "DirectNumber". nil if the entry
    # has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :usage_type
    # Returns the label of the phone number at `index`. nil if the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :label

    def initialize(id: nil, phone_number: nil, usage_type: nil, label: nil)
      @id = id
      @phone_number = phone_number
      @usage_type = usage_type
      @label = label
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        id: Native.caller_ids_id(pointer, index),
        phone_number: Native.caller_ids_phone_number(pointer, index),
        usage_type: Native.caller_ids_usage_type(pointer, index),
        label: Native.caller_ids_label(pointer, index),
      )
    end

    def to_s
      "PhoneNumber"
    end
  end

  # An entry of `ForwardingNumbers`.
  class ForwardingNumber
    include Value

    # Returns RingCentral's id of the forwarding number at `index`, counted from 0: a value for `from_forwarding_number`
    # of a `ringout_call_request`. nil if the entry has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :id
    # Returns the phone number at `index` in E.164. nil for the few kinds of device that have none, and for an index out
    # of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :phone_number
    # Returns the label that the user gave the number at `index`. nil if the entry has none, and for an index out of
    # range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :label
    # Returns RingCentral's name for the kind of phone at `index`, such as "Mobile" or "PhoneLine". nil if the entry has
    # none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :kind

    def initialize(id: nil, phone_number: nil, label: nil, kind: nil)
      @id = id
      @phone_number = phone_number
      @label = label
      @kind = kind
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        id: Native.forwarding_numbers_id(pointer, index),
        phone_number: Native.forwarding_numbers_phone_number(pointer, index),
        label: Native.forwarding_numbers_label(pointer, index),
        kind: Native.forwarding_numbers_kind(pointer, index),
      )
    end

    def to_s
      "ForwardingNumber"
    end
  end

  # An entry of `Preflight`.
  class Check
    include Value

    # Returns the kind of the check at `index`, counted from 0: a `CheckKind`. 0 for an index out of range.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :kind
    # Returns the result of a check: a `CheckResult`. 0 for an index out of range.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :result
    # Returns one sentence that says what was found and what to do about it. nil for an index out of range.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :explanation

    def initialize(kind: :login, result: :passed, explanation: "")
      @kind = kind
      @result = result
      @explanation = explanation
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        kind: Native.enum(CheckKind::NAMES, Native.preflight_check_kind(pointer, index)),
        result: Native.enum(CheckResult::NAMES, Native.preflight_check_result(pointer, index)),
        explanation: Native.preflight_check_explanation(pointer, index),
      )
    end

    def to_s
      "Check"
    end
  end

  # An entry of `Verdict`.
  class Reason
    include Value

    # Returns the part that the reason at `index`, counted from 0, concerns: a `Field`.
    # `:combination` for an index out of range.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :field
    # Returns the kind of a reason: a `VerdictKind`. `:unchanged` for an index out of range.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :kind
    # Returns a reason in words; nil for an index out of range.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text
    # Returns the inferred path through states that were not seen, such as "InProgress > Success > Finished". nil if no
    # state was skipped, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :path
    # Returns the status at `position`, counted from 0, of the inferred path: a `Status`.
    #
    # Since version 0.1.
    # @return [Array<Symbol>]
    attr_reader :path_statuses

    def initialize(field: :call, kind: :unchanged, text: "", path: nil, path_statuses: [])
      @field = field
      @kind = kind
      @text = text
      @path = path
      @path_statuses = path_statuses
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        field: Native.enum(Field::NAMES, Native.verdict_reason_field(pointer, index)),
        kind: Native.enum(VerdictKind::NAMES, Native.verdict_reason_kind(pointer, index)),
        text: Native.verdict_reason_text(pointer, index),
        path: Native.verdict_reason_path(pointer, index),
        path_statuses: Array.new(Native.verdict_reason_path_count(pointer, index)) { |i| Native.enum(Status::NAMES, Native.verdict_reason_path_status(pointer, index, i)) },
      )
    end

    def to_s
      text.to_s
    end
  end

  # An entry of `LoggedCall`.
  class LogLeg
    include Value

    # Returns which side the leg at `index` is: a `Leg`. `:none` for a kind of leg that RingOut
    # does not have, and for an index out of range.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :leg
    # Returns RingCentral's kind of the leg at `index`, such as "RingOutClientToCaller". nil if the record has none, and
    # for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :type
    # Returns when the leg was dialled by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known,
    # and for an index out of range.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :start_time_unix_ms
    # Returns the duration of the leg at `index` in milliseconds, with a precision of one second. 0 for an index out of
    # range.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :duration_ms
    # Returns the number that the leg at `index` came from. nil if the record has none, and for an index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :from
    # Returns the number that was dialled for the leg at `index`. nil if the record has none, and for an index out of
    # range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :to
    # Returns how the leg at `index` ended, such as "Accepted" or "No Answer". nil if the record has none, and for an
    # index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :result

    def initialize(leg: :none, type: nil, start_time_unix_ms: -1, duration_ms: 0, from: nil, to: nil,
                   result: nil)
      @leg = leg
      @type = type
      @start_time_unix_ms = start_time_unix_ms
      @duration_ms = duration_ms
      @from = from
      @to = to
      @result = result
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        leg: Native.enum(Leg::NAMES, Native.logged_call_leg(pointer, index)),
        type: Native.logged_call_leg_type(pointer, index),
        start_time_unix_ms: Native.logged_call_leg_start_time_unix_ms(pointer, index),
        duration_ms: Native.logged_call_leg_duration_ms(pointer, index),
        from: Native.logged_call_leg_from(pointer, index),
        to: Native.logged_call_leg_to(pointer, index),
        result: Native.logged_call_leg_result(pointer, index),
      )
    end

    def to_s
      "LogLeg"
    end
  end

  # An entry of `Limits`.
  class Limit
    include Value

    # Returns the name of the group at `index`, counted from 0: "Light", "Heavy" or "Auth". nil for an index out of
    # range.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :name
    # Returns RingCentral's name for the group at `index`. nil if no response has reported it, and for an index out of
    # range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :ringcentral_name
    # Returns the number of requests that a window of the group at `index` allows. 0 for an index out of range.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :limit
    # Returns the length of a window of the group at `index`, in milliseconds. 0 for an index out of range.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :window_ms
    # Returns the number of requests left in this window; -1 if no response has reported it. It is 0 after an HTTP 429
    # until the penalty is over.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :remaining
    # Returns how long the client would hold the next request back, in milliseconds, rounded up. 0 if it can be sent now.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :retry_after_ms
    # Returns one line for a person to read, such as "Heavy: 7 of 10 left in 60 s".
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(name: "", ringcentral_name: nil, limit: 0, window_ms: 0, remaining: -1, retry_after_ms: 0,
                   text: "")
      @name = name
      @ringcentral_name = ringcentral_name
      @limit = limit
      @window_ms = window_ms
      @remaining = remaining
      @retry_after_ms = retry_after_ms
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        name: Native.limits_name(pointer, index),
        ringcentral_name: Native.limits_ringcentral_name(pointer, index),
        limit: Native.limits_limit(pointer, index),
        window_ms: Native.limits_window_ms(pointer, index),
        remaining: Native.limits_remaining(pointer, index),
        retry_after_ms: Native.limits_retry_after_ms(pointer, index),
        text: Native.limits_text(pointer, index),
      )
    end

    def to_s
      text.to_s
    end
  end

  # An entry of `Response`.
  class Header
    include Value

    # Returns the name, in lower case, of the header at `index`, counted from 0 in the order of the response. nil for an
    # index out of range.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :name
    # Returns the value of the header at `index`; nil for an index out of range.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :value

    def initialize(name: nil, value: "")
      @name = name
      @value = value
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer, index)
      new(
        name: Native.response_header_name(pointer, index),
        value: Native.response_header_value(pointer, index),
      )
    end

    def to_s
      "Header"
    end
  end

  # Why a function failed. None of its strings contains a secret, token or password. Immutable.
  #
  # Fields that an error lacks are nil. Strings are valid until the error is freed.
  #
  # Since version 0.1.
  class ErrorInfo
    include Value

    # The entries, in order: `ErrorDetail`.
    # @return [Array<ErrorDetail>]
    attr_reader :details
    # Returns the error code, the same number that the function returned. `:ok` for nil.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :code
    # Returns the error in one line: the message, then the hint and RingCentral's request id if there are any.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :text
    # Returns what happened, in one line.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :message
    # Returns advice, mostly from RingCentral's documentation; nil if there is none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :hint
    # Returns the argument ("to", "server"), the environment variable or RingCentral's parameter ("to.phoneNumber") at
    # fault; nil if there is none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :parameter
    # Returns the HTTP status of the response; 0 if there was no response.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :http_status
    # Returns RingCentral's error code, such as "CMN-102" or "OAU-140"; nil if there is none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :error_code
    # Returns the OAuth error, such as "invalid_grant"; nil if there is none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :oauth_error
    # Returns RingCentral's id of the request, which its support asks for; nil if there is none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :request_id
    # Returns how long to wait before the next request, in milliseconds, if a rate limit is the cause; else -1.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :retry_after_ms
    # Returns true if the same function call may succeed later without any change. Never true for `:maybe_placed`.
    #
    # Since version 0.1.
    # @return [Boolean]
    attr_reader :retryable
    # Returns true if phones may be ringing after this error of `Native.client_create_call`: for
    # `:maybe_placed`, HTTP 408, and `:server` other than a 503 with `Retry-After`. The same applies to
    # other POST requests of `Native.client_request`. False for every other error and for nil.
    #
    # Since version 0.1.
    # @return [Boolean]
    attr_reader :may_have_placed
    # Returns the callee's number as it was sent, if `Native.error_may_have_placed` is true for a call; else nil.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :attempt_to
    # Returns the caller's number as it was sent, if `Native.error_may_have_placed` is true for a call with one; else
    # nil.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :attempt_from
    # Returns when the first byte of the request was sent, if `Native.error_may_have_placed` is true; else -1. In
    # milliseconds since 1970 (UTC) by this machine's clock. Look for the call in the call log from this time on.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :attempt_sent_at_unix_ms

    def initialize(details: [], code: :ok, text: nil, message: nil, hint: nil, parameter: nil, http_status: 0,
                   error_code: nil, oauth_error: nil, request_id: nil, retry_after_ms: -1, retryable: false,
                   may_have_placed: false, attempt_to: nil, attempt_from: nil, attempt_sent_at_unix_ms: -1)
      @details = details
      @code = code
      @text = text
      @message = message
      @hint = hint
      @parameter = parameter
      @http_status = http_status
      @error_code = error_code
      @oauth_error = oauth_error
      @request_id = request_id
      @retry_after_ms = retry_after_ms
      @retryable = retryable
      @may_have_placed = may_have_placed
      @attempt_to = attempt_to
      @attempt_from = attempt_from
      @attempt_sent_at_unix_ms = attempt_sent_at_unix_ms
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        details: Array.new(Native.error_detail_count(pointer)) { |i| ErrorDetail.read(pointer, i) },
        code: Native.enum(ErrorCode::NAMES, Native.error_code(pointer)),
        text: Native.error_text(pointer),
        message: Native.error_message(pointer),
        hint: Native.error_hint(pointer),
        parameter: Native.error_parameter(pointer),
        http_status: Native.error_http_status(pointer),
        error_code: Native.error_error_code(pointer),
        oauth_error: Native.error_oauth_error(pointer),
        request_id: Native.error_request_id(pointer),
        retry_after_ms: Native.error_retry_after_ms(pointer),
        retryable: Native.error_retryable(pointer),
        may_have_placed: Native.error_may_have_placed(pointer),
        attempt_to: Native.error_attempt_to(pointer),
        attempt_from: Native.error_attempt_from(pointer),
        attempt_sent_at_unix_ms: Native.error_attempt_sent_at_unix_ms(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.error_free(pointer)
    end

    def to_s
      text.to_s
    end
  end

  # A login on RingCentral's page that was started and not yet finished. Immutable.
  #
  # Send the user to its URL. Keep the object, or its `redirect_uri`, `state` and `verifier` (in a web application, in
  # the user's session), until RingCentral redirects the user back. Then call `Native.client_login_redirect`.
  #
  # Since version 0.1.
  class Authorization
    include Secret

    # Returns the URL to send the user to. Empty for an object made with `Native.authorization_new`. Valid until the
    # authorization is freed, like its other strings.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :url
    # Returns the URL that RingCentral redirects the user to.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :redirect_uri
    # Returns the value that the redirect must contain unchanged.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :state
    # Returns the PKCE verifier, a secret that must stay on your side.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :verifier

    def initialize(url: "", redirect_uri: "", state: "", verifier: "")
      @url = url
      @redirect_uri = redirect_uri
      @state = state
      @verifier = verifier
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        url: Native.authorization_url(pointer),
        redirect_uri: Native.authorization_redirect_uri(pointer),
        state: Native.authorization_state(pointer),
        verifier: Native.authorization_verifier(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.authorization_free(pointer)
    end

    def to_s
      "Authorization"
    end
  end

  # A token as RingCentral issued it. Its strings are secrets, except the scope, and are wiped when it is freed.
  # Immutable.
  #
  # Since version 0.1.
  class Token
    include Secret

    # Returns the JSON to keep, a secret. It contains everything that RingCentral sent, and when the token expires. Valid
    # until the token is freed, like its other strings.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :json
    # Returns the access token, a secret.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :access_token
    # Returns the refresh token, a secret; nil if RingCentral issued none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :refresh_token
    # Returns the app's permissions as RingCentral lists them, such as "ReadAccounts RingOut"; nil if it did not.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :scope
    # Returns when the access token expires, in milliseconds since 1970 (UTC). -1 for nil.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :expires_at_unix_ms

    def initialize(json: "", access_token: "", refresh_token: nil, scope: nil, expires_at_unix_ms: -1)
      @json = json
      @access_token = access_token
      @refresh_token = refresh_token
      @scope = scope
      @expires_at_unix_ms = expires_at_unix_ms
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        json: Native.token_json(pointer),
        access_token: Native.token_access_token(pointer),
        refresh_token: Native.token_refresh_token(pointer),
        scope: Native.token_scope(pointer),
        expires_at_unix_ms: Native.token_expires_at_unix_ms(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.token_free(pointer)
    end

    def to_s
      "Token"
    end
  end

  # The key of a token in a `ringout_token_store`: server, app and user. The library owns it; it is valid, with its
  # strings, until the callback returns.
  #
  # Since version 0.1.
  class TokenKey
    include Value

    # Returns scheme, host and port of the server.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :server
    # Returns the client id of the app.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :client_id
    # Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :user
    # Returns server, app and user in one string, unique for each key. Most stores need only this.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(server: "", client_id: "", user: "", text: "")
      @server = server
      @client_id = client_id
      @user = user
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        server: Native.token_key_server(pointer),
        client_id: Native.token_key_client_id(pointer),
        user: Native.token_key_user(pointer),
        text: Native.token_key_text(pointer),
      )
    end

    def to_s
      text.to_s
    end
  end

  # The key of a call in a `ringout_ledger`: server, app, user and the `dedupe_key` of the request. The library owns it;
  # it is valid, with its strings, until the callback returns.
  #
  # Since version 0.1.
  class LedgerKey
    include Value

    # Returns scheme, host and port of the server.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :server
    # Returns the client id of the app.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :client_id
    # Returns the user: `token_user` of `ringout_config`, or a name derived from the credentials.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :user
    # Returns the `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
    # budget.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :dedupe_key
    # Returns the four parts in one string, unique for each key. Most ledgers need only this.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(server: "", client_id: "", user: "", dedupe_key: "", text: "")
      @server = server
      @client_id = client_id
      @user = user
      @dedupe_key = dedupe_key
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        server: Native.ledger_key_server(pointer),
        client_id: Native.ledger_key_client_id(pointer),
        user: Native.ledger_key_user(pointer),
        dedupe_key: Native.ledger_key_dedupe_key(pointer),
        text: Native.ledger_key_text(pointer),
      )
    end

    def to_s
      text.to_s
    end
  end

  # The user's phone numbers that a callee may be shown: values for `caller_id` of a `ringout_call_request`. Immutable.
  #
  # Indexes count from 0. Fields that an entry lacks are nil; for an index out of range every field is nil. Strings
  # are valid until the list is freed.
  #
  # Since version 0.1.
  class CallerIds
    include Value

    # The entries, in order: `PhoneNumber`.
    # @return [Array<PhoneNumber>]
    attr_reader :items

    def initialize(items: [])
      @items = items
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        items: Array.new(Native.caller_ids_count(pointer)) { |i| PhoneNumber.read(pointer, i) },
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.caller_ids_free(pointer)
    end

    def to_s
      "CallerIds"
    end
  end

  # The user's forwarding numbers: the phones that can be rung first. Immutable.
  #
  # Indexes count from 0. Fields that an entry lacks are nil; for an index out of range every field is nil. Strings
  # are valid until the list is freed.
  #
  # Since version 0.1.
  class ForwardingNumbers
    include Value

    # The entries, in order: `ForwardingNumber`.
    # @return [Array<ForwardingNumber>]
    attr_reader :items

    def initialize(items: [])
      @items = items
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        items: Array.new(Native.forwarding_numbers_count(pointer)) { |i| ForwardingNumber.read(pointer, i) },
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.forwarding_numbers_free(pointer)
    end

    def to_s
      "ForwardingNumbers"
    end
  end

  # A report on whether a call can be placed, with one entry for each check. Immutable.
  #
  # Since version 0.1.
  class Preflight
    include Value

    # The entries, in order: `Check`.
    # @return [Array<Check>]
    attr_reader :checks
    # Returns true if no check failed. Warnings and checks that could not be made do not count. False for nil.
    #
    # Since version 0.1.
    # @return [Boolean]
    attr_reader :ok
    # Returns the report for a person to read: one line for each check, without a newline at the end. Valid until the
    # report is freed, like every string of the report.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(checks: [], ok: false, text: "")
      @checks = checks
      @ok = ok
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        checks: Array.new(Native.preflight_check_count(pointer)) { |i| Check.read(pointer, i) },
        ok: Native.preflight_ok(pointer),
        text: Native.preflight_text(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.preflight_free(pointer)
    end

    def to_s
      text.to_s
    end
  end

  # The state of a call at one moment: the statuses of the call as a whole, of the caller's leg and of the callee's leg.
  # Immutable.
  #
  # Free a state that a function returned with `Native.state_free`. Do not free a state that belongs to a change.
  #
  # Since version 0.1.
  class CallState
    include Value

    # Returns the status of the call as a whole: a `Status`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :call_status
    # Returns the status of the caller's leg: a `Status`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :caller_status
    # Returns the status of the callee's leg: a `Status`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :callee_status
    # Returns the status of the call as RingCentral spells it. Valid until the state is freed, like its other strings.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :call_status_text
    # Returns the status of the caller's leg as RingCentral spells it.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :caller_status_text
    # Returns the status of the callee's leg as RingCentral spells it.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :callee_status_text
    # Returns the phase of the call: a `Phase`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :phase
    # Returns the three statuses in one line, such as "call InProgress, caller Success, callee InProgress".
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text
    # Returns one sentence, without a full stop, that says what is happening or how the call ended.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :explain

    def initialize(call_status: :unknown, caller_status: :unknown, callee_status: :unknown, call_status_text: "",
                   caller_status_text: "", callee_status_text: "", phase: :unknown, text: "", explain: "")
      @call_status = call_status
      @caller_status = caller_status
      @callee_status = callee_status
      @call_status_text = call_status_text
      @caller_status_text = caller_status_text
      @callee_status_text = callee_status_text
      @phase = phase
      @text = text
      @explain = explain
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        call_status: Native.enum(Status::NAMES, Native.state_call_status(pointer)),
        caller_status: Native.enum(Status::NAMES, Native.state_caller_status(pointer)),
        callee_status: Native.enum(Status::NAMES, Native.state_callee_status(pointer)),
        call_status_text: Native.state_call_status_text(pointer),
        caller_status_text: Native.state_caller_status_text(pointer),
        callee_status_text: Native.state_callee_status_text(pointer),
        phase: Native.enum(Phase::NAMES, Native.state_phase(pointer)),
        text: Native.state_text(pointer),
        explain: Native.state_explain(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.state_free(pointer)
    end

    def to_s
      text.to_s
    end
  end

  # How a call ended, or its state when the wait for it ended. Immutable.
  #
  # Since version 0.1.
  class Outcome
    include Value

    # Returns the kind of outcome: a `OutcomeKind`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :kind
    # Returns the leg that decided the outcome: a `Leg`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :leg
    # Returns the status that decided the outcome: a `Status`.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :status
    # Returns the status that decided the outcome, as RingCentral spells it. Valid until the outcome is freed, like its
    # other strings.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :status_text
    # Returns true if caller and callee were connected at some time.
    #
    # Since version 0.1.
    # @return [Boolean]
    attr_reader :connected
    # Returns true if RingCentral accepted a cancel from this handle before the end.
    #
    # Since version 0.1.
    # @return [Boolean]
    attr_reader :cancelled_by_us
    # Returns where the outcome is known from: a `Source`; 0 for nil.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :source
    # Returns one sentence that explains the outcome, without a full stop.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :explanation
    # Returns the kind and the explanation in one line.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(kind: :still_in_progress, leg: :none, status: :unknown, status_text: "", connected: false,
                   cancelled_by_us: false, source: :status, explanation: "", text: "")
      @kind = kind
      @leg = leg
      @status = status
      @status_text = status_text
      @connected = connected
      @cancelled_by_us = cancelled_by_us
      @source = source
      @explanation = explanation
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        kind: Native.enum(OutcomeKind::NAMES, Native.outcome_kind(pointer)),
        leg: Native.enum(Leg::NAMES, Native.outcome_leg(pointer)),
        status: Native.enum(Status::NAMES, Native.outcome_status(pointer)),
        status_text: Native.outcome_status_text(pointer),
        connected: Native.outcome_connected(pointer),
        cancelled_by_us: Native.outcome_cancelled_by_us(pointer),
        source: Native.enum(Source::NAMES, Native.outcome_source(pointer)),
        explanation: Native.outcome_explanation(pointer),
        text: Native.outcome_text(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.outcome_free(pointer)
    end

    def to_s
      text.to_s
    end
  end

  # The judgement of `Native.check_transition` on a transition: a kind, and a reason for each part that is not
  # documented. Immutable.
  #
  # Since version 0.1.
  class Verdict
    include Value

    # The entries, in order: `Reason`.
    # @return [Array<Reason>]
    attr_reader :reasons
    # Returns the worst kind among the three statuses and their combination: a `VerdictKind`. The numbers grow
    # from best to worst.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :kind
    # Returns the kind and all reasons in one line. Valid until the verdict is freed, like its other strings.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(reasons: [], kind: :unchanged, text: "")
      @reasons = reasons
      @kind = kind
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        reasons: Array.new(Native.verdict_reason_count(pointer)) { |i| Reason.read(pointer, i) },
        kind: Native.enum(VerdictKind::NAMES, Native.verdict_kind(pointer)),
        text: Native.verdict_text(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.verdict_free(pointer)
    end

    def to_s
      text.to_s
    end
  end

  # A change of a call's state. A watch owns its changes and everything read from them, until the callback returns or
  # `Native.watch_next` is called again. One from `Native.change_clone` or `Native.event_take_change` is yours.
  # Immutable.
  #
  # Since version 0.1.
  class Change
    include Value

    # Returns the previous state. nil for the first poll of a call that was not placed through this handle.
    #
    # Since version 0.1.
    # @return [CallState, nil]
    attr_reader :previous
    # Returns the new state.
    #
    # Since version 0.1.
    # @return [CallState, nil]
    attr_reader :state
    # Returns how the transition compares with RingCentral's documentation. nil if there is no previous state.
    #
    # Since version 0.1.
    # @return [Verdict, nil]
    attr_reader :verdict
    # Returns the lower bound of the time of the change: when the last poll that showed the previous state began. In
    # milliseconds since the call was placed, or the handle created.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :earliest_ms
    # Returns the upper bound of the time of the change: when a poll showed it. In milliseconds since the call was placed,
    # or the handle created.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :latest_ms

    def initialize(previous: nil, state: nil, verdict: nil, earliest_ms: 0, latest_ms: 0)
      @previous = previous
      @state = state
      @verdict = verdict
      @earliest_ms = earliest_ms
      @latest_ms = latest_ms
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        previous: CallState.read(Native.change_previous(pointer)),
        state: CallState.read(Native.change_state(pointer)),
        verdict: Verdict.read(Native.change_verdict(pointer)),
        earliest_ms: Native.change_earliest_ms(pointer),
        latest_ms: Native.change_latest_ms(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.change_free(pointer)
    end

    def to_s
      "Change"
    end
  end

  # One step of one request of `Native.client_place_all`. The library owns it and everything read from it, until the
  # callback returns.
  #
  # To resume after a crash, look at the last entry of each request. Place those without an entry or with
  # `:not_placed`. Follow those with `:placed` by their call id. Those with
  # `:placing` or `:maybe_placed` may have rung phones; find out with
  # `Native.client_call_log`.
  #
  # Since version 0.1.
  class JournalEntry
    include Value

    # Returns the step: a `JournalStep`; 0 for nil.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :step
    # Returns the index of the request in the array, counted from 0.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :index
    # Returns the time of the step, in milliseconds since 1970 (UTC) by this machine's clock; -1 for nil. It is the value
    # for `sent_at_unix_ms` of `Native.client_call_log`.
    #
    # For `:maybe_placed` it is when the first byte of the request was sent. For
    # `:placing` it is the last moment before that, after the login and the wait for the rate limit.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :at_unix_ms
    # Returns the callee's number as it is sent.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :to
    # Returns the caller's number as it is sent; nil if there is none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :from
    # Returns RingCentral's id of the call, from `:placed` on; nil if there is no call.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :call_id
    # Returns the outcome of the call, with `:ended`; else nil.
    #
    # Since version 0.1.
    # @return [Outcome, nil]
    attr_reader :outcome
    # Returns why the call was not placed, or may not have been; else nil.
    #
    # Since version 0.1.
    # @return [Error, nil]
    attr_reader :error
    # Returns the entry in one line, such as "0 Placed to +16505550100 as 234343434".
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text

    def initialize(step: :placing, index: 0, at_unix_ms: -1, to: "", from: nil, call_id: nil, outcome: nil,
                   error: nil, text: "")
      @step = step
      @index = index
      @at_unix_ms = at_unix_ms
      @to = to
      @from = from
      @call_id = call_id
      @outcome = outcome
      @error = error
      @text = text
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        step: Native.enum(JournalStep::NAMES, Native.journal_entry_step(pointer)),
        index: Native.journal_entry_index(pointer),
        at_unix_ms: Native.journal_entry_at_unix_ms(pointer),
        to: Native.journal_entry_to(pointer),
        from: Native.journal_entry_from(pointer),
        call_id: Native.journal_entry_call_id(pointer),
        outcome: Outcome.read(Native.journal_entry_outcome(pointer)),
        error: Native.error_of(Native.journal_entry_error(pointer)),
        text: Native.journal_entry_text(pointer),
      )
    end

    def to_s
      text.to_s
    end
  end

  # The result of one request of `Native.client_place_all`: an outcome or an error, and the call if it was placed.
  # Immutable. Everything read from it is valid until it is freed.
  #
  # Since version 0.1.
  class Placed
    include Value

    # Returns the index of the request in the array, counted from 0.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :index
    # Returns the call; nil if it was not placed. `Native.call_clone` creates a handle that outlives the result.
    #
    # Since version 0.1.
    # @return [Call, nil]
    attr_reader :call
    # Returns the outcome of the call; nil if there is an error instead.
    #
    # Since version 0.1.
    # @return [Outcome, nil]
    attr_reader :outcome
    # Returns the error, or nil if there is an outcome. Without a call it is an error of `Native.client_create_call`.
    # With a call it is one of `Native.call_wait`: the call was placed but could not be followed to its end.
    #
    # Since version 0.1.
    # @return [Error, nil]
    attr_reader :error

    def initialize(index: 0, call: nil, outcome: nil, error: nil)
      @index = index
      @call = call
      @outcome = outcome
      @error = error
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        index: Native.placed_index(pointer),
        call: Native.call(Native.cloned(Native.placed_call(pointer))),
        outcome: Outcome.read(Native.placed_outcome(pointer)),
        error: Native.error_of(Native.placed_error(pointer)),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.placed_free(pointer)
    end

    def to_s
      "Placed"
    end
  end

  # RingCentral's call log entry of a call: the record that fits best, and how certain the match is. Immutable.
  #
  # Strings are RingCentral's own and valid until the object is freed. Fields that the record lacks are nil; if no
  # record fits, every field is nil. Legs count from 0.
  #
  # Since version 0.1.
  class LoggedCall
    include Value

    # The entries, in order: `LogLeg`.
    # @return [Array<LogLeg>]
    attr_reader :legs
    # Returns how certain it is that the record belongs to the call: a `LogMatch`. The numbers grow with
    # certainty.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :matching
    # Returns the number of records that fit equally well; 0 if none fits.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :candidates
    # Returns RingCentral's id of the record.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :id
    # Returns RingCentral's id of the telephony session.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :session_id
    # Returns the start of the call by RingCentral's clock, in milliseconds since 1970 (UTC); -1 if it is not known.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :start_time_unix_ms
    # Returns the duration of the call in milliseconds, with a precision of one second.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :duration_ms
    # Returns the caller's number.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :from
    # Returns the callee's number.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :to
    # Returns the kind of call, such as "RingOut Web".
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :action
    # Returns how the call ended, such as "Call connected" or "Busy".
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :result

    def initialize(legs: [], matching: :none, candidates: 0, id: nil, session_id: nil, start_time_unix_ms: -1,
                   duration_ms: 0, from: nil, to: nil, action: nil, result: nil)
      @legs = legs
      @matching = matching
      @candidates = candidates
      @id = id
      @session_id = session_id
      @start_time_unix_ms = start_time_unix_ms
      @duration_ms = duration_ms
      @from = from
      @to = to
      @action = action
      @result = result
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        legs: Array.new(Native.logged_call_leg_count(pointer)) { |i| LogLeg.read(pointer, i) },
        matching: Native.enum(LogMatch::NAMES, Native.logged_call_matching(pointer)),
        candidates: Native.logged_call_candidates(pointer),
        id: Native.logged_call_id(pointer),
        session_id: Native.logged_call_session_id(pointer),
        start_time_unix_ms: Native.logged_call_start_time_unix_ms(pointer),
        duration_ms: Native.logged_call_duration_ms(pointer),
        from: Native.logged_call_from(pointer),
        to: Native.logged_call_to(pointer),
        action: Native.logged_call_action(pointer),
        result: Native.logged_call_result(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.logged_call_free(pointer)
    end

    def to_s
      "LoggedCall"
    end
  end

  # RingCentral's rate limits as far as the client knows them, with one entry for each group of requests. Immutable.
  #
  # The groups are, in this order, "Light" (status requests and lists), "Heavy" (placing and cancelling calls, and the
  # call log) and "Auth" (logins). Indexes count from 0. For an index out of range, strings are nil, the remaining
  # requests -1 and other numbers 0. Strings are valid until the list is freed.
  #
  # Since version 0.1.
  class Limits
    include Value

    # The entries, in order: `Limit`.
    # @return [Array<Limit>]
    attr_reader :items

    def initialize(items: [])
      @items = items
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        items: Array.new(Native.limits_count(pointer)) { |i| Limit.read(pointer, i) },
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.limits_free(pointer)
    end

    def to_s
      "Limits"
    end
  end

  # The response to `Native.client_request` or `Native.client_send`. Immutable. Everything read from it is valid
  # until it is freed.
  #
  # Since version 0.1.
  class Response
    include Secret

    # The entries, in order: `Header`.
    # @return [Array<Header>]
    attr_reader :headers
    # Returns the HTTP status; 0 for nil.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :status
    # Returns the bytes of the body, unchanged and without a NUL at the end. `Native.response_body_size` returns their
    # number.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :body
    # Returns the body as a string. Bytes that are not UTF-8, and NULs, are replaced.
    #
    # Since version 0.1.
    # @return [String]
    attr_reader :text
    # Returns the media type of the body; nil if the response has none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :content_type
    # Returns RingCentral's id of the request, which its support asks for; nil if the response has none.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :request_id
    # Returns the error of a response outside 200 to 299; else nil. Do not free it.
    #
    # Since version 0.1.
    # @return [Error, nil]
    attr_reader :error

    def initialize(headers: [], status: 0, body: "", text: "", content_type: nil, request_id: nil, error: nil)
      @headers = headers
      @status = status
      @body = body
      @text = text
      @content_type = content_type
      @request_id = request_id
      @error = error
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        headers: Array.new(Native.response_header_count(pointer)) { |i| Header.read(pointer, i) },
        status: Native.response_status(pointer),
        body: Native.bytes(Native.response_body(pointer), Native.response_body_size(pointer)),
        text: Native.response_text(pointer),
        content_type: Native.response_content_type(pointer),
        request_id: Native.response_request_id(pointer),
        error: Native.error_of(Native.response_error(pointer)),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.response_free(pointer)
    end

    def to_s
      "Response"
    end
  end

  # One result or piece of news from an inbox. It belongs to your program, together with everything that was not taken from
  # it. Only one thread at a time may use it.
  #
  # Since version 0.1.
  class Event
    include Value

    # Returns the tag that your program passed with the operation.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :tag
    # Returns what happened: a `EventKind`; 0 for nil.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :kind
    # Returns what the blocking function would have returned: `:ok`, or the error code. `:ok` for nil and for
    # kinds that are not the end of an operation.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :status
    # Returns the error, or nil if there is none. Do not free it. It is valid until the event is freed or the error taken.
    #
    # Since version 0.1.
    # @return [Error, nil]
    attr_reader :error
    # Takes the call from an event of the kind `:create_call` or `:find_call`. Free it with
    # `Native.call_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [Call, nil]
    attr_reader :call
    # Takes the state of a call from an event of the kind `:status`. Free it with `Native.state_free`.
    # nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [CallState, nil]
    attr_reader :state
    # Takes the outcome of a call from an event of the kind `:wait` or `:watch_end`. Free it
    # with `Native.outcome_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [Outcome, nil]
    attr_reader :outcome
    # Takes the change of a call from an event of the kind `:change`. Free it with `Native.change_free`.
    # nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [Change, nil]
    attr_reader :change
    # Takes the report from an event of the kind `:preflight`. Free it with `Native.preflight_free`. nil
    # if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [Preflight, nil]
    attr_reader :preflight
    # Takes the list from an event of the kind `:caller_ids`. Free it with `Native.caller_ids_free`. nil
    # if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [CallerIds, nil]
    attr_reader :caller_ids
    # Takes the list from an event of the kind `:forwarding_numbers`. Free it with
    # `Native.forwarding_numbers_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [ForwardingNumbers, nil]
    attr_reader :forwarding_numbers
    # Takes what the call log has from an event of the kind `:call_log`. Free it with
    # `Native.logged_call_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [LoggedCall, nil]
    attr_reader :logged_call
    # Takes the response from an event of the kind `:response`. Free it with `Native.response_free`. nil
    # if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [Response, nil]
    attr_reader :response
    # Takes the result of one request from an event of the kind `:placed`. Free it with
    # `Native.placed_free`. nil if the event has an error instead, is of another kind, or it was taken.
    #
    # Since version 0.1.
    # @return [Placed, nil]
    attr_reader :placed
    # Returns the effect of a cancel, from an event of the kind `:cancel`: a `CancelEffect`. 0 if the event
    # has an error instead or is of another kind.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :cancel_effect
    # Returns how long another client still has the lease, in milliseconds, from an event of the kind
    # `:take_lease`. 0 if it is this client's, the event has an error instead or is of another kind.
    #
    # Since version 0.1.
    # @return [Integer]
    attr_reader :lease_left_ms
    # Returns whether the outcome was claimed, from an event of the kind `:claim_outcome`. False if the event has
    # an error instead or is of another kind.
    #
    # Since version 0.1.
    # @return [Boolean]
    attr_reader :is_claimed
    # Returns the level of a log record, from an event of the kind `:log`: a `LogLevel`. 0 for other kinds.
    #
    # Since version 0.1.
    # @return [Symbol, Integer]
    attr_reader :log_level
    # Returns the line of a log record, without secrets and without a newline, from an event of the kind `:log`.
    # nil for other kinds. Valid until the event is freed.
    #
    # Since version 0.1.
    # @return [String, nil]
    attr_reader :log_message

    def initialize(tag: 0, kind: :login, status: :ok, error: nil, call: nil, state: nil, outcome: nil,
                   change: nil, preflight: nil, caller_ids: nil, forwarding_numbers: nil, logged_call: nil,
                   response: nil, placed: nil, cancel_effect: :hung_up, lease_left_ms: 0, is_claimed: false,
                   log_level: :error, log_message: nil)
      @tag = tag
      @kind = kind
      @status = status
      @error = error
      @call = call
      @state = state
      @outcome = outcome
      @change = change
      @preflight = preflight
      @caller_ids = caller_ids
      @forwarding_numbers = forwarding_numbers
      @logged_call = logged_call
      @response = response
      @placed = placed
      @cancel_effect = cancel_effect
      @lease_left_ms = lease_left_ms
      @is_claimed = is_claimed
      @log_level = log_level
      @log_message = log_message
      freeze
    end

    # Copies the values out of an object.
    # @api private
    def self.read(pointer)
      return if pointer.nil?

      new(
        tag: Native.event_tag(pointer),
        kind: Native.enum(EventKind::NAMES, Native.event_kind(pointer)),
        status: Native.enum(ErrorCode::NAMES, Native.event_status(pointer)),
        error: Native.error_of(Native.event_error(pointer)),
        call: Native.call(Native.event_take_call(pointer)),
        state: CallState.take(Native.event_take_state(pointer)),
        outcome: Outcome.take(Native.event_take_outcome(pointer)),
        change: Change.take(Native.event_take_change(pointer)),
        preflight: Preflight.take(Native.event_take_preflight(pointer)),
        caller_ids: CallerIds.take(Native.event_take_caller_ids(pointer)),
        forwarding_numbers: ForwardingNumbers.take(Native.event_take_forwarding_numbers(pointer)),
        logged_call: LoggedCall.take(Native.event_take_logged_call(pointer)),
        response: Response.take(Native.event_take_response(pointer)),
        placed: Placed.take(Native.event_take_placed(pointer)),
        cancel_effect: Native.enum(CancelEffect::NAMES, Native.event_cancel_effect(pointer)),
        lease_left_ms: Native.event_lease_left_ms(pointer),
        is_claimed: Native.event_is_claimed(pointer),
        log_level: Native.enum(LogLevel::NAMES, Native.event_log_level(pointer)),
        log_message: Native.event_log_message(pointer),
      )
    end

    # Like `read`, and frees the object.
    # @api private
    def self.take(pointer)
      read(pointer)
    ensure
      Native.event_free(pointer)
    end

    def to_s
      "Event"
    end
  end

  # A failure. Its class is that of the code.
  class Error < StandardError
    # @return [ErrorInfo]
    attr_reader :info

    def initialize(info)
      @info = info.is_a?(ErrorInfo) ? info : ErrorInfo.new(code: :internal, text: info)
      super(@info.text)
    end

    # Makes the exception of an error.
    # @api private
    def self.of(info)
      CLASSES.fetch(info.code, Error).new(Spelling.apply(info))
    end
  end

  # There is no usable token, and no credential to log in with.
  class NotLoggedIn < Error
  end

  # Bad credentials, HTTP 401, or a refusal by RingCentral's OAuth server.
  class Unauthorized < Error
  end

  # HTTP 403: a permission is missing, international calling is disabled, or funds are short.
  class Forbidden < Error
  end

  # HTTP 404.
  class NotFound < Error
  end

  # HTTP 429. `Native.error_retry_after_ms` returns how long to wait.
  class RateLimited < Error
  end

  # Any other HTTP 4xx.
  class Rejected < Error
  end

  # HTTP 5xx after the allowed retries.
  class Server < Error
  end

  # The deadline passed; no call was placed.
  class RequestTimeout < Error
  end

  # DNS, connect, TLS, or a broken connection; no call was placed.
  class ConnectionFailed < Error
  end

  # The response could not be understood or was too large, or the request was too large to be sent.
  class Protocol < Error
  end

  # A `ringout_cancel_token` interrupted the operation; no call was placed.
  class OperationCancelled < Error
  end

  # The token store failed, or the journal of a batch did.
  class Storage < Error
  end

  # The request that places a call was sent, and no usable response came: phones may be ringing. Do not retry blindly.
  class MaybePlaced < Error
  end

  # Rejected locally; nothing was sent. `Native.error_parameter` names the argument.
  class InvalidArgument < Error
  end

  # A caught panic or a broken invariant. Please report it.
  class Internal < Error
  end

  class Error
    CLASSES = {
      invalid_argument: InvalidArgument,
      not_logged_in: NotLoggedIn,
      unauthorized: Unauthorized,
      forbidden: Forbidden,
      not_found: NotFound,
      rate_limited: RateLimited,
      rejected: Rejected,
      server: Server,
      timeout: RequestTimeout,
      connection: ConnectionFailed,
      protocol: Protocol,
      cancelled: OperationCancelled,
      storage: Storage,
      maybe_placed: MaybePlaced,
      null_pointer: InvalidArgument,
      invalid_utf8: InvalidArgument,
      internal: Internal,
    }.freeze
    private_constant :CLASSES
  end
end
