<?php

// The vectors in PHP: `php vectors.php SHARE OF` runs the cases of bad_input.json whose number modulo OF is SHARE, and with share 0
// also all others.

declare(strict_types=1);

require __DIR__ . '/simulator.php';

use RingOut\{Client, CallState, ErrorCode, ErrorInfo, Errors, Native, RingOut, RingOutException, Status};

/** Extra seconds for a busy machine. */
const SLACK = 5;

function vectors(string $name): array
{
    return json_decode(file_get_contents(__DIR__ . "/../../vectors/$name"), true, 512, JSON_THROW_ON_ERROR);
}

function camel(string $name): string
{
    return lcfirst(str_replace('_', '', ucwords($name, '_')));
}

/** Returns the name of an error code as the vectors have it. */
function code(RingOutException $error): string
{
    return Native::errorCodeName($error->getCode());
}

/** Returns what differs from the expected error. */
function differences(RingOutException $error, array $expect): string
{
    $found = [];
    $info = $error->info;
    $seen = [
        'code' => code($error),
        'http_status' => $info->httpStatus ?: null,
        'error_code' => $info->errorCode,
        'parameter' => $info->parameter,
        'oauth_error' => $info->oauthError,
        'request_id' => $info->requestId,
        'retryable' => $info->retryable,
        'may_have_placed' => $info->mayHavePlaced,
        'retry_after' => $info->retryAfter(),
        'details' => count($info->details),
        'hint' => $info->hint,
        'fields' => json_decode($info->details[0]->fields ?? '{}', true),
    ];
    foreach ($expect as $key => $wanted) {
        if (in_array($key, ['text', 'hint'], true) && is_array($wanted)) {
            $text = $key === 'text' ? $error->getMessage() : (string) $info->hint;
            foreach ($wanted as $part) {
                $found = str_contains($text, $part) ? $found : [...$found, "'$part' is not in '$text'"];
            }
            continue;
        }
        if ($key === 'parameter' && $wanted !== null && code($error) === 'INVALID_ARGUMENT') {
            $wanted = camel($wanted);
        }
        if ($seen[$key] != $wanted || ($seen[$key] === null) !== ($wanted === null)) {
            $found[] = "$key is " . json_encode($seen[$key]) . ', not ' . json_encode($wanted);
        }
    }
    if (!preg_match('/^[^\p{Cc}]{1,1000}$/u', (string) $info->message)) {
        $found[] = "no message of one line: '{$info->message}'";
    }

    return implode('; ', $found);
}

function transitions(): void
{
    $all = vectors('transitions.json');
    $names = $all['statuses'];
    foreach ($names as $number => $name) {
        $state = CallState::of($name, 'InProgress', 'InProgress');
        Suite::count("status $name", $state->callStatus === Status::from($number) && $state->callStatusText === $name ? '' : $state->text);
    }
    foreach (['call' => 'call', 'caller' => 'leg', 'callee' => 'leg'] as $field => $table) {
        $state = static fn (string $status) => CallState::of(...(array_replace(['call' => 'InProgress', 'caller' => 'InProgress', 'callee' => 'InProgress'], [$field => $status])));
        foreach ($names as $row => $before) {
            foreach ($names as $column => $after) {
                $verdict = RingOut::checkTransition($state($before), $state($after));
                $kinds = array_map(static fn ($reason) => $reason->kind->name, array_values(array_filter($verdict->reasons, static fn ($reason) => strtolower($reason->field->name) === $field)));
                $kinds = $kinds ?: [$before === $after ? 'Unchanged' : 'Documented'];
                Suite::count("$field: $before > $after", $kinds === [$all[$table][$row][$column]] ? '' : json_encode($kinds));
            }
        }
    }
    foreach ($all['triples'] as $case) {
        [$before, $after] = [CallState::of(...$case['from']), CallState::of(...$case['to'])];
        $verdict = RingOut::checkTransition($before, $after);
        $reasons = array_map(static fn ($reason) => [strtolower($reason->field->name), $reason->kind->name], $verdict->reasons);
        $paths = array_values(array_filter(array_map(static fn ($reason) => $reason->path, $verdict->reasons)));
        $seen = [$verdict->kind->name, $after->phase->name, $reasons, $paths[0] ?? null];
        $wanted = [$case['verdict'], $case['phase'], $case['reasons'], $case['path']];
        Suite::count($case['name'], $seen === $wanted ? '' : json_encode($seen));
    }
}

function errors(Simulator $simulator): void
{
    $all = vectors('errors.json');
    foreach ($all['codes'] as $row) {
        $class = get_class(Errors::exception(new ErrorInfo(code: ErrorCode::from($row['number']), text: 'x')));
        $wanted = 'RingOut\\' . preg_replace('/Error$/', 'Exception', $row['class'] ?? 'InvalidArgumentError');
        Suite::count("class of {$row['code']}", $class === $wanted ? '' : $class);
    }
    $simulator->ask('POST', 'reset');
    $id = $simulator->call()->id;
    foreach ($all['responses'] as $case) {
        $simulator->ask('DELETE', 'faults');
        $simulator->fault(['status' => $case['status'], 'headers' => (object) $case['headers'], 'body' => $case['body']], 'GET');
        // A new client, because a client remembers a rate limit or a lockout.
        $call = $simulator->client(requestTimeout: $case['request_timeout'])->call($id);
        try {
            $call->status();
            $problem = 'it succeeds';
        } catch (RingOutException $error) {
            $problem = differences($error, $case['expect']);
            foreach ($case['not_text'] ?? [] as $part) {
                $problem .= str_contains($error->getMessage(), $part) ? "it shows '$part'" : '';
            }
        }
        Suite::count($case['name'], $problem);
    }
}

