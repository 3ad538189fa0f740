<?php

// What the idiomatic layer of PHP does.

declare(strict_types=1);

require __DIR__ . '/simulator.php';

use RingOut\{Attempt, Authorization, Call, CallRequest, CallState, CancelEffect, CheckResult, Client, ConnectionFailedException, DialScheme, ErrorCode, ErrorInfo, Errors, EventKind, ForbiddenException, Inbox, InternalException, InvalidArgumentException, JournalEntry, JournalStep, LogLevel, LogMatch, MaybePlacedException, Native, NotFoundException, NotLoggedInException, OperationCancelledException, OutcomeKind, Phase, PlaceAll, ProtocolException, RateLimitedException, RejectedException, RequestTimeoutException, RingOut, RingOutException, ServerException, Status, StorageException, Token, UnauthorizedException, Until, VerdictKind, Watch};

ini_set('zend.exception_ignore_args', '0');
$simulator = new Simulator();

function test(string $name, Closure $body): void
{
    global $simulator;
    $simulator->ask('POST', 'reset');
    pcntl_async_signals(false);
    Suite::test($name, fn () => $body($simulator));
}

final class Alarm extends Exception
{
}

/** Throws an Alarm in a signal handler after a second. */
function alarm(bool $async = true): void
{
    pcntl_async_signals($async);
    pcntl_signal(SIGALRM, static fn () => throw new Alarm('ring'));
    pcntl_alarm(1);
}

/** Returns the URL that RingCentral redirects to when the user agrees. */
function consent(string $url): string
{
    $headers = get_headers("$url&consent=allow", true, stream_context_create(['http' => ['follow_location' => 0]]));

    return $headers['Location'];
}

/** Returns everything that a program could show of something. */
function shown(mixed $value): string
{
    ob_start();
    var_dump($value);

    return ob_get_clean() . print_r($value, true) . json_encode($value, JSON_PARTIAL_OUTPUT_ON_ERROR) . ($value instanceof Stringable ? $value : '');
}

test('the version', fn () => check(RingOut::version() === '0.1.0'));

test('log in with a JWT', function (Simulator $simulator) {
    $client = $simulator->client(jwt: null);
    check($client->token() === null);
    $client->login(jwt: $simulator->ready['jwt']);
    check($client->token()->expiresAt() > new DateTimeImmutable('+10 minutes') && $client->token()->accessToken !== '');
    $client->refresh();
    $client->logout();
    check($client->token() === null);
    check(str_contains(thrown(NotLoggedInException::class, fn () => $client->callerIds())->getMessage(), '`Client::fromEnv()`'));
});

test('log in with a password', function (Simulator $simulator) {
    $client = $simulator->client(jwt: null);
    $client->login(username: $simulator->ready['username'], password: $simulator->ready['password'], extension: '101');
    check(count($client->callerIds()) > 0);
    thrown(UnauthorizedException::class, fn () => $simulator->client(jwt: null)->login(username: 'nobody', password: 'wrong'));
    check(str_contains(thrown(TypeError::class, fn () => $client->login(jwt: 'x', code: 'y'))->getMessage(), 'username'));
    thrown(TypeError::class, fn () => $client->login());
});

test('log in through the login page', function (Simulator $simulator) {
    $client = $simulator->client(jwt: null);
    $begun = $client->authorizeUrl('https://example.com/login');
    $begun = Authorization::fromArray(json_decode(json_encode($begun->toArray()), true) + ['more' => 1]);
    $url = consent($client->authorizeUrl('https://example.com/login')->url);
    check(thrown(InvalidArgumentException::class, fn () => $client->loginRedirect($url, $begun))->info->parameter === 'state');
    $begun = $client->authorizeUrl('https://example.com/login');
    $client->loginRedirect(consent($begun->url), $begun);
    check(count($client->forwardingNumbers()) > 0);
});

test('log in with a code', function (Simulator $simulator) {
    $client = $simulator->client(jwt: null);
    $begun = $client->authorizeUrl('https://example.com/login');
    parse_str(parse_url(consent($begun->url), PHP_URL_QUERY), $query);
    $client->login(code: $query['code'], redirectUri: 'https://example.com/login', verifier: $begun->verifier);
    check($client->token()->refreshToken !== null);
});

