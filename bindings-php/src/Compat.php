<?php

// RingCentral's own SDK for PHP, as far as its published samples use it.

declare(strict_types=1);

namespace RingOut\Compat;

use RingOut\{Client, Header, Response, RingOutException, Token};

/** Creates a platform, as `RingCentral\SDK\SDK` does. */
class SDK
{
    public const SERVER_PRODUCTION = 'https://platform.ringcentral.com';
    public const SERVER_SANDBOX = 'https://platform.devtest.ringcentral.com';
    private Platform $platform;

    public function __construct(string $clientId, #[\SensitiveParameter] ?string $clientSecret, string $server, string $appName = '', string $appVersion = '')
    {
        $this->platform = new Platform($clientId, $clientSecret, $server, $appName, $appVersion);
    }

    public function platform(): Platform
    {
        return $this->platform;
    }
}

/** Logs in and sends requests. A request over the rate limit fails at once. */
class Platform
{
    public const API_VERSION = 'v1.0';
    public const URL_PREFIX = '/restapi';
    public const AUTHORIZE_ENDPOINT = '/restapi/oauth/authorize';
    public const KNOWN_PREFIXES = [self::URL_PREFIX, '/rcvideo', '/video', '/webinar', '/analytics', '/ai', '/team-messaging', '/scim', '/cx/'];
    private Client $client;
    private Auth $auth;

