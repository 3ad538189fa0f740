<?php

// The low-level layer of PHP.

declare(strict_types=1);

require __DIR__ . '/../../bindings-php/src/autoload.php';

use RingOut\{CallState, DialScheme, Event, EventKind, InvalidArgumentException, Limits, Native, Phase, Status, Verdict, VerdictKind};

function check(string $name, bool $passed): void
{
    echo $passed ? "ok $name\n" : "failed $name: see the program\n";
}

function fails(string $name, callable $function, string $parameter): void
{
    try {
        $function();
        check($name, false);
    } catch (InvalidArgumentException $error) {
        check($name, $error->info->parameter === $parameter && $error->getMessage() !== '');
    }
}

check('version', Native::version() === '0.1.0' && Native::abiVersion() === 0);
$keep = [];
$client = Native::clientNew(Native::config($keep, server: 'http://127.0.0.1:1', clientId: 'id'));
fails('bad argument', fn () => Native::clientCall($client, ''), 'id');
fails('NUL in a string', fn () => Native::clientCall($client, "a\0b"), 'id');
fails('not UTF-8', fn () => Native::clientCall($client, "a\xff"), 'id');
fails('bad setting', fn () => Native::clientNew(Native::config($keep, clientId: 'id')), 'server');
$state = CallState::take(Native::stateNew('InProgress', 'Success', 'InProgress'));
check('record', $state->phase === Phase::RingingCallee && (string) $state === 'call InProgress, caller Success, callee InProgress');
$from = Native::stateNew('InProgress', 'InProgress', 'InProgress');
$to = Native::stateNew('InProgress', 'Success', 'Finished');
$verdict = Verdict::take(Native::checkTransition($from, $to));
check('lists', $verdict->kind === VerdictKind::Undocumented
    && $verdict->reasons[0]->pathStatuses === [Status::InProgress, Status::Success, Status::Finished]
    && $verdict->reasons[1]->pathStatuses === []);
Native::stateFree($from);
Native::stateFree($to);
check('owned string', Native::dialUri('+16505550100', DialScheme::Tel->value) === 'tel:+16505550100');
check('items', Limits::take(Native::clientLimits($client))->items[1]->limit === 10);
$inbox = Native::inboxNew();
check('no event', Native::inboxNext($inbox) === null);
Native::clientLoginJwtInto($client, 'jwt', $inbox, 7);
Native::inboxInterrupt($inbox, 7);
$event = Event::take(Native::inboxWait($inbox, 60000));
check('event', $event->kind === EventKind::Login && $event->tag === 7 && $event->error->info->code === $event->status);
Native::inboxFree($inbox);
Native::clientFree($client);
foreach (['token_store', 'ledger', 'config', 'call_request', 'wait_options', 'place_options'] as $struct) {
    $type = Native::ffi()->type("ringout_$struct");
    echo "layout ringout_$struct {$type->getSize()}\n";
    foreach ($type->getStructFieldNames() as $field) {
        echo "layout ringout_$struct.$field {$type->getStructFieldOffset($field)}\n";
    }
}
echo "end\n";