test('keep a token', function (Simulator $simulator) {
    $client = $simulator->client();
    $client->login(jwt: $simulator->ready['jwt']);
    $other = $simulator->client(jwt: null);
    $other->setToken(Token::fromJson($client->token()->json));
    check(count($other->callerIds()) > 0);
    thrown(InvalidArgumentException::class, fn () => Token::fromJson('{}'));
    $file = tempnam(sys_get_temp_dir(), 'ringout');
    unlink($file);
    $simulator->client(tokenFile: $file)->callerIds();
    $simulator->client(jwt: null, tokenFile: $file, tokenUser: null);
    check(str_contains((string) file_get_contents($file), 'access_token'));
    array_map('unlink', glob("$file*"));
});

test('from the environment', function (Simulator $simulator) {
    check(count(Client::fromEnv()->callerIds()) > 0);
    putenv('RC_SERVER_URL');
    $error = thrown(InvalidArgumentException::class, fn () => Client::fromEnv());
    putenv("RC_SERVER_URL={$simulator->ready['url']}");
    check($error->info->parameter === 'RC_SERVER_URL', $error->info);
});

test('all settings', function (Simulator $simulator) {
    $client = $simulator->client(
        accountId: '~', extensionId: '~', callPath: 'ringout', connectTimeout: 3, allowInsecureHttp: true, accessTokenTtl: 600,
        refreshTokenTtl: 3600.0, proxy: '', caBundle: null, appName: 'Test', appVersion: '1.0', rateLimit: 'fail-fast', share: 0.5,
    );
    $call = $client->createCall(CALLEE, CALLER);
    check(ctype_digit($call->id) && count($simulator->requests('POST', '/ringout')) === 1);
    check(str_contains($simulator->requests('POST', '/ringout')[0]['headers']['user-agent'] ?? '', 'Test/1.0'), $simulator->requests('POST', '/ringout')[0]);
    check($client->withTimeout(5)->withRateLimit('wait')->call($call->id)->status()->phase === Phase::RingingCaller);
    $error = thrown(InvalidArgumentException::class, fn () => $simulator->client(share: 1.5));
    check($error->info->parameter === 'share', $error->info);
});

test('place, poll and cancel a call', function (Simulator $simulator) {
    $call = $simulator->call(WAITS, WAITS);
    check($call->state() == CallState::of('InProgress', 'InProgress', 'InProgress') && (string) $call === "call $call->id");
    $simulator->act($call, 'caller', 'answer');
    check($call->status()->callerStatus === Status::Success && $call->state()->phase === Phase::RingingCallee);
    check($call->outcome()->kind === OutcomeKind::StillInProgress);
    $other = $simulator->call(WAITS, WAITS);
    check($other->cancel() === CancelEffect::HungUp && $other->outcome()->cancelledByUs && $other->outcome()->kind === OutcomeKind::Cancelled);
    check($other->cancel() === CancelEffect::AlreadyEnded);
});

test('wait', function (Simulator $simulator) {
    $simulator->ask('POST', 'clock', ['speed' => 20]);
    $outcome = $simulator->call(BUSY)->wait();
    check($outcome->kind === OutcomeKind::Busy && str_starts_with((string) $outcome, 'Busy: '));
    $call = $simulator->call(WAITS, WAITS);
    check($call->wait(timeout: 0.2)->kind === OutcomeKind::StillInProgress);
    $simulator->act($call, 'caller', 'answer');
    $simulator->act($call, 'callee', 'answer');
    check($call->wait(until: 'answered')->kind === OutcomeKind::Answered && $call->wait(Until::Answered, 5)->connected);
    check($simulator->call(WAITS, WAITS)->wait(timeout: 0.1, cancelOnTimeout: true)->cancelledByUs);
    check(thrown(InvalidArgumentException::class, fn () => $call->wait('later'))->info->parameter === 'until');
    check(thrown(InvalidArgumentException::class, fn () => $call->wait(timeout: NAN))->info->parameter === 'timeout');
});

test('watch', function (Simulator $simulator) {
    $call = $simulator->call(WAITS, WAITS);
    $watch = $call->watch();
    $simulator->act($call, 'caller', 'answer');
    foreach ($watch as $index => $change) {
        check($index === 0 && $change->state->callerStatus === Status::Success && $change->verdict->kind === VerdictKind::Documented);
        check($change->previous->callerStatus === Status::InProgress && $change->latestMs >= $change->earliestMs);
        break;
    }
    // The iteration goes on after an exception in its body.
    $simulator->act($call, 'callee', 'busy');
    thrown(Alarm::class, function () use ($watch) {
        foreach ($watch as $change) {
            check($change->state->calleeStatus === Status::Busy);
            throw new Alarm();
        }
    });
    $changes = $watch->getIterator();
    check(iterator_to_array($changes) === [] && $changes->getReturn()->kind === OutcomeKind::Busy && $watch->outcome()->kind === OutcomeKind::Busy);
    check(iterator_to_array($call->watch()) === []);
});

