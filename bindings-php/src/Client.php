<?php

// The client.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/**
 * A client for one RingCentral app and user: logs in, places calls, and sends any other API request.
 *
 * The methods in order of use: `fromEnv()`; `preflight()`, `callerIds()` and `forwardingNumbers()` to see what a call needs;
 * `createCall()` for one call, `placeAll()` for many, `call()` to resume one; `callLog()` after a lost response; `request()` and
 * `send()` for everything else; `close()`. Logins happen by themselves.
 *
 * Nothing is sent before the first operation. Signal handlers run during every operation, within 100 ms. One that throws
 * interrupts it. If a call was or may have been placed by then, the exception has a `MaybePlacedException` as its previous one.
 * A forked child can use the clients of its parent.
 *
 * Times are in seconds.
 */
final class Client
{
    private ?CData $handle = null;
    private Session $session;

    /**
     * @param string $server RingCentral's URL, such as `https://platform.ringcentral.com`
     * @param string $clientId the app's client id, from the developer console
     * @param ?string $clientSecret the app's secret; a public app has none
     * @param ?string $jwt the JWT credential to log in with on the first request; use `login()` to log in at once
     * @param ?string $accountId by default that of the logged-in user
     * @param ?string $extensionId by default that of the logged-in user
     * @param CallPath|string $callPath which of RingCentral's two paths to use: "ring-out", or "ringout", which is deprecated
     * @param ?float $connectTimeout 0.001 to 3600; by default 5
     * @param ?float $requestTimeout 0.001 to 3600; by default 30. It includes the login and retries
     * @param ?float $createTimeout 0.001 to 3600; by default 30
     * @param bool $allowInsecureHttp allows `http://` to other machines. Tokens are then sent unencrypted
     * @param ?float $accessTokenTtl the lifetime of access tokens to request: 600 to 3600; by default RingCentral decides
     * @param ?float $refreshTokenTtl the lifetime of refresh tokens to request: up to a year; by default RingCentral decides
     * @param ?string $tokenFile a file that keeps the token between runs and shares it between processes. Only its owner can
     *     read it
     * @param ?string $tokenUser the user's name in the key of the stored token, for when several users log in through
     *     RingCentral's login page
     * @param ?string $proxy `http://user:password@host:port`, or an empty string for none. By default that of the environment
     * @param ?string $caBundle a PEM file with the certificate authorities to trust. By default the system's
     * @param ?string $appName your app's name, sent to RingCentral together with `appVersion`
     * @param RateLimit|string $rateLimit a request over RingCentral's rate limit waits ("wait") or fails at once ("fail-fast")
     * @param ?float $share the part of RingCentral's limits for this client, if others use them too: more than 0 and at most 1. For N
     *     workers, 1/N
     *
     * @throws InvalidArgumentException a value is wrong; `info->parameter` names it
     */
    public function __construct(
        #[\SensitiveParameter] string $server,
        string $clientId,
        #[\SensitiveParameter] ?string $clientSecret = null,
        #[\SensitiveParameter] ?string $jwt = null,
        ?string $accountId = null,
        ?string $extensionId = null,
        CallPath|string $callPath = CallPath::RingOut,
        ?float $connectTimeout = null,
        ?float $requestTimeout = null,
        ?float $createTimeout = null,
        bool $allowInsecureHttp = false,
        ?float $accessTokenTtl = null,
        ?float $refreshTokenTtl = null,
        ?string $tokenFile = null,
        ?string $tokenUser = null,
        #[\SensitiveParameter] ?string $proxy = null,
        ?string $caBundle = null,
        ?string $appName = null,
        ?string $appVersion = null,
        RateLimit|string $rateLimit = RateLimit::Wait,
        ?float $share = null,
    ) {
        $keep = [];
        $this->open(Native::clientNew(Native::config(
            $keep,
            callPath: Local::choice($callPath, ['ring-out' => CallPath::RingOut, 'ringout' => CallPath::Deprecated], 'callPath'),
            connectTimeoutMs: Time::ms($connectTimeout, 'connectTimeout'),
            requestTimeoutMs: Time::ms($requestTimeout, 'requestTimeout'),
            createTimeoutMs: Time::ms($createTimeout, 'createTimeout'),
            accessTokenTtlS: Time::lifetime($accessTokenTtl, 'accessTokenTtl'),
            refreshTokenTtlS: Time::lifetime($refreshTokenTtl, 'refreshTokenTtl'),
            rateLimit: Local::rateLimit($rateLimit),
            allowInsecureHttp: (int) $allowInsecureHttp,
            server: $server,
            clientId: $clientId,
            clientSecret: $clientSecret,
            jwt: $jwt,
            accountId: $accountId,
            extensionId: $extensionId,
            tokenFile: $tokenFile,
            tokenUser: $tokenUser,
            proxy: $proxy,
            caBundle: $caBundle,
            appName: $appName,
            appVersion: $appVersion,
            share: $share ?? 0.0,
        )));
    }

