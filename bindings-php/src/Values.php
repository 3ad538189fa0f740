<?php

// What the generated values have besides their fields.

declare(strict_types=1);

namespace RingOut;

/**
 * Converts a value to plain arrays. Two values of the same class are equal (`==`) if all their properties are.
 *
 * @internal
 */
trait Value
{
    /**
     * Returns the value as an array of plain types, which `json_encode()` takes. The keys are the names of the properties. Enums
     * become the names of their cases, calls their ids, and exceptions the array of their `info`.
     */
    public function toArray(): array
    {
        return array_map(self::plain(...), get_object_vars($this));
    }

    public function jsonSerialize(): mixed
    {
        return $this->toArray();
    }

    private static function plain(mixed $value): mixed
    {
        return match (true) {
            is_array($value) => array_map(self::plain(...), $value),
            $value instanceof \UnitEnum => $value->name,
            $value instanceof RingOutException => $value->info->toArray(),
            $value instanceof Call => $value->id,
            $value instanceof Response => $value->status,
            is_object($value) => $value->toArray(),
            default => $value,
        };
    }
}

/**
 * Hides the secrets of a value from dumps and JSON. Its properties are readable.
 *
 * @internal
 */
trait Secret
{
    public function __debugInfo(): array
    {
        return [];
    }

    public function jsonSerialize(): mixed
    {
        return new \stdClass();
    }
}

/** @internal */
trait AuthorizationMethods
{
    /** Returns what `fromArray()` needs, for a session on your server. It contains a secret. */
    public function toArray(): array
    {
        return ['redirectUri' => $this->redirectUri, 'state' => $this->state, 'verifier' => $this->verifier];
    }

    /** Makes the authorization of an array of `toArray()`. */
    public static function fromArray(#[\SensitiveParameter] array $data): self
    {
        return new self(redirectUri: $data['redirectUri'], state: $data['state'], verifier: $data['verifier']);
    }
}

/** @internal */
trait CallStateMethods
{
    /** Makes a state from three statuses as RingCentral spells them, such as "InProgress". */
    public static function of(string $call, string $caller, string $callee): self
    {
        return self::take(Native::stateNew($call, $caller, $callee));
    }
}

/** @internal */
trait ErrorInfoMethods
{
    /** Returns how many seconds to wait before the next request, or null if no rate limit is the cause. */
    public function retryAfter(): ?float
    {
        return $this->retryAfterMs < 0 ? null : $this->retryAfterMs / 1000;
    }

    /** Returns the request that may have placed a call, for `Client::callLog()`; or null. */
    public function attempt(): ?Attempt
    {
        return $this->attemptSentAtUnixMs < 0 ? null
            : new Attempt($this->attemptTo, $this->attemptFrom, Time::date($this->attemptSentAtUnixMs));
    }
}

/** @internal */
trait ResponseMethods
{
    /**
     * Returns the body parsed as JSON, with objects as arrays, or as `stdClass` with `assoc: false`.
     *
     * @throws ProtocolException the body is not JSON
     */
    public function json(bool $assoc = true): mixed
    {
        try {
            return json_decode($this->body, $assoc, 512, JSON_THROW_ON_ERROR);
        } catch (\JsonException $reason) {
            throw Local::error(ErrorCode::Protocol, 'the body is not JSON: ' . $reason->getMessage());
        }
    }

    /** Returns the first header with this name, in any case; or null. */
    public function header(string $name): ?string
    {
        foreach ($this->headers as $header) {
            if ($header->name === strtolower($name)) {
                return $header->value;
            }
        }

        return null;
    }
}

/** @internal */
trait TokenMethods
{
    /** Reads a token from the JSON of its property `json`, or from RingCentral's response, which is taken as issued now. */
    public static function fromJson(#[\SensitiveParameter] string $json): self
    {
        return self::take(Native::tokenFromJson($json));
    }

    /** Returns when the access token expires. */
    public function expiresAt(): \DateTimeImmutable
    {
        return Time::date($this->expiresAtUnixMs);
    }
}

/** The numbers and the time of a request that may have placed a call. `Client::callLog()` looks it up. */
final class Attempt implements \JsonSerializable
{
    use Value {
        toArray as private properties;
    }