test('watch without the other objects', function (Simulator $simulator) {
    $simulator->ask('POST', 'clock', ['speed' => 20]);
    $watch = $simulator->call(BUSY)->watch();
    gc_collect_cycles();
    check(array_values(iterator_to_array($watch)) !== [] && $watch->outcome()->kind === OutcomeKind::Busy);
    $open = [$simulator->call(WAITS, WAITS)->watch(), $simulator->call(WAITS, WAITS)->watch(cancelOnExit: true)];
    $inbox = new Inbox();
    $call = $simulator->call(WAITS, WAITS);
    $inbox->watch($call);
    $inbox->wait($call);
    unset($open, $inbox);
    gc_collect_cycles();
    $simulator->await('DELETE', '/ring-out/');
    check($call->status()->phase === Phase::RingingCaller);
});

test('place many calls', function (Simulator $simulator) {
    $simulator->ask('POST', 'clock', ['speed' => 20]);
    $file = tempnam(sys_get_temp_dir(), 'ringout');
    $requests = [new CallRequest(BUSY, CALLER), ['to' => '+16505550402', 'from' => CALLER], ['to' => CALLEE, 'from' => CALLER]];
    $batch = $simulator->client()->placeAll(
        $requests,
        until: 'answered',
        concurrency: 2,
        journal: fn (JournalEntry $entry) => file_put_contents($file, "$entry\n", FILE_APPEND),
    );
    check(count($batch) === 3);
    $found = [];
    foreach ($batch as $index => $placed) {
        check($placed->index === $index);
        $found[$index] = $placed;
    }
    check(count($batch) === 0 && $found[0]->outcome->kind === OutcomeKind::Busy && $found[2]->outcome->connected);
    check($found[1]->call === null && $found[1]->error instanceof ForbiddenException && $found[1]->error->info->errorCode === 'NotEnoughFunds');
    check($found[0]->call->outcome()->kind === OutcomeKind::Busy && $found[0]->toArray()['call'] === $found[0]->call->id);
    $lines = file($file);
    check(count($lines) === 8 && count(preg_grep('/^\d Placing to /', $lines)) === 3, $lines);
    unlink($file);
    check(iterator_to_array($simulator->client()->placeAll([])) === []);
    $error = thrown(InvalidArgumentException::class, fn () => $simulator->client()->placeAll([['to' => CALLEE], ['to' => 'x']]));
    check($error->info->parameter === 'requests[1].to', $error->info);
    thrown(TypeError::class, fn () => $simulator->client()->placeAll(['+1650']));
    $error = thrown(InvalidArgumentException::class, fn () => $simulator->client()->placeAll([['to' => CALLEE, 'callerId' => "a\0"]]));
    check($error->info->parameter === 'requests[0].callerId', $error->info);
});

test('a journal that throws', function (Simulator $simulator) {
    $simulator->ask('POST', 'clock', ['speed' => 20]);
    $journal = function (JournalEntry $entry): void {
        if ($entry->step === JournalStep::Placing && $entry->index === 1) {
            throw new RuntimeException("no\nroom \0 \xff");
        }
    };
    $found = iterator_to_array($simulator->client()->placeAll(array_fill(0, 3, ['to' => BUSY, 'from' => CALLER]), journal: $journal));
    check(count($simulator->requests('POST', '/ring-out')) === 1 && $found[0]->outcome->kind === OutcomeKind::Busy);
    check($found[1]->error instanceof StorageException && str_contains($found[1]->error->getMessage(), 'RuntimeException: no'), $found[1]->error->getMessage());
});

test('a journal that uses the client', function (Simulator $simulator) {
    $client = $simulator->client();
    $simulator->ask('POST', 'clock', ['speed' => 20]);
    $seen = [];
    $batch = $client->placeAll([['to' => BUSY, 'from' => CALLER]], journal: function (JournalEntry $entry) use ($client, &$seen): void {
        $seen[] = [$entry->step, count($client->callerIds())];
        pcntl_signal(SIGALRM, static fn () => throw new Alarm('ring'));
        posix_kill(getmypid(), SIGALRM);
        $client->callerIds();
    });
    // The handler runs between two entries, not inside the journal.
    thrown(Alarm::class, fn () => iterator_to_array($batch));
    while (true) {
        try {
            check(iterator_to_array($batch) !== [] && count($seen) === 3);
            break;
        } catch (Alarm) {
        }
    }
});