    /**
     * Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public
     * apps) and `RC_USER_JWT` (optional if you call `login()`). Sends nothing. If `RINGOUT_TOKEN_FILE` is set, it is the token file.
     *
     * It reads the environment of the process, which `putenv()` changes, and not `$_ENV`.
     */
    public static function fromEnv(): self
    {
        $client = self::blank();
        $client->open(Native::clientFromEnv());

        return $client;
    }

    /** Returns the same client with another timeout for each operation, also those of its calls: 0.001 to 3600. Closing one client closes both. */
    public function withTimeout(float $timeout): self
    {
        return $this->variant(Native::clientWithTimeout($this->handle(), Time::ms($timeout, 'timeout')));
    }

    /** Returns the same client with another reaction to rate limits. Closing one client closes both. */
    public function withRateLimit(RateLimit|string $rateLimit): self
    {
        return $this->variant(Native::clientWithRateLimit($this->handle(), Local::rateLimit($rateLimit)));
    }

    /**
     * Logs in now, and keeps the credentials to log in again when the token expires. A code works only once.
     *
     * Takes `jwt`; or `username`, `password` and optionally `extension`; or `code`, `redirectUri` and optionally `verifier`.
     *
     * @throws UnauthorizedException RingCentral refuses the credentials. The previous login stays
     * @throws \TypeError the arguments are not those of exactly one kind of login
     */
    public function login(
        #[\SensitiveParameter] ?string $jwt = null,
        ?string $username = null,
        #[\SensitiveParameter] ?string $password = null,
        ?string $extension = null,
        #[\SensitiveParameter] ?string $code = null,
        ?string $redirectUri = null,
        #[\SensitiveParameter] ?string $verifier = null,
    ): void {
        $given = implode(' ', array_keys(array_filter(compact('jwt', 'username', 'password', 'extension', 'code', 'redirectUri', 'verifier'), static fn ($value) => $value !== null)));
        $client = $this->handle();
        $start = match ($given) {
            'jwt' => static fn ($inbox, $tag) => Native::clientLoginJwtInto($client, $jwt, $inbox, $tag),
            'username password', 'username password extension' => static fn ($inbox, $tag) => Native::clientLoginPasswordInto($client, $username, $extension, $password, $inbox, $tag),
            'code redirectUri', 'code redirectUri verifier' => static fn ($inbox, $tag) => Native::clientLoginCodeInto($client, $code, $redirectUri, $verifier, $inbox, $tag),
            default => throw new \TypeError('login takes jwt; or username, password and optionally extension; or code, redirectUri and optionally verifier'),
        };
        Operation::run($start, static fn () => null);
    }

    /** Begins a login through RingCentral's login page. Sends nothing. Send the user to the `url` of the result. */
    public function authorizeUrl(string $redirectUri): Authorization
    {
        return Authorization::take(Native::clientAuthorizeUrl($this->handle(), $redirectUri));
    }