    public function __construct(private string $clientId, #[\SensitiveParameter] ?string $clientSecret, private string $server, string $appName = '', string $appVersion = '')
    {
        $app = $appName === '' ? [] : ['appName' => $appName, 'appVersion' => $appVersion === '' ? '0.0.0' : $appVersion];
        $this->client = new Client($server, $clientId, $clientSecret ?: null, ...$app, rateLimit: 'fail-fast');
        $this->server = rtrim($server, '/');
        $this->auth = new Auth($this->client);
    }

    /** Returns the object that has the token. */
    public function auth(): Auth
    {
        return $this->auth;
    }

    /**
     * Logs in with `['jwt' => ...]`; `['username' => ..., 'extension' => ..., 'password' => ...]`, which can also be three arguments; or
     * `['code' => ..., 'redirect_uri' => ..., 'code_verifier' => ...]`.
     */
    public function login(#[\SensitiveParameter] array|string $options, string $extension = '', #[\SensitiveParameter] string $password = ''): ApiResponse
    {
        if (is_string($options)) {
            $options = ['username' => $options, 'extension' => $extension, 'password' => $password];
        }
        $options = array_map(static fn ($value) => is_scalar($value) && $value !== '' ? (string) $value : null, $options);
        $credentials = match (true) {
            isset($options['jwt']) => ['jwt' => $options['jwt']],
            isset($options['code']) => [
                'code' => $options['code'],
                'redirectUri' => $options['redirect_uri'] ?? $options['redirectUri'] ?? '',
                'verifier' => $options['code_verifier'] ?? $options['codeVerifier'] ?? null,
            ],
            isset($options['username']) => [
                'username' => $options['username'],
                'password' => $options['password'] ?? '',
                'extension' => $options['extension'] ?? null,
            ],
            default => ['jwt' => ''],
        };

        return $this->changeToken(fn () => $this->client->login(...$credentials));
    }

    /** Refreshes the token now. */
    public function refresh(): ApiResponse
    {
        return $this->changeToken($this->client->refresh(...));
    }

    /** Ends the session. */
    public function logout(): ApiResponse
    {
        return $this->changeToken($this->client->logout(...));
    }

    /** Returns whether there is a valid token. Refreshes an expired one. */
    public function loggedIn(): bool
    {
        try {
            return $this->auth->accessTokenValid() || $this->refresh()->ok();
        } catch (ApiException) {
            return false;
        }
    }

    /** Like `loggedIn()`. */
    public function logged_in(): bool
    {
        return $this->loggedIn();
    }

    /** Returns the URL to send the user to for an authorization code. The options are `redirectUri`, `state` and others of OAuth. */
    public function loginUrl(array $options = []): string
    {
        $query = ['response_type' => 'code', 'client_id' => $this->clientId, 'redirect_uri' => $options['redirectUri'] ?? $options['redirect_uri'] ?? null];
        unset($options['redirectUri'], $options['redirect_uri']);

        return $this->server . self::AUTHORIZE_ENDPOINT . '?' . http_build_query($query + $options, '', '&', PHP_QUERY_RFC3986);
    }

    /** Like `loginUrl()`. */
    public function authUrl(array $options = []): string
    {
        return $this->loginUrl($options);
    }

    /** Returns the parameters of the URL that RingCentral redirected to, for `login()`. */
    public function parseAuthRedirectUrl(#[\SensitiveParameter] string $url): array
    {
        parse_str(parse_url($url, PHP_URL_QUERY) ?: '', $query);

        return $query;
    }

    /** Returns a URL for another HTTP client. The option `addServer` prepends the server. */
    public function createUrl(string $path, array $options = []): string
    {
        if (preg_match('#^https?://#', $path)) {
            return $path;
        }
        foreach (self::KNOWN_PREFIXES as $prefix) {
            if (str_starts_with($path, $prefix)) {
                return (empty($options['addServer']) ? '' : $this->server) . $path;
            }
        }

        return (empty($options['addServer']) ? '' : $this->server) . self::URL_PREFIX . '/' . self::API_VERSION . $path;
    }

    /** Sends a GET request. `/restapi/v1.0` can be omitted from the path. */
    public function get(string $url = '', array $queryParameters = []): ApiResponse
    {
        return $this->send('GET', $url, null, $queryParameters);
    }

    /** Sends a POST request, once. If the response is lost, the request may have taken effect. */
    public function post(string $url = '', mixed $body = null, array $queryParameters = []): ApiResponse
    {
        return $this->send('POST', $url, $body, $queryParameters);
    }

    public function put(string $url = '', mixed $body = null, array $queryParameters = []): ApiResponse
    {
        return $this->send('PUT', $url, $body, $queryParameters);
    }

    public function patch(string $url = '', mixed $body = null, array $queryParameters = []): ApiResponse
    {
        return $this->send('PATCH', $url, $body, $queryParameters);
    }

    public function delete(string $url = '', mixed $body = null, array $queryParameters = []): ApiResponse
    {
        return $this->send('DELETE', $url, $body, $queryParameters);
    }

    private function send(string $method, string $url, #[\SensitiveParameter] mixed $body, array $query): ApiResponse
    {
        $path = str_starts_with($url, $this->server . '/') ? substr($url, strlen($this->server)) : $this->createUrl($url);
        try {
            $response = new ApiResponse($this->client->send($method, $path, $query, $body === [] ? null : $body));
        } catch (RingOutException $error) {
            throw new ApiException(new ApiResponse(null, $error), $error);
        }
        if ($response->exception() !== null) {
            throw new ApiException($response, $response->exception());
        }

        return $response;
    }

    private function changeToken(\Closure $change): ApiResponse
    {
        try {
            $change();
        } catch (RingOutException $error) {
            throw new ApiException(new ApiResponse(null, $error), $error);
        }

        return $this->auth->response();
    }
}

/** The token. Its values are secrets. */
class Auth
{
    public function __construct(private Client $client)
    {
    }

    /** Returns RingCentral's response to the login, with `expire_time` in seconds since 1970; empty without a login. */
    public function data(): array
    {
        $token = $this->client->token();

        return $token === null ? [] : json_decode($token->json, true) + ['expire_time' => intdiv($token->expiresAtUnixMs, 1000)];
    }

    /** Uses the values of `data()`. */
    public function setData(#[\SensitiveParameter] array $data = []): self
    {
        if ($data !== []) {
            if (isset($data['expire_time'])) {
                $data['expires_at'] = (int) $data['expire_time'];
                unset($data['expire_time']);
            }
            $this->client->setToken(Token::fromJson(json_encode($data, JSON_THROW_ON_ERROR)));
        }

        return $this;
    }

    public function accessToken(): string
    {
        return $this->client->token()?->accessToken ?? '';
    }

    public function refreshToken(): string
    {
        return $this->client->token()?->refreshToken ?? '';
    }

    public function tokenType(): string
    {
        return $this->data()['token_type'] ?? '';
    }

    public function accessTokenValid(): bool
    {
        $token = $this->client->token();

        return $token !== null && $token->expiresAtUnixMs > microtime(true) * 1000;
    }

    public function __debugInfo(): array
    {
        return [];
    }

    /** @internal */
    public function response(): ApiResponse
    {
        $json = $this->client->token()?->json ?? '';

        return new ApiResponse(new Response([new Header('content-type', 'application/json')], 200, $json, $json, 'application/json'));
    }
}

/** A response. It is empty if none was received. */
class ApiResponse
{
    public function __construct(private ?Response $response, private ?RingOutException $failure = null)
    {
    }

    /** Returns the body parsed as JSON, with objects as `stdClass`. */
    public function json(): mixed
    {
        return $this->response === null ? null : $this->response->json(assoc: false);
    }

    /** Returns the body parsed as JSON, with objects as arrays. */
    public function jsonArray(): mixed
    {
        return $this->response?->json();
    }

    public function text(): string
    {
        return $this->response?->text ?? '';
    }

    public function raw(): string
    {
        return $this->response?->body ?? '';
    }

    public function ok(): bool
    {
        return $this->response !== null && $this->response->error === null;
    }

    /** Returns what went wrong in one line, or null. */
    public function error(): ?string
    {
        return $this->exception()?->getMessage();
    }

    /** Returns the HTTP response, which the published samples ask for `error()`. */
    public function response(): HttpResponse
    {
        return new HttpResponse($this->response, $this->error());
    }

    /** @internal */
    public function exception(): ?RingOutException
    {
        return $this->response === null ? $this->failure : $this->response->error;
    }

    public function __debugInfo(): array
    {
        return ['status' => $this->response?->status];
    }
}

/** An HTTP response, with the names of PSR-7. */
class HttpResponse
{
    public function __construct(private ?Response $response, private ?string $error)
    {
    }

    public function getStatusCode(): int
    {
        return $this->response?->status ?? 0;
    }

    public function getBody(): string
    {
        return $this->response?->body ?? '';
    }

    /** @return array<string, list<string>> */
    public function getHeaders(): array
    {
        $headers = [];
        foreach ($this->response?->headers ?? [] as $header) {
            $headers[$header->name][] = $header->value;
        }

        return $headers;
    }

    public function getHeaderLine(string $name): string
    {
        return implode(', ', $this->getHeaders()[strtolower($name)] ?? []);
    }

    public function error(): ?string
    {
        return $this->error;
    }

    public function __debugInfo(): array
    {
        return ['status' => $this->getStatusCode()];
    }
}

/** A request that failed. Its code is the HTTP status, or 0 without a response. */
class ApiException extends \Exception
{
    public readonly ApiResponse $apiResponse;

    public function __construct(ApiResponse $apiResponse, RingOutException $reason)
    {
        parent::__construct($reason->getMessage(), $reason->info->httpStatus, $reason);
        $this->apiResponse = $apiResponse;
    }

    public function apiResponse(): ApiResponse
    {
        return $this->apiResponse;
    }
}