test('a batch that is left', function (Simulator $simulator) {
    $simulator->ask('POST', 'clock', ['speed' => 20]);
    foreach ($simulator->client()->placeAll(array_fill(0, 50, ['to' => BUSY, 'from' => CALLER]), concurrency: 1) as $placed) {
        break;
    }
    unset($placed);
    check(count($simulator->requests('POST', '/ring-out')) <= 2);
    $batch = $simulator->client()->placeAll(array_fill(0, 3, ['to' => BUSY, 'from' => CALLER]));
    $batch->interrupt();
    foreach ($batch as $placed) {
        check($placed->error instanceof OperationCancelledException);
    }
});

test('a call that may have been placed', function (Simulator $simulator) {
    $client = $simulator->client();
    $client->callerIds();
    $simulator->fault(['drop' => 'before-response'], 'POST');
    $error = thrown(MaybePlacedException::class, fn () => $client->createCall(CALLEE, CALLER));
    check($error->info->mayHavePlaced && !$error->info->retryable && $error->info->attempt()->to === CALLEE);
    $simulator->ask('DELETE', 'faults');
    $simulator->ask('POST', 'clock', ['advance_ms' => 60_000]);
    $logged = $client->callLog($error->info->attempt());
    check($logged->candidates >= 1 && $logged->to === CALLEE && count($logged->legs) > 0, $logged);
    check($client->callLog(to: CALLEE, from: CALLER, sentAt: $error->info->attempt()->sentAt)->id === $logged->id);
    thrown(TypeError::class, fn () => $client->callLog());
    thrown(TypeError::class, fn () => $client->callLog($error->info->attempt(), to: CALLEE));
});

test('each class of error', function (Simulator $simulator) {
    $call = $simulator->call();
    $classes = [
        401 => UnauthorizedException::class, 403 => ForbiddenException::class, 404 => NotFoundException::class,
        400 => RejectedException::class, 429 => RateLimitedException::class, 500 => ServerException::class,
    ];
    foreach ($classes as $status => $class) {
        $simulator->ask('DELETE', 'faults');
        $simulator->fault(['status' => $status, 'headers' => ['Retry-After' => '30'], 'body' => '{"errorCode":"ABC-1","message":"no"}'], 'GET');
        $error = thrown($class, fn () => $simulator->client(requestTimeout: 1.5)->call($call->id)->status());
        check($error->info->httpStatus === $status && $error->info->errorCode === 'ABC-1', $error->info);
        check($status !== 429 || $error->info->retryAfter() > 20);
    }
    $simulator->ask('DELETE', 'faults');
    $simulator->fault(['delay_ms' => 3000], 'GET');
    check(thrown(RequestTimeoutException::class, fn () => $simulator->client(requestTimeout: 0.3)->call($call->id)->status())->info->retryable);
    $simulator->ask('DELETE', 'faults');
    $simulator->fault(['status' => 200, 'body' => '[]'], 'GET');
    thrown(ProtocolException::class, fn () => $simulator->client()->call($call->id)->status());
    thrown(ConnectionFailedException::class, fn () => $simulator->client(server: 'http://127.0.0.1:1', requestTimeout: 0.5)->callerIds());
    thrown(StorageException::class, fn () => $simulator->client(tokenFile: '/proc/nowhere/token')->callerIds());
    check(thrown(InvalidArgumentException::class, fn () => $simulator->client()->createCall('x'))->info->parameter === 'to');
    check(Errors::exception(new ErrorInfo(code: ErrorCode::Internal)) instanceof InternalException);
    check(get_class(Errors::exception(new ErrorInfo(code: 99))) === RingOutException::class);
});

test('an interrupted wait', function (Simulator $simulator) {
    foreach ([true, false] as $async) {
        $call = $simulator->call(WAITS, WAITS);
        $began = microtime(true);
        alarm($async);
        $error = thrown(Alarm::class, fn () => $call->wait());
        check($error->getPrevious() === null && microtime(true) - $began < 5 && pcntl_async_signals() === $async);
        check($call->cancel() === CancelEffect::HungUp);
    }
    $call = $simulator->call(WAITS, WAITS);
    alarm();
    thrown(Alarm::class, fn () => $call->wait(cancelOnExit: true));
    check($call->wait(timeout: 30)->cancelledByUs);
});