function filled(mixed $value, array $places): mixed
{
    return match (true) {
        is_string($value) => strtr($value, $places),
        is_array($value) => array_map(static fn ($each) => filled($each, $places), $value),
        default => $value,
    };
}

/** Runs the operation of a case. Returns its error and its result. */
function operate(Simulator $simulator, array $case, float &$began): array
{
    $arguments = [];
    foreach ($case['arguments'] as $name => $value) {
        $arguments[camel($name)] = $value;
    }
    $settings = [];
    foreach ($case['client'] as $name => $value) {
        $settings[camel($name)] = $value;
    }
    $operation = $case['operation'];
    try {
        if ($operation === 'dial_uri') {
            return [null, RingOut::dialUri(...$arguments)];
        }
        $jwt = $settings['jwt'] ?? $simulator->ready['jwt'];
        $client = $simulator->client(...($operation === 'login' ? ['jwt' => null] + $settings : $settings));
        if ($operation === 'build') {
            return [null, null];
        }
        $call = in_array($operation, ['status', 'cancel'], true) && !isset($arguments['id']) ? $client->createCall(CALLEE, CALLER) : null;
        foreach ($case['faults'] as $fault) {
            $simulator->ask('POST', 'faults', $fault);
        }
        $simulator->ask('DELETE', 'journal');
        $began = microtime(true);
        match ($operation) {
            'login' => $client->login(jwt: $jwt),
            'create_call' => $client->createCall(...$arguments),
            'call' => $client->call(...$arguments),
            'status', 'cancel' => ($call ?? $client->call($arguments['id']))->$operation(),
            'request' => $client->request(...$arguments),
        };
    } catch (RingOutException $error) {
        return [$error, null];
    }

    return [null, null];
}

/** Runs a case of bad_input.json, and returns what is wrong. */
function badInput(Simulator $simulator, array $case): string
{
    $simulator->ask('POST', 'reset');
    $began = microtime(true);
    [$error, $returned] = operate($simulator, $case, $began);
    $took = microtime(true) - $began;
    $found = '';
    if ($error !== null) {
        $found .= differences($error, $case['expect']);
        // The frames of this program have the case and the secrets.
        $frames = array_filter($error->getTrace(), static fn ($frame) => str_starts_with($frame['class'] ?? '', 'RingOut'));
        $shown = $error->getMessage() . print_r($error->info, true);
        foreach ($case['not_text'] ?? [] as $part) {
            $found .= str_contains($shown, $part) ? " it shows '$part'" : '';
        }
        foreach ([$simulator->ready['client_secret'], $simulator->ready['jwt'], 'hunter2'] as $part) {
            $found .= str_contains($shown . print_r($frames, true), $part) ? " it shows '$part'" : '';
        }
    } elseif ($case['expect']['code'] !== 'OK') {
        $found .= 'it succeeds';
    } elseif (array_key_exists('returns', $case) && $returned !== $case['returns']) {
        $found .= "it returns '$returned'";
    }
    $posts = $simulator->requests('POST');
    if (isset($case['sent']) && !in_array($case['sent'], array_column($posts, 'body'), true)) {
        $found .= ' it sends ' . json_encode(array_column($posts, 'body'));
    }
    $creates = count(array_filter($posts, static fn ($one) => preg_match('#/ring-?out$#', $one['path'])));
    $found .= $creates === $case['posts'] ? '' : " $creates POSTs, not {$case['posts']}";
    $placed = $simulator->ask('GET', 'state')['calls']['placed'];
    $found .= $placed === ($case['placed'] ?? $placed) ? '' : " $placed calls placed, not {$case['placed']}";

    return $found . ($took > $case['within'] + SLACK ? " it took $took s" : '');
}

// Traces have the arguments of functions, in which secrets must not be seen.
ini_set('zend.exception_ignore_args', '0');
[, $share, $of] = $argv;
$simulator = new Simulator();
if ($share === '0') {
    transitions();
    errors($simulator);
}
// Bound but not listening, so that connections are refused.
$closed = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
socket_bind($closed, '127.0.0.1', 0);
socket_getsockname($closed, $host, $port);
// Once more with objects, because an empty one is not an empty array.
$faults = json_decode(file_get_contents(__DIR__ . '/../../vectors/bad_input.json'))->cases;
foreach (vectors('bad_input.json')['cases'] as $number => $case) {
    $case['faults'] = $faults[$number]->faults;
    if ($number % $of == $share && !in_array('php', $case['not_in'] ?? [], true)) {
        $case = filled($case, ['{simulator}' => $simulator->ready['url'], '{closed}' => "http://127.0.0.1:$port"]);
        Suite::count($case['name'], badInput($simulator, $case));
    }
}
Suite::end();
