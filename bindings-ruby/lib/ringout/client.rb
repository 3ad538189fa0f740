# frozen_string_literal: true

# The client.

module RingOut
  # A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
  #
  # The methods in order of use: `from_env`; `preflight`, `caller_ids` and `forwarding_numbers` to see what a call needs; `create_call`
  # for one call, `place_all` for many, `call` to resume one; `call_log` after a lost response; `request` and `send_request` for
  # everything else; `close`. Logins happen by themselves.
  #
  # Nothing is sent before the first operation. A client can be used from many threads at once, and other threads run during every
  # operation. Ctrl-C, `Timeout`, `Thread#raise` and `Thread#kill` end an operation within 100 ms. If a call was or may have been placed
  # by then, the exception has a MaybePlaced as its cause, and `Timeout` raises that MaybePlaced. A forked child can use the clients of
  # its parent.
  #
  # Times are in seconds.
  class Client
    # @api private
    attr_reader :handle

    # @param server [String] RingCentral's URL, such as `https://platform.ringcentral.com`
    # @param client_id [String] the app's client id, from the developer console
    # @param client_secret [String, nil] the app's secret; a public app has none
    # @param jwt [String, nil] the JWT credential to log in with on the first request; use `login` to log in at once
    # @param account_id [String, nil] by default that of the logged-in user
    # @param extension_id [String, nil] by default that of the logged-in user
    # @param call_path [String] which of RingCentral's two paths to use: "ring-out", or "ringout", which is deprecated
    # @param connect_timeout [Numeric, nil] 0.001 to 3600; by default 5
    # @param request_timeout [Numeric, nil] 0.001 to 3600; by default 30. It includes the login and retries
    # @param create_timeout [Numeric, nil] 0.001 to 3600; by default 30
    # @param allow_insecure_http [Boolean] allows `http://` to other machines. Tokens are then sent unencrypted
    # @param access_token_ttl [Numeric, nil] the lifetime of access tokens to request: 600 to 3600; by default RingCentral decides
    # @param refresh_token_ttl [Numeric, nil] the lifetime of refresh tokens to request: up to a year; by default RingCentral decides
    # @param token_file [String, Pathname, nil] a file that keeps the token between runs and shares it between processes. Only its
    #   owner can read it
    # @param token_user [String, nil] the user's name in the key of the stored token, for when several users log in through
    #   RingCentral's login page
    # @param proxy [String, nil] `http://user:password@host:port`, or an empty string for none. By default that of the environment
    # @param ca_bundle [String, Pathname, nil] a PEM file with the certificate authorities to trust. By default the system's
    # @param app_name [String, nil] your app's name, sent to RingCentral together with `app_version`
    # @param rate_limit [Symbol, String] a request over RingCentral's rate limit waits (`:wait`) or fails at once (`:fail_fast`)
    # @param share [Float, nil] the part of RingCentral's limits for this client, if others use them too: more than 0 and at most 1. For
    #   N workers, 1.0 / N
    # @raise [InvalidArgument] a value is wrong; `info.parameter` names it
    def initialize(server:, client_id:, client_secret: nil, jwt: nil, account_id: nil, extension_id: nil, call_path: "ring-out",
                   connect_timeout: nil, request_timeout: nil, create_timeout: nil, allow_insecure_http: false,
                   access_token_ttl: nil, refresh_token_ttl: nil, token_file: nil, token_user: nil, proxy: nil, ca_bundle: nil,
                   app_name: nil, app_version: nil, rate_limit: :wait, share: nil)
      keep = []
      config = Native.config(
        keep,
        call_path: Local.choice(call_path, "call_path", "ring-out" => 0, "ring_out" => 0, "ringout" => 1, "deprecated" => 1),
        connect_timeout_ms: Local.ms(connect_timeout, "connect_timeout"),
        request_timeout_ms: Local.ms(request_timeout, "request_timeout"),
        create_timeout_ms: Local.ms(create_timeout, "create_timeout"),
        access_token_ttl_s: Local.lifetime(access_token_ttl, "access_token_ttl"),
        refresh_token_ttl_s: Local.lifetime(refresh_token_ttl, "refresh_token_ttl"),
        rate_limit: Local.rate_limit(rate_limit),
        allow_insecure_http: Local.flag(allow_insecure_http),
        server: server,
        client_id: client_id,
        client_secret: client_secret,
        jwt: jwt,
        account_id: account_id,
        extension_id: extension_id,
        token_file: token_file&.to_s,
        token_user: token_user,
        proxy: proxy,
        ca_bundle: ca_bundle&.to_s,
        app_name: app_name,
        app_version: app_version,
        share: share || 0.0,
      )
      open(Native.client_new(config))
    end

    class << self
      # Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public
      # apps) and `RC_USER_JWT` (optional if you call `login`). Sends nothing. If `RINGOUT_TOKEN_FILE` is set, it is the token file.
      #
      # With a block, yields the client and closes it at the end of the block.
      def from_env(&block)
        client = allocate
        client.__send__(:open, Native.client_from_env)
        block ? closing(client, &block) : client
      end

      # Creates a client, yields it, and closes it at the end of the block. The parameters are those of `new`.
      def open(**settings, &block)
        closing(new(**settings), &block)
      end

      private

      def closing(client)
        yield client
      ensure
        client.close
      end
    end

    # Returns the same client with another timeout for each operation, also those of its calls: 0.001 to 3600. Closing one client
    # closes both.
    def with_timeout(timeout)
      variant { |client| Native.client_with_timeout(client, Local.ms(timeout, "timeout")) }
    end

    # Returns the same client with another reaction to rate limits. Closing one client closes both.
    def with_rate_limit(rate_limit)
      variant { |client| Native.client_with_rate_limit(client, Local.rate_limit(rate_limit)) }
    end

    # Logs in now, and keeps the credentials to log in again when the token expires. A code works only once.
    #
    # Takes `jwt`; or `username`, `password` and optionally `extension`; or `code`, `redirect_uri` and optionally `verifier`.
    # @raise [Unauthorized] RingCentral refuses the credentials. The previous login stays
    # @raise [ArgumentError] the arguments are not those of exactly one kind of login
    def login(**credentials)
      credentials.compact!
      case credentials.keys.sort
      when %i[jwt]
        run { |client, inbox, tag| Native.client_login_jwt_into(client, credentials[:jwt], inbox, tag) }
      when %i[password username], %i[extension password username]
        words = credentials.values_at(:username, :extension, :password)
        run { |client, inbox, tag| Native.client_login_password_into(client, *words, inbox, tag) }
      when %i[code redirect_uri], %i[code redirect_uri verifier]
        words = credentials.values_at(:code, :redirect_uri, :verifier)
        run { |client, inbox, tag| Native.client_login_code_into(client, *words, inbox, tag) }
      else
        raise ArgumentError, "login takes jwt; or username, password and optionally extension; or code, redirect_uri and optionally verifier"
      end
      nil
    end

    # Begins a login through RingCentral's login page. Sends nothing. Send the user to the `url` of the result.
    # @return [Authorization]
    def authorize_url(redirect_uri)
      use { |client| Authorization.take(Native.client_authorize_url(client, redirect_uri)) }
    end

    # Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its code.
    # @raise [InvalidArgument] the redirect does not belong to this login; the parameter is `state`
    # @raise [Unauthorized] the user or RingCentral refused the login
    def login_redirect(url, authorization)
      begun = Native.authorization_new(authorization.redirect_uri, authorization.state, authorization.verifier)
      run { |client, inbox, tag| Native.client_login_redirect_into(client, url, begun, inbox, tag) }
      nil
    ensure
      Native.authorization_free(begun)
    end

    # Refreshes the token now. Usually not needed, because requests refresh it in time.
    def refresh
      run { |client, inbox, tag| Native.client_refresh_into(client, inbox, tag) }
      nil
    end

    # Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. Does not raise if
    # RingCentral cannot be reached.
    def logout
      run { |client, inbox, tag| Native.client_logout_into(client, inbox, tag) }
      nil
    end

    # @return [Token, nil] the current token, or nil before the first login. Sends nothing.
    def token
      use { |client| Token.take(Native.client_token(client)) }
    end

    # Uses a saved token from now on.
    def token=(token)
      saved = Native.token_from_json(token.json)
      use { |client| Native.client_set_token(client, saved) }
    ensure
      Native.token_free(saved)
    end

    # Places a call. The caller's phone rings first, then the callee's.
    #
    # The request is sent once. If it may have reached RingCentral and no usable response arrived, `info.may_have_placed` of the error
    # is true: check with `call_log(e.info.attempt)` before you place the call again.
    #
    # @param to [String] the callee's number in E.164, such as `+16505550100`, or an extension, `101` or `+16505550100*101`
    # @param from [String, nil] the caller's number or extension. By default the user's default forwarding number
    # @param from_forwarding_number [String, nil] the caller, by the id of one of the user's forwarding numbers
    # @param caller_id [String, nil] the number shown to the callee, one of the user's numbers with the `CallerId` feature
    # @param play_prompt [Boolean, nil] whether the caller must press 1 before RingCentral dials the callee
    # @param country [String, nil] RingCentral's id of the country of national numbers. If it is set, a number without `+` is a
    #   national one
    # @param cancel_on_exit [Boolean] whether to hang up if the operation is interrupted after the request was sent
    # @return [Call]
    # @raise [MaybePlaced] the request was sent, and no usable response arrived. Phones may be ringing
    # @raise [Forbidden] a permission is missing, the caller ID is not allowed, or the account lacks funds
    # @raise [Rejected] RingCentral does not accept a number
    def create_call(to:, cancel_on_exit: false, **rest)
      keep = []
      request = CallRequest.new(to: to, **rest).native(keep, cancel_on_exit: cancel_on_exit)
      unclaimed = lambda do |call|
        call.leave if cancel_on_exit
        text = "the operation was interrupted after call #{call.id} was placed"
        Error.of(ErrorInfo.new(code: :maybe_placed, text: text, message: text, may_have_placed: true))
      end
      run(->(event) { Native.call(Native.event_take_call(event)) }, unclaimed: unclaimed) do |client, inbox, tag|
        Native.client_create_call_into(client, request, inbox, tag)
      end
    end

    # Places many calls as fast as RingCentral's rate limits allow, and follows all of them. Yields each result, or returns an Enumerable
    # of them, in the order in which the calls end. Nothing is placed unless your program reads the results.
    #
    # @param requests [Enumerable<CallRequest, Hash>] hashes have the parameters of `CallRequest`
    # @param until [Symbol] what to wait for with each call: `:ended` or `:answered`
    # @param timeout [Numeric, nil] the longest time to wait for each call; by default an hour
    # @param cancel_on_timeout [Boolean] whether to hang up when that passes
    # @param total_timeout [Numeric, nil] the time for the whole batch; by default unlimited
    # @param concurrency [Integer] the most calls in flight at once; 0 for no limit. Use 1 if all calls have the same caller
    # @param journal [#call, nil] called with a JournalEntry before and after each request is sent, so that a program can resume after a
    #   crash. If it raises, no more calls are placed
    # @yieldparam placed [Placed]
    # @return [PlaceAll]
    # @raise [InvalidArgument] a request is wrong; the parameter is such as `requests[3].to`. No call is placed
    def place_all(requests, until: :ended, timeout: nil, cancel_on_timeout: false, total_timeout: nil, concurrency: 0, journal: nil, &block)
      raise TypeError, "concurrency: an Integer, not a #{concurrency.class}" unless concurrency.is_a?(Integer)
      raise Local.invalid("concurrency", "#{concurrency} is negative") if concurrency.negative?
      raise TypeError, "journal: a #{journal.class} has no method call" unless journal.nil? || journal.respond_to?(:call)

      options = {
        until_: Local.until_(binding.local_variable_get(:until)),
        timeout_ms: Local.ms(timeout, "timeout"),
        cancel_on_timeout: Local.flag(cancel_on_timeout),
        concurrency: concurrency,
        total_timeout_ms: total_timeout.nil? ? 0 : [Local.ms(total_timeout, "total_timeout"), 1].max,
      }
      list = requests.map { |request| request.is_a?(Hash) ? CallRequest.new(**request) : request }
      batch = use { |client| PlaceAll.new(client, list, options, journal) }
      block ? batch.each(&block) : batch
    end

    # @return [Call] a call for a known id, to resume an earlier one. Sends nothing. Its state is nil until the first request.
    def call(id)
      raise TypeError, "id: no implicit conversion of nil into String" if id.nil?

      use { |client| Native.call(Native.client_call(client, id)) }
    end

    # @return [Array<Limit>] RingCentral's rate limits as far as the client knows them: one each for "Light", "Heavy" and "Auth". Sends
    #   nothing.
    def limits
      use { |client| Limits.take(Native.client_limits(client)).items }
    end

    # @return [Array<PhoneNumber>] the user's numbers that may be shown to a callee, for `caller_id`
    def caller_ids
      run(->(event) { CallerIds.take(Native.event_take_caller_ids(event)).items }) do |client, inbox, tag|
        Native.client_caller_ids_into(client, inbox, tag)
      end
    end

    # @return [Array<ForwardingNumber>] the phones that can ring first, for `from_forwarding_number`
    def forwarding_numbers
      run(->(event) { ForwardingNumbers.take(Native.event_take_forwarding_numbers(event)).items }) do |client, inbox, tag|
        Native.client_forwarding_numbers_into(client, inbox, tag)
      end
    end

    # Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension, and the numbers of
    # the request, whose parameters are those of `create_call`.
    # @return [Preflight]
    def preflight(to: nil, **rest)
      raise ArgumentError, "preflight takes no other parameter without to" if to.nil? && rest.compact.any?

      keep = []
      request = CallRequest.new(to: to, **rest).native(keep) if to
      run(->(event) { Preflight.take(Native.event_take_preflight(event)) }) do |client, inbox, tag|
        Native.client_preflight_into(client, request, inbox, tag)
      end
    end

    # Looks up a call in RingCentral's call log by its numbers and its time. Takes the attempt of an error, or `to`, `sent_at` and
    # optionally `from`.
    # @param sent_at [Time]
    # @return [LoggedCall]
    def call_log(attempt = nil, to: nil, from: nil, sent_at: nil)
      if attempt ? [to, from, sent_at].any? : to.nil? || sent_at.nil?
        raise ArgumentError, "call_log takes an attempt; or to, sent_at and optionally from"
      end

      attempt ||= Attempt.new(to: to, from: from, sent_at: sent_at)
      run(->(event) { LoggedCall.take(Native.event_take_logged_call(event)) }) do |client, inbox, tag|
        Native.client_call_log_into(client, attempt.to, attempt.from, (attempt.sent_at.to_r * 1000).round, inbox, tag)
      end
    end

    # Sends any other API request with the client's login, timeout, retries and errors.
    # @param query [Hash] names with strings, numbers, booleans, or arrays of these; nil is left out
    # @param body [String, Object, nil] JSON as a string, or what `JSON.generate` takes
    # @return [Response]
    def request(method, path, query: {}, body: nil)
      exchange(:client_request_into, method, path, query, body)
    end

    # Like `request`, but returns the response whatever its status. Its `error` is the exception for a failed one.
    # @return [Response]
    def send_request(method, path, query: {}, body: nil)
      exchange(:client_send_into, method, path, query, body)
    end

    # Closes the client. Operations in other threads and those of its calls raise OperationCancelled. Calls on RingCentral go on.
    def close
      @session.use { |token| Native.cancel_token_cancel(token) }
      handle.close
    end

    def inspect
      "#<RingOut::Client>"
    end

    private

    # Takes a new client, and binds it to what closes it.
    def open(address)
      @session = Handle.new(Native.cancel_token_new, :cancel_token_free, "client")
      @handle = @session.use { |token| Handle.new(Native.client_with_cancel_token(address, token), :client_free, "client") }
    ensure
      Native.client_free(address)
    end

    def variant
      handle = Handle.new(use { |client| yield client }, :client_free, "client")
      dup.tap { |client| client.instance_variable_set(:@handle, handle) }
    end

    def use
      is_closed = @session.use { |token| Native.cancel_token_is_cancelled(token) }
      raise Local.invalid("client", "is closed") if is_closed

      handle.use { |client| yield client }
    end

    def run(read = ->(_) {}, unclaimed: nil)
      use do |client|
        Operation.run(->(inbox, tag) { yield client, inbox, tag }, unclaimed: unclaimed) { |event| read.call(event) }
      end
    end

    def exchange(function, method, path, query, body)
      pairs = query.flat_map do |name, values|
        Array(values).compact.flat_map { |value| [name.to_s, value.to_s] }
      end
      body = json(body) unless body.nil? || body.is_a?(String)
      run(->(event) { Response.take(Native.event_take_response(event)) }) do |client, inbox, tag|
        Native.public_send(function, client, method, path, pairs, body, inbox, tag)
      end
    end

    def json(body)
      JSON.generate(body)
    rescue JSON::GeneratorError, EncodingError => e
      raise Local.invalid("body", "is not JSON: #{e.class}")
    end
  end
end