test('an interrupted watch goes on', function (Simulator $simulator) {
    $call = $simulator->call(WAITS, WAITS);
    $watch = $call->watch();
    alarm();
    thrown(Alarm::class, fn () => iterator_to_array($watch));
    $simulator->act($call, 'caller', 'busy');
    check(count(iterator_to_array($watch)) === 1 && $watch->outcome()->kind === OutcomeKind::Busy);
});

test('an interrupted request', function (Simulator $simulator) {
    $client = $simulator->client();
    $client->callerIds();
    $simulator->fault(['delay_ms' => 4000], 'POST');
    alarm();
    $error = thrown(Alarm::class, fn () => $client->createCall(CALLEE, CALLER));
    check($error->getPrevious() instanceof MaybePlacedException && $error->getPrevious()->info->attempt()->to === CALLEE);
    alarm();
    $error = thrown(Alarm::class, fn () => $client->createCall(WAITS, WAITS, cancelOnExit: true));
    check($error->getPrevious() instanceof MaybePlacedException);
    $simulator->await('DELETE', '/ring-out/');
    $simulator->ask('DELETE', 'faults');
    check(count($client->callerIds()) > 0);
});

test('a handler that does not throw', function (Simulator $simulator) {
    $call = $simulator->call(WAITS, WAITS);
    pcntl_async_signals(true);
    $client = $simulator->client();
    pcntl_signal(SIGALRM, function () use ($call, $client, $simulator): void {
        check($client->call($call->id)->status()->phase === Phase::RingingCaller);
        $simulator->act($call, 'caller', 'busy');
    });
    pcntl_alarm(1);
    check($call->wait()->kind === OutcomeKind::Busy);
});

test('a scope hangs up', function (Simulator $simulator) {
    $call = $simulator->call(WAITS, WAITS);
    check($call->scoped(fn (Call $inside) => $inside->id) === $call->id);
    check($call->wait(timeout: 30)->cancelledByUs);
    $other = $simulator->call(WAITS, WAITS);
    thrown(Alarm::class, fn () => $other->scoped(function (Call $inside) {
        $inside->detach();
        throw new Alarm();
    }));
    check($other->status()->phase === Phase::RingingCaller);
});

test('1,000 calls in an inbox', function (Simulator $simulator) {
    $client = $simulator->client();
    $inbox = new Inbox();
    $simulator->ask('POST', 'clock', ['speed' => 10]);
    for ($tag = 0; $tag < 1000; $tag++) {
        $inbox->createCall($client, new CallRequest(BUSY, CALLER), $tag);
    }
    $ended = [];
    while (count($ended) < 1000) {
        $event = $inbox->next(60);
        if ($event->kind === EventKind::CreateCall) {
            $inbox->watch($event->call, $event->tag);
        } elseif ($event->kind === EventKind::WatchEnd) {
            check($event->outcome->kind === OutcomeKind::Busy, $event->outcome);
            $ended[$event->tag] = true;
        } else {
            check($event->kind === EventKind::Change && $event->change !== null);
        }
    }
    check($inbox->pending() === 0 && $inbox->next() === null);
});

test('the rest of an inbox', function (Simulator $simulator) {
    $inbox = new Inbox();
    $call = $simulator->call(WAITS, WAITS);
    $stream = $inbox->stream();
    [$read, $none] = [[$stream], []];
    check(stream_select($read, $none, $none, 0) === 0);
    $inbox->status($call, 3);
    $read = [$stream];
    check(stream_select($read, $none, $none, 30) === 1);
    check($inbox->next()->state->phase === Phase::RingingCaller);
    $inbox->wait($call, 4);
    check($inbox->interrupt(4) === 1 && $inbox->next(30)->error instanceof OperationCancelledException);
    $inbox->cancel($call, 5);
    check(($event = $inbox->next(30))->tag === 5 && $event->cancelEffect === CancelEffect::HungUp);
    $inbox->log(LogLevel::Debug, 9);
    $simulator->client()->callerIds();
    $event = $inbox->next(30);
    check($event->kind === EventKind::Log && $event->tag === 9 && str_contains($event->logMessage, '/restapi/'), $event);
    $inbox->log(null);
    check($inbox->droppedLogRecords() === 0);
    $inbox->close();
    check(thrown(InvalidArgumentException::class, fn () => $inbox->next())->info->parameter === 'inbox');
});