    public function __construct(
        public readonly ?string $to,
        public readonly ?string $from,
        public readonly \DateTimeImmutable $sentAt,
    ) {
    }

    public function toArray(): array
    {
        return ['to' => $this->to, 'from' => $this->from, 'sentAt' => $this->sentAt->format('Y-m-d\TH:i:s.vP')];
    }
}

/** One call to place with `Client::placeAll()`. The parameters are those of `Client::createCall()`. */
final class CallRequest implements \JsonSerializable
{
    use Value;

    public function __construct(
        public readonly string $to,
        public readonly ?string $from = null,
        public readonly ?string $fromForwardingNumber = null,
        public readonly ?string $callerId = null,
        public readonly ?bool $playPrompt = null,
        public readonly ?string $country = null,
    ) {
    }

    /** @internal */
    public function native(array &$keep, bool $cancelOnExit = false): \FFI\CData
    {
        $prompt = match ($this->playPrompt) {
            null => PlayPrompt::Default,
            true => PlayPrompt::Yes,
            false => PlayPrompt::No,
        };

        return Native::callRequest($keep, $prompt->value, $this->to, $this->from, $this->fromForwardingNumber, $this->callerId, $this->country, (int) $cancelOnExit);
    }
}

/** @internal Seconds, milliseconds and dates. */
final class Time
{
    /** Returns milliseconds for the library, whose range ends at `Native::DEFAULT_TIMEOUT`. */
    public static function ms(?float $seconds, string $name): int
    {
        if ($seconds === null) {
            return Native::DEFAULT_TIMEOUT;
        }
        self::check($seconds, $name);

        return (int) min(round($seconds * 1000), Native::DEFAULT_TIMEOUT - 1);
    }

    /** Returns whole seconds for the library, where 0 means the default. */
    public static function lifetime(?float $seconds, string $name): int
    {
        if ($seconds === null) {
            return 0;
        }
        self::check($seconds, $name);

        return (int) min(max(ceil($seconds), 1), Native::DEFAULT_TIMEOUT);
    }

    public static function date(int $ms): \DateTimeImmutable
    {
        return new \DateTimeImmutable(sprintf('@%d.%03d', intdiv($ms, 1000), $ms % 1000));
    }

    public static function unixMs(\DateTimeInterface $date): int
    {
        return $date->getTimestamp() * 1000 + (int) $date->format('v');
    }

    private static function check(float $seconds, string $name): void
    {
        if (!is_finite($seconds) || $seconds < 0) {
            throw Local::invalid($name, 'is not a number of seconds');
        }
    }
}

/** @internal The errors of this layer. */
final class Local
{
    public static function error(ErrorCode $code, string $text, ?string $parameter = null): RingOutException
    {
        return Errors::exception(new ErrorInfo(code: $code, text: $text, message: $text, parameter: $parameter));
    }

    public static function invalid(string $parameter, string $problem): RingOutException
    {
        return self::error(ErrorCode::InvalidArgument, "$parameter: $problem", $parameter);
    }

    /**
     * Returns the number of an enum's case: of the case, or of its name as the library spells it in any case.
     *
     * @param array<string, \BackedEnum> $names
     */
    public static function choice(\BackedEnum|string $value, array $names, string $parameter): int
    {
        if ($value instanceof \BackedEnum) {
            return $value->value;
        }
        $case = $names[strtolower($value)] ?? throw self::invalid($parameter, 'is none of ' . implode(', ', array_keys($names)));

        return $case->value;
    }

    public static function until(Until|string $until): int
    {
        return self::choice($until, ['ended' => Until::Ended, 'answered' => Until::Answered], 'until');
    }