    /**
     * Completes a login through RingCentral's login page: checks the URL that RingCentral redirected to, and logs in with its code.
     *
     * @throws InvalidArgumentException the redirect does not belong to this login; the parameter is `state`
     * @throws UnauthorizedException the user or RingCentral refused the login
     */
    public function loginRedirect(#[\SensitiveParameter] string $url, Authorization $authorization): void
    {
        $client = $this->handle();
        $handle = Native::authorizationNew($authorization->redirectUri, $authorization->state, $authorization->verifier);
        try {
            Operation::run(static fn ($inbox, $tag) => Native::clientLoginRedirectInto($client, $url, $handle, $inbox, $tag), static fn () => null);
        } finally {
            Native::authorizationFree($handle);
        }
    }

    /** Refreshes the token now. Usually not needed, because requests refresh it in time. */
    public function refresh(): void
    {
        $client = $this->handle();
        Operation::run(static fn ($inbox, $tag) => Native::clientRefreshInto($client, $inbox, $tag), static fn () => null);
    }

    /**
     * Ends the session on RingCentral, and removes the token and the credentials from the client and the token file. Does not
     * throw if RingCentral cannot be reached.
     */
    public function logout(): void
    {
        $client = $this->handle();
        Operation::run(static fn ($inbox, $tag) => Native::clientLogoutInto($client, $inbox, $tag), static fn () => null);
    }

    /** Returns the current token, or null before the first login. Sends nothing. */
    public function token(): ?Token
    {
        return Token::take(Native::clientToken($this->handle()));
    }

    /** Uses a saved token from now on. */
    public function setToken(Token $token): void
    {
        $client = $this->handle();
        $handle = Native::tokenFromJson($token->json);
        try {
            Native::clientSetToken($client, $handle);
        } finally {
            Native::tokenFree($handle);
        }
    }

    /**
     * Places a call. The caller's phone rings first, then the callee's.
     *
     * The request is sent once. If it may have reached RingCentral and no usable response arrived, `info->mayHavePlaced` of the
     * exception is true: check with `callLog($e->info->attempt())` before you place the call again.
     *
     * @param string $to the callee's number in E.164, such as `+16505550100`, or an extension, `101` or `+16505550100*101`
     * @param ?string $from the caller's number or extension. By default the user's default forwarding number
     * @param ?string $fromForwardingNumber the caller, by the id of one of the user's forwarding numbers
     * @param ?string $callerId the number shown to the callee, one of the user's numbers with the `CallerId` feature
     * @param ?bool $playPrompt whether the caller must press 1 before RingCentral dials the callee
     * @param ?string $country RingCentral's id of the country of national numbers. If it is set, a number without `+` is a national one
     * @param bool $cancelOnExit whether to hang up if the operation is interrupted after the request was sent
     *
     * @throws MaybePlacedException the request was sent, and no usable response arrived. Phones may be ringing
     * @throws ForbiddenException a permission is missing, the caller ID is not allowed, or the account lacks funds
     * @throws RejectedException RingCentral does not accept a number
     */
    public function createCall(
        string $to,
        ?string $from = null,
        ?string $fromForwardingNumber = null,
        ?string $callerId = null,
        ?bool $playPrompt = null,
        ?string $country = null,
        bool $cancelOnExit = false,
    ): Call {
        $keep = [];
        $client = $this->handle();
        $request = (new CallRequest($to, $from, $fromForwardingNumber, $callerId, $playPrompt, $country))->native($keep, $cancelOnExit);

        return Operation::run(
            static fn ($inbox, $tag) => Native::clientCreateCallInto($client, $request, $inbox, $tag),
            static fn ($event) => Native::call(Native::eventTakeCall($event)),
            static function (Call $call) use ($cancelOnExit) {
                if ($cancelOnExit) {
                    $call->leave();
                }
                $text = "the operation was interrupted after call {$call->id} was placed";

                return Errors::exception(new ErrorInfo(code: ErrorCode::MaybePlaced, text: $text, message: $text, mayHavePlaced: true));
            },
        );
    }

    /**
     * Places many calls as fast as RingCentral's rate limits allow, and follows all of them. Returns an iterable of `Placed`, in the
     * order in which the calls end. Nothing is placed unless your program iterates.
     *
     * @param iterable<CallRequest|array> $requests arrays have the parameters of `CallRequest` as keys
     * @param Until|string $until what to wait for with each call: "ended" or "answered"
     * @param ?float $timeout the longest time to wait for each call; by default an hour
     * @param bool $cancelOnTimeout whether to hang up when that passes
     * @param ?float $totalTimeout the time for the whole batch; by default unlimited
     * @param int $concurrency the most calls in flight at once; 0 for no limit. Use 1 if all calls have the same caller
     * @param ?callable(JournalEntry): mixed $journal called before and after each request is sent, so that a program can resume
     *     after a crash. If it throws, no more calls are placed. It must not call `exit`
     *
     * @throws InvalidArgumentException a request is wrong; the parameter is such as `requests[3].to`. No call is placed
     */
    public function placeAll(
        iterable $requests,
        Until|string $until = Until::Ended,
        ?float $timeout = null,
        bool $cancelOnTimeout = false,
        ?float $totalTimeout = null,
        int $concurrency = 0,
        ?callable $journal = null,
    ): PlaceAll {
        $list = [];
        foreach ($requests as $request) {
            $list[] = (static fn (CallRequest $request) => $request)(is_array($request) ? new CallRequest(...$request) : $request);
        }
        if ($concurrency < 0) {
            throw Local::invalid('concurrency', "$concurrency is negative");
        }
        $keep = [];
        $options = Native::placeOptions(
            $keep,
            Local::until($until),
            Time::ms($timeout, 'timeout'),
            (int) $cancelOnTimeout,
            $concurrency,
            totalTimeoutMs: $totalTimeout === null ? 0 : max(1, Time::ms($totalTimeout, 'totalTimeout')),
        );

        return new PlaceAll($this->handle(), $list, $options, $journal);
    }

    /** Returns a call for a known id, to resume an earlier one. Sends nothing. Its state is null until the first request. */
    public function call(string $id): Call
    {
        return Native::call(Native::clientCall($this->handle(), $id));
    }

    /**
     * Returns RingCentral's rate limits as far as the client knows them: one each for `Light`, `Heavy` and `Auth`. Sends nothing.
     *
     * @return list<Limit>
     */
    public function limits(): array
    {
        return Limits::take(Native::clientLimits($this->handle()))->items;
    }

    /**
     * Returns the user's numbers that may be shown to a callee, for `callerId`.
     *
     * @return list<PhoneNumber>
     */
    public function callerIds(): array
    {
        $client = $this->handle();

        return Operation::run(
            static fn ($inbox, $tag) => Native::clientCallerIdsInto($client, $inbox, $tag),
            static fn ($event) => CallerIds::take(Native::eventTakeCallerIds($event))->items,
        );
    }

    /**
     * Returns the phones that can ring first, for `fromForwardingNumber`.
     *
     * @return list<ForwardingNumber>
     */
    public function forwardingNumbers(): array
    {
        $client = $this->handle();

        return Operation::run(
            static fn ($inbox, $tag) => Native::clientForwardingNumbersInto($client, $inbox, $tag),
            static fn ($event) => ForwardingNumbers::take(Native::eventTakeForwardingNumbers($event))->items,
        );
    }

    /**
     * Checks, without ringing a phone, what would make a call fail: the login, the app's permission, the extension, and the numbers
     * of the request, whose parameters are those of `createCall()`.
     */
    public function preflight(
        ?string $to = null,
        ?string $from = null,
        ?string $fromForwardingNumber = null,
        ?string $callerId = null,
        ?bool $playPrompt = null,
        ?string $country = null,
    ): Preflight {
        $keep = [];
        $client = $this->handle();
        $rest = compact('from', 'fromForwardingNumber', 'callerId', 'playPrompt', 'country');
        if ($to === null && array_filter($rest, static fn ($value) => $value !== null) !== []) {
            throw new \TypeError('preflight takes no other parameter without to');
        }
        $request = $to === null ? null : (new CallRequest($to, ...$rest))->native($keep);

        return Operation::run(
            static fn ($inbox, $tag) => Native::clientPreflightInto($client, $request, $inbox, $tag),
            static fn ($event) => Preflight::take(Native::eventTakePreflight($event)),
        );
    }

    /**
     * Looks up a call in RingCentral's call log by its numbers and its time. Takes the attempt of an error, or `to`, `sentAt` and
     * optionally `from`.
     */
    public function callLog(?Attempt $attempt = null, ?string $to = null, ?string $from = null, ?\DateTimeInterface $sentAt = null): LoggedCall
    {
        if (($attempt === null) === ($to === null && $from === null && $sentAt === null) || ($attempt === null && ($to === null || $sentAt === null))) {
            throw new \TypeError('callLog takes an attempt; or to, sentAt and optionally from');
        }
        $client = $this->handle();
        $to ??= $attempt->to;
        $from ??= $attempt?->from;
        $ms = Time::unixMs($sentAt ?? $attempt->sentAt);

        return Operation::run(
            static fn ($inbox, $tag) => Native::clientCallLogInto($client, $to, $from, $ms, $inbox, $tag),
            static fn ($event) => LoggedCall::take(Native::eventTakeLoggedCall($event)),
        );
    }

    /**
     * Sends any other API request with the client's login, timeout, retries and errors.
     *
     * @param array $query names with strings, numbers, booleans, or lists of these; null is left out
     * @param mixed $body JSON as a string, or what `json_encode()` takes; null for none
     */
    public function request(string $method, string $path, array $query = [], #[\SensitiveParameter] mixed $body = null): Response
    {
        return $this->exchange(Native::clientRequestInto(...), $method, $path, $query, $body);
    }

    /** Like `request()`, but returns the response whatever its status. Its `error` is the exception for a failed one. */
    public function send(string $method, string $path, array $query = [], #[\SensitiveParameter] mixed $body = null): Response
    {
        return $this->exchange(Native::clientSendInto(...), $method, $path, $query, $body);
    }

    /** Closes the client. Operations of its calls throw `OperationCancelledException`. Calls on RingCentral go on. */
    public function close(): void
    {
        $this->session->close();
        $this->free();
    }

    public function __destruct()
    {
        $this->free();
    }

    public function __debugInfo(): array
    {
        return ['isOpen' => $this->session->isOpen()];
    }

    /** @internal Returns the handle, which belongs to this object. */
    public function handle(): CData
    {
        if ($this->handle === null || !$this->session->isOpen()) {
            throw Local::invalid('client', 'is closed');
        }

        return $this->handle;
    }

    private function __clone()
    {
    }

    private static function blank(): self
    {
        return (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
    }

    /** Takes the handle of a new client, and binds it to what closes it. */
    private function open(CData $handle): void
    {
        try {
            $this->session = new Session();
            $this->handle = Native::clientWithCancelToken($handle, $this->session->token);
        } finally {
            Native::clientFree($handle);
        }
    }

    private function variant(CData $handle): self
    {
        $client = self::blank();
        $client->session = $this->session;
        $client->handle = $handle;

        return $client;
    }

    private function free(): void
    {
        [$handle, $this->handle] = [$this->handle, null];
        if ($handle !== null) {
            Native::clientFree($handle);
        }
    }

    private function exchange(\Closure $function, string $method, string $path, array $query, #[\SensitiveParameter] mixed $body): Response
    {
        $client = $this->handle();
        $pairs = [];
        foreach ($query as $name => $values) {
            foreach (is_array($values) ? $values : [$values] as $value) {
                if ($value !== null) {
                    array_push($pairs, (string) $name, is_bool($value) ? ($value ? 'true' : 'false') : (string) $value);
                }
            }
        }
        try {
            $body = $body === null || is_string($body) ? $body : json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        } catch (\JsonException $reason) {
            throw Local::invalid('body', 'is not JSON: ' . $reason->getMessage());
        }

        return Operation::run(
            static fn ($inbox, $tag) => $function($client, $method, $path, $pairs, $body, $inbox, $tag),
            static fn ($event) => Response::take(Native::eventTakeResponse($event)),
        );
    }
}

/** @internal What a client and its variants have in common: the token that closes them. */
final class Session
{
    public readonly CData $token;

    public function __construct()
    {
        $this->token = Native::cancelTokenNew();
    }

    public function isOpen(): bool
    {
        return !Native::cancelTokenIsCancelled($this->token);
    }

    public function close(): void
    {
        Native::cancelTokenCancel($this->token);
    }

    public function __destruct()
    {
        Native::cancelTokenFree($this->token);
    }
}