test('other requests', function (Simulator $simulator) {
    $client = $simulator->client();
    $response = $client->request('GET', '/restapi/v1.0/account/~/extension/~/phone-number', ['page' => 1, 'perPage' => 2, 'usageType' => ['DirectNumber', 'MainCompanyNumber'], 'skip' => null]);
    check($response->status === 200 && count($response->json()['records']) > 0 && $response->header('Content-Type') !== null);
    check($response->json(assoc: false)->records[0]->phoneNumber !== '' && $response->error === null);
    $response = $client->request('POST', '/restapi/v1.0/account/~/extension/~/ring-out', body: ['to' => ['phoneNumber' => CALLEE], 'from' => ['phoneNumber' => CALLER]]);
    check($response->json()['status']['callStatus'] === 'InProgress');
    $response = $client->send('GET', '/restapi/v1.0/nowhere');
    check($response->status === 404 && $response->error instanceof NotFoundException && $response->requestId !== null);
    thrown(NotFoundException::class, fn () => $client->request('GET', '/restapi/v1.0/nowhere'));
    check(thrown(InvalidArgumentException::class, fn () => $client->request('POST', '/restapi/v1.0', body: ["\xff"]))->info->parameter === 'body');
});

test('numbers, limits and preflight', function (Simulator $simulator) {
    $client = $simulator->client();
    check(in_array(CALLER, $simulator->ready['numbers'], true) || count($client->callerIds()) > 0);
    check($client->forwardingNumbers()[0]->id !== null && $client->callerIds()[0]->phoneNumber[0] === '+');
    check(array_map(fn ($limit) => $limit->name, $client->limits()) === ['Light', 'Heavy', 'Auth']);
    $report = $client->preflight(CALLEE, CALLER);
    check($report->ok && $report->checks[0]->result === CheckResult::Passed && str_contains((string) $report, 'Login'));
    thrown(TypeError::class, fn () => $client->preflight(from: CALLER));
    $simulator->ask('POST', 'limits', ['heavy' => ['limit' => 1, 'window_s' => 60, 'penalty_s' => 60]]);
    $impatient = $client->withRateLimit('fail-fast');
    $impatient->createCall(CALLEE, CALLER);
    check(thrown(RateLimitedException::class, fn () => $impatient->createCall(CALLEE, CALLER))->info->retryAfter() > 0);
});

test('the log of a call', function (Simulator $simulator) {
    $call = $simulator->call(BUSY);
    $simulator->ask('POST', 'clock', ['advance_ms' => 60_000]);
    check($call->wait()->kind === OutcomeKind::Busy && $call->log()->matching !== LogMatch::None);
});

test('values', function () {
    $state = CallState::of('InProgress', 'Success', 'InProgress');
    check($state == CallState::of('InProgress', 'Success', 'InProgress') && $state != CallState::of('Success', 'Success', 'Success'));
    check($state->toArray()['calleeStatus'] === 'InProgress' && json_decode(json_encode($state), true)['phase'] === 'RingingCallee');
    check((string) RingOut::checkTransition($state, CallState::of('InProgress', 'InProgress', 'InProgress')) !== '');
    check(RingOut::dialUri(CALLEE, 'tel') === 'tel:' . CALLEE && str_starts_with(RingOut::dialUri(CALLEE), 'rcmobile:'));
    check(thrown(InvalidArgumentException::class, fn () => RingOut::dialUri(CALLEE, 'fax'))->info->parameter === 'scheme');
    check(RingOut::explainStatus('Busy') === RingOut::explainStatus(Status::Busy));
    check(CallState::of('Odd', 'InProgress', 'InProgress')->callStatus === Status::Unknown);
    check((new Attempt(CALLEE, null, new DateTimeImmutable('@5')))->toArray()['sentAt'] === '1970-01-01T00:00:05.000+00:00');
    check((new CallRequest(CALLEE, playPrompt: true))->toArray()['playPrompt'] === true);
});