    public static function rateLimit(RateLimit|string $rateLimit): int
    {
        return self::choice($rateLimit, ['wait' => RateLimit::Wait, 'fail-fast' => RateLimit::FailFast], 'rateLimit');
    }
}

/** @internal The spelling of the library's names in PHP, for error messages. */
final class Spelling
{
    private const NAMES = [
        'connect_timeout_ms' => 'connectTimeout', 'request_timeout_ms' => 'requestTimeout', 'create_timeout_ms' => 'createTimeout',
        'total_timeout_ms' => 'totalTimeout', 'timeout_ms' => 'timeout', 'access_token_ttl_s' => 'accessTokenTtl',
        'refresh_token_ttl_s' => 'refreshTokenTtl', 'sent_at_unix_ms' => 'sentAt', 'call_path' => 'callPath', 'rate_limit' => 'rateLimit',
        'allow_insecure_http' => 'allowInsecureHttp', 'client_id' => 'clientId', 'client_secret' => 'clientSecret',
        'account_id' => 'accountId', 'extension_id' => 'extensionId', 'token_file' => 'tokenFile', 'token_user' => 'tokenUser',
        'ca_bundle' => 'caBundle', 'app_name' => 'appName', 'app_version' => 'appVersion', 'redirect_uri' => 'redirectUri',
        'redirected_to' => 'url', 'from_forwarding_number' => 'fromForwardingNumber', 'caller_id' => 'callerId',
        'play_prompt' => 'playPrompt',
    ];

    public static function apply(ErrorInfo $info): ErrorInfo
    {
        $fields = get_object_vars($info);
        foreach (['text', 'message', 'hint', 'parameter'] as $name) {
            $fields[$name] = $fields[$name] === null ? null : self::spell($fields[$name], $info->httpStatus === 0);
        }

        return new ErrorInfo(...$fields);
    }

    /** RingCentral's own texts keep their names. */
    private static function spell(string $text, bool $isLocal): string
    {
        $text = (string) preg_replace_callback(
            '/\bringout_client_([a-z_]+)(\(\))?/',
            static fn (array $found) => 'Client::' . lcfirst(str_replace('_', '', ucwords($found[1], '_'))) . '()',
            $text,
        );

        return $isLocal ? (string) preg_replace_callback(
            '/(?<![\w.])(' . implode('|', array_keys(self::NAMES)) . ')(?!\w)|(?<=\]\.)(' . implode('|', array_keys(self::NAMES)) . ')(?!\w)/',
            static fn (array $found) => self::NAMES[$found[0]],
            $text,
        ) : $text;
    }
}

/** What needs no client. */
final class RingOut
{
    /** Returns the version of the loaded library. */
    public static function version(): string
    {
        return Native::version();
    }

    /** Compares the transition from one state of a call to another with RingCentral's documentation. */
    public static function checkTransition(CallState $from, CallState $to): Verdict
    {
        $states = [];
        try {
            foreach ([$from, $to] as $state) {
                $states[] = Native::stateNew($state->callStatusText, $state->callerStatusText, $state->calleeStatusText);
            }

            return Verdict::take(Native::checkTransition(...$states));
        } finally {
            array_map(Native::stateFree(...), $states);
        }
    }

    /**
     * Returns a link that dials a number.
     *
     * @param DialScheme|string $scheme "rcmobile" opens RingCentral's apps, "tel" the device's default app
     */
    public static function dialUri(string $number, DialScheme|string $scheme = DialScheme::RcMobile): string
    {
        return Native::dialUri($number, Local::choice($scheme, ['rcmobile' => DialScheme::RcMobile, 'tel' => DialScheme::Tel], 'scheme'));
    }

    /** Returns what a status means, in one sentence without a full stop. */
    public static function explainStatus(Status|string $status): string
    {
        return Native::statusExplain(is_string($status) ? Native::statusParse($status) : $status->value);
    }
}
