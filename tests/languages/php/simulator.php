<?php

// Controls the simulator that the runner started, and counts the checks.

declare(strict_types=1);

require getenv('RINGOUT_AUTOLOAD') ?: __DIR__ . '/../../../bindings-php/src/autoload.php';

use RingOut\{Call, Client};

const CALLER = '+16505550123';
const CALLEE = '+16505550100';
const BUSY = '+16505550486';
const WAITS = '+16505550180';

/** The simulator of the environment variable SIMULATOR_READY, which has the ready line. */
final class Simulator
{
    public readonly array $ready;

    public function __construct()
    {
        $this->ready = json_decode((string) getenv('SIMULATOR_READY'), true, 512, JSON_THROW_ON_ERROR);
    }

    public function ask(string $method, string $path, mixed $body = null): mixed
    {
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => 'Content-Type: application/json',
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'ignore_errors' => true,
        ]]);
        $text = file_get_contents("{$this->ready['url']}/_simulator/$path", false, $context);
        if (!preg_match('# 2\d\d#', $http_response_header[0])) {
            throw new RuntimeException("$method $path: $text");
        }

        return json_decode($text, true);
    }

    public function fault(array $fault, string $method = '*', string $path = '/restapi/v1.0/account', int $times = 0): void
    {
        $this->ask('POST', 'faults', compact('fault', 'method', 'path', 'times'));
    }

    /** Returns the requests with a method whose path contains a part. */
    public function requests(string $method, string $part = ''): array
    {
        $all = $this->ask('GET', 'journal')['requests'];

        return array_values(array_filter($all, static fn ($one) => $one['method'] === $method && str_contains($one['path'], $part)));
    }

    /** Waits until there is such a request. */
    public function await(string $method, string $part): void
    {
        while ($this->requests($method, $part) === []) {
            usleep(20_000);
        }
    }

    public function settings(mixed ...$settings): array
    {
        return $settings + [
            'server' => $this->ready['url'],
            'clientId' => $this->ready['client_id'],
            'clientSecret' => $this->ready['client_secret'],
            'jwt' => $this->ready['jwt'],
            'requestTimeout' => 30,
            'createTimeout' => 30,
        ];
    }

    public function client(mixed ...$settings): Client
    {
        return new Client(...$this->settings(...$settings));
    }

    public function call(string $to = CALLEE, string $from = CALLER, mixed ...$settings): Call
    {
        return $this->client(...$settings)->createCall($to, $from);
    }

    public function act(Call $call, string $leg, string $action): void
    {
        $this->ask('POST', "calls/$call->id/$leg/$action");
    }
}

/** Counts the checks. */
final class Suite
{
    private static int $passed = 0;
    private static int $failed = 0;

    public static function count(string $name, string $problem): void
    {
        if ($problem !== '') {
            echo "FAILED $name: $problem\n";
        }
        $problem === '' ? self::$passed++ : self::$failed++;
    }

    /** Runs a test, which throws if it fails. */
    public static function test(string $name, Closure $body): void
    {
        try {
            $body();
            self::count($name, '');
        } catch (Throwable $error) {
            self::count($name, get_class($error) . ': ' . $error->getMessage() . "\n" . $error->getTraceAsString());
        }
    }

    public static function end(): never
    {
        printf("%d passed, %d failed\n", self::$passed, self::$failed);
        exit(self::$failed === 0 ? 0 : 1);
    }
}

function check(bool $holds, mixed $seen = null): void
{
    if (!$holds) {
        throw new AssertionError('not as expected' . ($seen === null ? '' : ': ' . print_r($seen, true)));
    }
}

/**
 * @template T of Throwable
 * @param class-string<T> $class
 * @return T
 */
function thrown(string $class, Closure $body): Throwable
{
    try {
        $result = $body();
    } catch (Throwable $error) {
        if (get_class($error) !== $class) {
            throw new AssertionError(get_class($error) . " instead of $class: " . $error->getMessage(), 0, $error);
        }

        return $error;
    }
    throw new AssertionError("nothing was thrown instead of $class: " . print_r($result, true));
}