test('bad arguments', function (Simulator $simulator) {
    $client = $simulator->client();
    thrown(TypeError::class, fn () => $client->createCall(null));
    thrown(TypeError::class, fn () => $client->createCall(16505550100));
    thrown(TypeError::class, fn () => $client->call(['x']));
    foreach (["\xff", "a\xc3", "\0"] as $bytes) {
        check(thrown(InvalidArgumentException::class, fn () => $client->createCall($bytes))->info->parameter === 'to');
        check(thrown(InvalidArgumentException::class, fn () => $client->call($bytes))->info->parameter === 'id');
        check(thrown(InvalidArgumentException::class, fn () => $client->login(jwt: $bytes))->info->code !== ErrorCode::Ok);
        check(thrown(InvalidArgumentException::class, fn () => $simulator->client(clientId: $bytes))->info->parameter === 'clientId');
        check(thrown(InvalidArgumentException::class, fn () => $client->request('GET', '/restapi', ['a' => $bytes]))->info->parameter === 'query');
    }
    foreach (['requestTimeout' => [0, -1, INF, NAN, 1e12], 'accessTokenTtl' => [0, 1, -5, NAN], 'connectTimeout' => [0.0001]] as $name => $values) {
        foreach ($values as $value) {
            $error = thrown(InvalidArgumentException::class, fn () => $simulator->client(...[$name => $value]));
            check($error->info->parameter === $name && str_contains($error->getMessage(), $name), $error->info);
        }
    }
    check(thrown(InvalidArgumentException::class, fn () => $simulator->client(callPath: 'x'))->info->parameter === 'callPath');
    check(thrown(InvalidArgumentException::class, fn () => $client->placeAll([], concurrency: -1))->info->parameter === 'concurrency');
});

test('a closed client', function (Simulator $simulator) {
    $client = $simulator->client();
    $variant = $client->withTimeout(5);
    $call = $client->createCall(WAITS, WAITS);
    $watch = $call->watch();
    $client->close();
    $client->close();
    foreach ([$client, $variant] as $closed) {
        check(thrown(InvalidArgumentException::class, fn () => $closed->createCall(CALLEE))->getMessage() === 'client: is closed');
        check(thrown(InvalidArgumentException::class, fn () => $closed->token())->info->parameter === 'client');
    }
    thrown(OperationCancelledException::class, fn () => $call->status());
    thrown(OperationCancelledException::class, fn () => $call->wait());
    thrown(OperationCancelledException::class, fn () => iterator_to_array($watch));
    check($call->state()->phase === Phase::RingingCaller);
    thrown(Error::class, fn () => clone $client);
});

test('a closed client in a signal handler', function (Simulator $simulator) {
    $client = $simulator->client();
    $call = $client->createCall(WAITS, WAITS);
    pcntl_async_signals(true);
    pcntl_signal(SIGALRM, fn () => $client->close());
    pcntl_alarm(1);
    thrown(OperationCancelledException::class, fn () => $call->wait());
});

test('a forked child', function (Simulator $simulator) {
    $client = $simulator->client();
    $call = $client->createCall(WAITS, WAITS);
    $watch = $call->watch();
    $inbox = new Inbox();
    $children = [];
    for ($number = 0; $number < 4; $number++) {
        $child = pcntl_fork();
        if ($child === 0) {
            // No destructor of the parent's tests may report anything.
            try {
                $fine = $call->status()->phase === Phase::RingingCaller && count($client->callerIds()) > 0
                    && $client->createCall(BUSY, CALLER)->id !== $call->id && $call->wait(timeout: 0.1)->kind === OutcomeKind::StillInProgress;
                thrown(InvalidArgumentException::class, fn () => $inbox->next());
                $own = new Inbox();
                $own->status($call);
                $fine = $fine && $own->next(30)->state !== null;
                unset($inbox, $watch);
            } catch (Throwable $error) {
                fwrite(STDERR, "$error\n");
                $fine = false;
            }
            exit($fine ? 0 : 1);
        }
        $children[] = $child;
    }
    foreach ($children as $child) {
        pcntl_waitpid($child, $status);
        check(pcntl_wifexited($status) && pcntl_wexitstatus($status) === 0, $status);
    }
    $simulator->act($call, 'caller', 'busy');
    check(count(iterator_to_array($watch)) === 1 && $call->wait()->kind === OutcomeKind::Busy);
});

