package ringout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A client for one RingCentral app and user: logs in, places calls, and sends any other API request. A program needs one, for all
 * its threads.
 *
 * <pre>{@code
 * try (Client client = Client.fromEnv()) {
 *     Call call = client.createCall(CallRequest.to("+16505550100").from("+16505550123"));
 *     System.out.println(call.await());
 * }
 * }</pre>
 *
 * <p>Methods block until they have a result or their deadline passes, and throw the subclass of {@link RingOutException} for the
 * error. {@link Thread#interrupt} ends the operation of a thread within about 100 ms: it throws {@link OperationCancelledException},
 * or {@link MaybePlacedException} if the request that places a call was sent, and the thread's interrupt flag stays set.
 *
 * <p>A thread that blocks here is in native code, so a virtual thread keeps its carrier. From virtual threads, and for many calls at
 * once, use the methods that end with {@code Async}. They need no thread while they wait, and cancelling their future interrupts
 * the operation.
 */
public final class Client implements AutoCloseable {
    final Session session;
    private final Handle handle;

    private Client(Session session, MemorySegment unbound) {
        this.session = session;
        handle = Handle.owned(this, session.boundClient(unbound), Native::clientFree);
    }

    /** Starts the settings of a client. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates a client from the environment variables {@code RC_SERVER_URL}, {@code RC_APP_CLIENT_ID}, {@code RC_APP_CLIENT_SECRET}
     * (not for public apps), {@code RC_USER_JWT} (not if you log in yourself) and {@code RINGOUT_TOKEN_FILE} (optional). Sends
     * nothing: the first request logs in.
     */
    public static Client fromEnv() {
        return new Client(new Session(), Native.clientFromEnv());
    }

    /** Returns another client with the same login, and another timeout for each operation, creates included. */
    public Client withTimeout(Duration timeout) {
        int millis = Options.millis(Options.required(timeout, "timeout"), "timeout");
        return new Client(session, use(client -> Native.clientWithTimeout(client, millis)));
    }

    /** Returns another client with the same login, and another reaction to rate limits. */
    public Client withRateLimit(RateLimit rateLimit) {
        int number = Options.required(rateLimit, "rate_limit").number;
        return new Client(session, use(client -> Native.clientWithRateLimit(client, number)));
    }

    /** Logs in now with a JWT credential, and keeps it in memory to log in again whenever the token expires. */
    public void loginJwt(String jwt) {
        Options.required(jwt, "jwt");
        run(client -> Native.clientLoginJwt(client, jwt));
    }

    /** Like {@link #loginJwt}, without blocking. */
    public CompletableFuture<Void> loginJwtAsync(String jwt) {
        Options.required(jwt, "jwt");
        return start((client, inbox, tag) -> Native.clientLoginJwtInto(client, jwt, inbox, tag), event -> null);
    }

    /** Logs in now with a user's phone number or e-mail address, extension (may be null) and password. Prefer a JWT. */
    public void loginPassword(String username, String extension, String password) {
        Options.required(username, "username");
        Options.required(password, "password");
        run(client -> Native.clientLoginPassword(client, username, extension, password));
    }

    /** Like {@link #loginPassword}, without blocking. */
    public CompletableFuture<Void> loginPasswordAsync(String username, String extension, String password) {
        Options.required(username, "username");
        Options.required(password, "password");
        return start((client, inbox, tag) ->
            Native.clientLoginPasswordInto(client, username, extension, password, inbox, tag), event -> null);
    }

    /** Logs in now with an authorization code. {@link #loginRedirect} is simpler: it also checks the redirect. */
    public void loginCode(String code, String redirectUri, String verifier) {
        Options.required(code, "code");
        Options.required(redirectUri, "redirect_uri");
        run(client -> Native.clientLoginCode(client, code, redirectUri, verifier));
    }

    /** Like {@link #loginCode}, without blocking. */
    public CompletableFuture<Void> loginCodeAsync(String code, String redirectUri, String verifier) {
        Options.required(code, "code");
        Options.required(redirectUri, "redirect_uri");
        return start((client, inbox, tag) -> Native.clientLoginCodeInto(client, code, redirectUri, verifier, inbox, tag),
            event -> null);
    }

    /** Starts a login on RingCentral's page. Sends nothing. Send the user to the URL of the result. */
    public Authorization authorizeUrl(String redirectUri) {
        Options.required(redirectUri, "redirect_uri");
        return Authorization.take(use(client -> Native.clientAuthorizeUrl(client, redirectUri)));
    }

    /** Finishes a login on RingCentral's page: checks the URL that RingCentral redirected to, and logs in with the code in it. */
    public void loginRedirect(String redirectedTo, Authorization authorization) {
        with(redirectedTo, authorization, kept -> {
            run(client -> Native.clientLoginRedirect(client, redirectedTo, kept));
            return null;
        });
    }

    /** Like {@link #loginRedirect}, without blocking. */
    public CompletableFuture<Void> loginRedirectAsync(String redirectedTo, Authorization authorization) {
        return with(redirectedTo, authorization, kept -> start(
            (client, inbox, tag) -> Native.clientLoginRedirectInto(client, redirectedTo, kept, inbox, tag), event -> null));
    }

    private static <T> T with(String redirectedTo, Authorization authorization, Function<MemorySegment, T> function) {
        Options.required(redirectedTo, "redirected_to");
        Options.required(authorization, "authorization");
        MemorySegment kept =
            Native.authorizationNew(authorization.redirectUri(), authorization.state(), authorization.verifier());
        try {
            return function.apply(kept);
        } finally {
            Native.authorizationFree(kept);
        }
    }

    /** Replaces the token now. Not needed: requests refresh the token in time. */
    public void refresh() {
        run(Native::clientRefresh);
    }

    /** Like {@link #refresh}, without blocking. */
    public CompletableFuture<Void> refreshAsync() {
        return start(Native::clientRefreshInto, event -> null);
    }

    /** Forgets the token and the credentials, in memory and in the token store, and revokes the token. */
    public void logout() {
        run(Native::clientLogout);
    }

    /** Like {@link #logout}, without blocking. */
    public CompletableFuture<Void> logoutAsync() {
        return start(Native::clientLogoutInto, event -> null);
    }

    /** Returns the current token, or null before the first login. Sends nothing. */
    public Token token() {
        return Token.take(use(Native::clientToken));
    }

    /** Uses a token that your program kept: its {@code json}. Sends nothing. */
    public void setToken(String json) {
        MemorySegment token = Native.tokenFromJson(Options.required(json, "json"));
        try {
            use(client -> {
                Native.clientSetToken(client, token);
                return null;
            });
        } finally {
            Native.tokenFree(token);
        }
    }

    /**
     * Places a call: sends one request. The caller's phone rings first, then the callee's.
     *
     * <p>The request is sent once. If it may have reached RingCentral and no usable response came, {@code mayHavePlaced} of the error
     * is true. Check with {@link #callLog(RingOutException)} before you place the call again.
     */
    public Call createCall(CallRequest request) {
        NativeCallRequest fields = Options.required(request, "request").fields();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = fields.write(arena);
            return new Call(session, session.client(handle, client -> Native.clientCreateCall(client, struct)));
        }
    }

    /** Like {@link #createCall}, without blocking. Set {@code cancelOnExit} to hang up if the future is cancelled. */
    public CompletableFuture<Call> createCallAsync(CallRequest request) {
        NativeCallRequest fields = Options.required(request, "request").fields();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = fields.write(arena);
            return start((client, inbox, tag) -> Native.clientCreateCallInto(client, struct, inbox, tag),
                event -> new Call(session, event.call()));
        }
    }

    /** Returns a call with a known id, to resume an earlier one. Sends nothing. */
    public Call call(String id) {
        Options.required(id, "id");
        return new Call(session, use(client -> Native.clientCall(client, id)));
    }

    /**
     * Places many calls as fast as RingCentral's rate limits allow, and follows all of them. All requests are checked first. Sends
     * nothing yet: asking for the next result places calls.
     */
    public PlaceAll placeAll(List<CallRequest> requests, PlaceOptions options) {
        List<CallRequest> copy = new ArrayList<>(Options.required(requests, "requests"));
        return new PlaceAll(session, handle, copy, Options.required(options, "options"));
    }

    /** Returns what the client knows of RingCentral's rate limits. Sends nothing. */
    public List<Limit> limits() {
        return Limits.take(use(Native::clientLimits)).items();
    }

    /** Requests the user's phone numbers that a callee may be shown. */
    public List<PhoneNumber> callerIds() {
        return CallerIds.take(session.client(handle, Native::clientCallerIds)).items();
    }

    /** Like {@link #callerIds}, without blocking. */
    public CompletableFuture<List<PhoneNumber>> callerIdsAsync() {
        return start(Native::clientCallerIdsInto, event -> event.callerIds().items());
    }

    /** Requests the user's forwarding numbers: the phones that can be rung first. */
    public List<ForwardingNumber> forwardingNumbers() {
        return ForwardingNumbers.take(session.client(handle, Native::clientForwardingNumbers)).items();
    }

    /** Like {@link #forwardingNumbers}, without blocking. */
    public CompletableFuture<List<ForwardingNumber>> forwardingNumbersAsync() {
        return start(Native::clientForwardingNumbersInto, event -> event.forwardingNumbers().items());
    }

    /** Checks, without ringing a phone, what would make any call fail. */
    public Preflight preflight() {
        return Preflight.take(session.client(handle, client -> Native.clientPreflight(client, null)));
    }

    /** Checks, without ringing a phone, what would make this call fail. Problems are in the report and are not exceptions. */
    public Preflight preflight(CallRequest request) {
        NativeCallRequest fields = Options.required(request, "request").fields();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = fields.write(arena);
            return Preflight.take(session.client(handle, client -> Native.clientPreflight(client, struct)));
        }
    }

    /** Like {@link #preflight(CallRequest)}, without blocking. The request may be null. */
    public CompletableFuture<Preflight> preflightAsync(CallRequest request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = request == null ? null : request.fields().write(arena);
            return start((client, inbox, tag) -> Native.clientPreflightInto(client, struct, inbox, tag), NativeEvent::preflight);
        }
    }

    /** Looks a call up in RingCentral's call log by its numbers and time. {@code from} may be null. */
    public LoggedCall callLog(String to, String from, Instant sentAt) {
        Options.required(to, "to");
        long millis = Options.required(sentAt, "sent_at").toEpochMilli();
        return LoggedCall.take(session.client(handle, client -> Native.clientCallLog(client, to, from, millis)));
    }

    /** Like {@link #callLog(String, String, Instant)}, without blocking. */
    public CompletableFuture<LoggedCall> callLogAsync(String to, String from, Instant sentAt) {
        Options.required(to, "to");
        long millis = Options.required(sentAt, "sent_at").toEpochMilli();
        return start((client, inbox, tag) -> Native.clientCallLogInto(client, to, from, millis, inbox, tag),
            NativeEvent::loggedCall);
    }

    /** Looks up the call that may have been placed, after an error whose {@code mayHavePlaced} is true. */
    public LoggedCall callLog(RingOutException error) {
        ErrorInfo info = Options.required(error, "error").info();
        if (info.attemptTo() == null) throw Handle.invalid("error", "`error` is not one that may have placed a call");
        return callLog(info.attemptTo(), info.attemptFrom(), Instant.ofEpochMilli(info.attemptSentAtUnixMs()));
    }

    /**
     * Sends any other API request.
     *
     * @param method "GET", "POST", "PUT", "PATCH" or "DELETE".
     * @param path Begins with "/" and is sent unchanged.
     * @param query Names and values, which are escaped; may be null.
     * @param body JSON; null for no body.
     */
    public Response request(String method, String path, Map<String, String> query, String body) {
        Options.required(method, "method");
        Options.required(path, "path");
        String[] pairs = Options.query(query);
        return Response.take(session.client(handle, client -> Native.clientRequest(client, method, path, pairs, body)));
    }

    /** Like {@link #request}, without blocking. */
    public CompletableFuture<Response> requestAsync(String method, String path, Map<String, String> query, String body) {
        Options.required(method, "method");
        Options.required(path, "path");
        String[] pairs = Options.query(query);
        return start((client, inbox, tag) -> Native.clientRequestInto(client, method, path, pairs, body, inbox, tag),
            NativeEvent::response);
    }

    /** Like {@link #request}, but returns a response for every HTTP status. Its {@code error} is that of a failed one. */
    public Response send(String method, String path, Map<String, String> query, String body) {
        Options.required(method, "method");
        Options.required(path, "path");
        String[] pairs = Options.query(query);
        return Response.take(session.client(handle, client -> Native.clientSend(client, method, path, pairs, body)));
    }

    /** Like {@link #send}, without blocking. */
    public CompletableFuture<Response> sendAsync(String method, String path, Map<String, String> query, String body) {
        Options.required(method, "method");
        Options.required(path, "path");
        String[] pairs = Options.query(query);
        return start((client, inbox, tag) -> Native.clientSendInto(client, method, path, pairs, body, inbox, tag),
            NativeEvent::response);
    }

    /**
     * Closes the client with its calls, and the clients that were made from it. Operations of other threads throw
     * {@link OperationCancelledException}, and later ones {@link InvalidArgumentException}. What a call is known to be can still be
     * read. Calls on RingCentral go on. May be called more than once.
     */
    @Override
    public void close() {
        session.close();
        handle.close();
    }

    private interface Starting {
        void into(MemorySegment client, MemorySegment inbox, long tag);
    }

    private <T> CompletableFuture<T> start(Starting starting, Function<NativeEvent, T> convert) {
        session.check();
        return handle.use("client",
            client -> Dispatcher.start((inbox, tag) -> starting.into(client, inbox, tag), convert));
    }

    /** Calls a function that does not block. */
    private <T> T use(Function<MemorySegment, T> function) {
        session.check();
        return handle.use("client", function);
    }

    private void run(Consumer<MemorySegment> operation) {
        session.client(handle, client -> {
            operation.accept(client);
            return null;
        });
    }

    /** The settings of a client. Set at least {@code server} and {@code clientId}; {@link #build} checks everything. */
    public static final class Builder {
        private final NativeConfig config = new NativeConfig();
        private TokenStore store;

        private Builder() {}

        /** RingCentral's URL, "https://platform.ringcentral.com" in production. Required. */
        public Builder server(String server) {
            config.server = server;
            return this;
        }

        /** The client id of the app, from the developer console. Required. */
        public Builder clientId(String clientId) {
            config.clientId = clientId;
            return this;
        }

        /** The client secret of the app; not for a public app. */
        public Builder clientSecret(String clientSecret) {
            config.clientSecret = clientSecret;
            return this;
        }

        /** The JWT credential for the login, which the first request does. */
        public Builder jwt(String jwt) {
            config.jwt = jwt;
            return this;
        }

        /** The account id. By default that of the user who logs in. */
        public Builder accountId(String accountId) {
            config.accountId = accountId;
            return this;
        }

        /** The extension id. By default that of the user who logs in. */
        public Builder extensionId(String extensionId) {
            config.extensionId = extensionId;
            return this;
        }

        /** Which of RingCentral's two paths for RingOut to use. */
        public Builder callPath(CallPath callPath) {
            config.callPath = Options.required(callPath, "call_path").number;
            return this;
        }

        /** The time to establish a connection, up to an hour. By default 5 s. */
        public Builder connectTimeout(Duration timeout) {
            config.connectTimeoutMs = Options.millis(timeout, "connect_timeout");
            return this;
        }

        /** The deadline of an operation that does not place a call, up to an hour. By default 30 s. */
        public Builder requestTimeout(Duration timeout) {
            config.requestTimeoutMs = Options.millis(timeout, "request_timeout");
            return this;
        }

        /** The deadline for placing a call, up to an hour. By default 30 s. */
        public Builder createTimeout(Duration timeout) {
            config.createTimeoutMs = Options.millis(timeout, "create_timeout");
            return this;
        }

        /** The requested lifetime of access tokens: 10 minutes to an hour. By default RingCentral decides. */
        public Builder accessTokenTtl(Duration lifetime) {
            config.accessTokenTtlS = Options.seconds(lifetime, "access_token_ttl");
            return this;
        }

        /** The requested lifetime of refresh tokens: up to a year. By default RingCentral decides. */
        public Builder refreshTokenTtl(Duration lifetime) {
            config.refreshTokenTtlS = Options.seconds(lifetime, "refresh_token_ttl");
            return this;
        }

        /** The reaction to rate limits. By default a request waits for its turn. */
        public Builder rateLimit(RateLimit rateLimit) {
            config.rateLimit = Options.required(rateLimit, "rate_limit").number;
            return this;
        }

        /**
         * The part of RingCentral's limits for this client, if others use them too: more than 0 and at most 1. For N workers, 1/N.
         */
        public Builder share(double share) {
            config.share = share;
            return this;
        }

        /** Whether to allow {@code http://} to other machines, which sends tokens in the clear. */
        public Builder allowInsecureHttp(boolean isAllowed) {
            config.allowInsecureHttp = Options.flag(isAllowed);
            return this;
        }

        /** A file that keeps tokens between runs and shares them between processes. Only its owner can read it. */
        public Builder tokenFile(Path file) {
            config.tokenFile = file == null ? null : file.toString();
            return this;
        }

        /** Your own token store, instead of a file. */
        public Builder tokenStore(TokenStore store) {
            this.store = store;
            return this;
        }

        /** The user's name in the key of the saved token, if several users log in on RingCentral's page. */
        public Builder tokenUser(String user) {
            config.tokenUser = user;
            return this;
        }

        /** The proxy, "http://user:password@host:port"; "" for none. By default that of the environment. */
        public Builder proxy(String proxy) {
            config.proxy = proxy;
            return this;
        }

        /** A PEM file with the certificate authorities to trust. By default those of the environment or the system. */
        public Builder caBundle(Path file) {
            config.caBundle = file == null ? null : file.toString();
            return this;
        }

        /** The name and version of your app, sent in {@code User-Agent}. */
        public Builder app(String name, String version) {
            config.appName = name;
            config.appVersion = version;
            return this;
        }

        /** Checks the settings and creates a client. Sends nothing: the first request logs in. */
        public Client build() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment client =
                    store == null ? Native.clientNew(config.write(arena)) : TokenStoreBridge.client(config, store, arena);
                return new Client(new Session(), client);
            } finally {
                config.tokenStore = null;
            }
        }

        /** Shows nothing, because some settings are secrets. */
        @Override
        public String toString() {
            return "Client.Builder";
        }
    }
}
