<?php

// Many operations at once, and event loops.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/**
 * Collects the results of operations, the changes of calls and log records, for a program that does several things at once or has an
 * event loop. Nothing is called on another thread.
 *
 * Each method that starts something returns at once, and the result comes as an `Event` with the tag that your program passed.
 * A forked child needs an inbox of its own.
 */
final class Inbox
{
    private ?CData $handle;
    private ?Event $retained = null;

    public function __construct()
    {
        $this->handle = Native::inboxNew();
    }

    /** Like `Client::createCall()`. The result is an event of the kind `CreateCall`. */
    public function createCall(Client $client, CallRequest $request, int $tag = 0, bool $cancelOnExit = false): void
    {
        $keep = [];
        Native::clientCreateCallInto($client->handle(), $request->native($keep, $cancelOnExit), $this->handle(), $tag);
    }

    /** Like `Call::status()`. The result is an event of the kind `Status`. */
    public function status(Call $call, int $tag = 0): void
    {
        Native::callStatusInto($call->handle(), $this->handle(), $tag);
    }

    /** Like `Call::cancel()`. The result is an event of the kind `Cancel`. */
    public function cancel(Call $call, int $tag = 0): void
    {
        Native::callCancelInto($call->handle(), $this->handle(), $tag);
    }

    /** Like `Call::wait()`. The result is an event of the kind `Wait`. */
    public function wait(Call $call, int $tag = 0, Until|string $until = Until::Ended, ?float $timeout = null, bool $cancelOnTimeout = false, bool $cancelOnExit = false): void
    {
        Native::callWaitInto($call->handle(), self::options($until, $timeout, $cancelOnTimeout, $cancelOnExit), $this->handle(), $tag);
    }

    /** Like `Call::watch()`. Each change is an event of the kind `Change`, and the outcome one of the kind `WatchEnd`. */
    public function watch(Call $call, int $tag = 0, Until|string $until = Until::Ended, ?float $timeout = null, bool $cancelOnTimeout = false, bool $cancelOnExit = false): void
    {
        Native::callWatchInto($call->handle(), self::options($until, $timeout, $cancelOnTimeout, $cancelOnExit), $this->handle(), $tag);
    }

    /**
     * Receives log records of the level or a more severe one, as events of the kind `Log`. Up to 1,000 wait for your program, and
     * `droppedLogRecords()` counts those that were dropped. null stops that.
     */
    public function log(?LogLevel $level, int $tag = 0): void
    {
        Native::logInto($level === null ? 0 : $level->value, $this->handle(), $tag);
    }

    /**
     * Takes the next event. Returns null if the timeout passes first.
     *
     * @param ?float $timeout in seconds; 0 never blocks, null waits without a limit
     */
    public function next(?float $timeout = 0.0): ?Event
    {
        if ($this->retained === null) {
            $this->handle();
            $this->retained = Operation::await(
                fn (int $ms) => Event::take(Native::inboxWait($this->handle, $ms)),
                function (Event $event): void {
                    $this->retained = $event;
                },
                $timeout ?? INF,
            );
        }
        [$event, $this->retained] = [$this->retained, null];

        return $event;
    }

    /**
     * Returns a stream that is readable while there is an event, for `stream_select()` or an event loop. Do not read from it. When it is
     * readable, call `next()` until it returns null.
     *
     * @return resource
     */
    public function stream(): mixed
    {
        $stream = fopen('php://fd/' . Native::inboxFd($this->handle()), 'r');
        stream_set_blocking($stream, false);

        return $stream;
    }

    /** Interrupts everything with this tag, and returns how many that was. Each still yields its last event. */
    public function interrupt(int $tag): int
    {
        return Native::inboxInterrupt($this->handle(), $tag);
    }

    /** Returns how many operations and followed calls are under way. */
    public function pending(): int
    {
        return Native::inboxPending($this->handle());
    }

    /** Returns how many log records were dropped because 1,000 were unread. */
    public function droppedLogRecords(): int
    {
        return Native::inboxDroppedLogRecords($this->handle());
    }

    /** Interrupts what is under way. Calls on RingCentral go on. */
    public function close(): void
    {
        [$handle, $this->handle] = [$this->handle, null];
        Native::inboxFree($handle);
    }

    public function __destruct()
    {
        $this->close();
    }

    private function handle(): CData
    {
        return $this->handle ?? throw Local::invalid('inbox', 'is closed');
    }

    private static function options(Until|string $until, ?float $timeout, bool $cancelOnTimeout, bool $cancelOnExit): CData
    {
        $keep = [];

        return Native::waitOptions($keep, Local::until($until), Time::ms($timeout, 'timeout'), (int) $cancelOnTimeout, (int) $cancelOnExit);
    }

    private function __clone()
    {
    }
}