test('no secret in any text', function (Simulator $simulator) {
    $secrets = [$simulator->ready['client_secret'], $simulator->ready['jwt'], $simulator->ready['password']];
    $inbox = new Inbox();
    $inbox->log(LogLevel::Debug);
    $client = $simulator->client(proxy: '');
    $client->login(jwt: $simulator->ready['jwt']);
    $token = $client->token();
    array_push($secrets, $token->accessToken, (string) $token->refreshToken);
    $begun = $client->authorizeUrl('https://example.com/login');
    $secrets[] = $begun->verifier;
    $texts = [shown($client), shown($token), shown($begun), shown($client->send('GET', '/restapi/v1.0/account/~')), shown($client->limits())];
    $wrong = $secrets[1] . "\xff";
    $failures = [
        fn () => $client->login(jwt: $wrong),
        fn () => $client->login(username: 'x', password: $simulator->ready['password'] . 'x'),
        fn () => $client->loginRedirect("https://example.com/login?code={$secrets[1]}&state=x", $begun),
        fn () => new Client($simulator->ready['url'] . "\0", 'id', $secrets[0], $secrets[1]),
        fn () => new Client($simulator->ready['url'], '', $secrets[0], jwt: $secrets[1], proxy: "http://u:{$secrets[2]}@"),
        fn () => Token::fromJson(json_encode(['access_token' => $secrets[3]]) . "\0"),
        fn () => $client->request('POST', '/restapi/oauth/revoke', body: ['token' => $secrets[3], 'x' => "\xff"]),
    ];
    foreach ($failures as $failure) {
        try {
            $failure();
            check(false);
        } catch (RingOutException $error) {
            $frames = array_filter($error->getTrace(), fn ($frame) => str_starts_with($frame['class'] ?? '', 'RingOut'));
            array_push($texts, $error->getMessage(), $error->getTraceAsString(), print_r($frames, true), shown($error->info));
        }
    }
    $client->logout();
    while (($event = $inbox->next()) !== null) {
        $texts[] = (string) $event->logMessage;
    }
    check(count($texts) > 30);
    foreach ($texts as $text) {
        foreach (array_filter($secrets) as $number => $secret) {
            check(!str_contains($text, $secret), "secret $number: $text");
        }
    }
});

test("RingCentral's names", function (Simulator $simulator) {
    require_once __DIR__ . '/../../../bindings-php/compat.php';
    $ready = $simulator->ready;
    $sdk = new RingCentral\SDK\SDK($ready['client_id'], $ready['client_secret'], $ready['url'], 'Test', '1');
    $platform = $sdk->platform();
    check(!$platform->loggedIn() && $platform->login(['jwt' => $ready['jwt']])->json()->token_type === 'bearer' && $platform->logged_in());
    $data = $platform->auth()->data();
    check($data['access_token'] === $platform->auth()->accessToken() && $data['expire_time'] > time());
    $response = $platform->post('/account/~/extension/~/ring-out', ['to' => ['phoneNumber' => CALLEE], 'from' => ['phoneNumber' => CALLER], 'playPrompt' => false]);
    $id = $response->json()->id;
    check($response->ok() && $response->jsonArray()['status']['callStatus'] === 'InProgress' && str_contains($response->text(), $id));
    check($response->response()->getStatusCode() === 200 && str_contains($response->response()->getHeaderLine('Content-Type'), 'json'));
    check($platform->get("{$ready['url']}/restapi/v1.0/account/~/extension/~/ring-out/$id")->json()->id === $id);
    check($platform->delete("/account/~/extension/~/ring-out/$id")->response()->getStatusCode() === 204);
    foreach (['put', 'patch'] as $method) {
        check(thrown(\RingOut\Compat\ApiException::class, fn () => $platform->$method('/account/~/nowhere', ['a' => 1]))->getCode() >= 400);
    }
    try {
        $platform->post('/account/~/extension/~/ring-out', ['to' => ['phoneNumber' => 'x']]);
        check(false);
    } catch (\RingCentral\SDK\Http\ApiException $error) {
        check($error->getCode() === 400 && $error->apiResponse->response()->error() === $error->getMessage());
        check($error->apiResponse()->json()->errorCode !== '' && !$error->apiResponse()->ok());
    }
    check(str_contains($platform->loginUrl(['redirectUri' => 'https://example.com/a b', 'state' => 's']), 'redirect_uri=https%3A%2F%2Fexample.com%2Fa%20b&state=s'));
    $query = $platform->parseAuthRedirectUrl(consent($platform->loginUrl(['redirectUri' => 'https://example.com/login'])));
    $other = (new RingCentral\SDK\SDK($ready['client_id'], $ready['client_secret'], $ready['url']))->platform();
    check($other->login(['code' => $query['code'], 'redirect_uri' => 'https://example.com/login'])->ok() && $other->refresh()->ok());
    check($other->login($ready['username'], '101', $ready['password'])->ok());
    $other->auth()->setData($data);
    check($other->auth()->accessToken() === $data['access_token'] && $other->auth()->tokenType() === 'bearer');
    $platform->logout();
    check(!$platform->loggedIn());
    $error = thrown(\RingOut\Compat\ApiException::class, fn () => $platform->get('/account/~'));
    check($error->apiResponse->response()->error() === $error->getMessage() && $error->apiResponse->json() === null);
});

Suite::end();
