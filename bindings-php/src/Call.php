<?php

// A call and what follows it.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/** A RingOut call, from `Client::createCall()` or `Client::call()`. It outlives the object of its client. */
final class Call
{
    /** RingCentral's id of the call, an opaque string. */
    public readonly string $id;
    private ?CData $handle;

    /** @internal */
    public function __construct(CData $handle)
    {
        $this->handle = $handle;
        $this->id = Native::callId($handle);
    }

    /** Returns the last known state, or null if none is known yet. Sends nothing. */
    public function state(): ?CallState
    {
        return CallState::take(Native::callState($this->handle));
    }

    /** Returns how the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen. Sends nothing. */
    public function outcome(): Outcome
    {
        return Outcome::take(Native::callOutcome($this->handle));
    }

    /** Requests the state of the call once. */
    public function status(): CallState
    {
        return Operation::run(
            fn ($inbox, $tag) => Native::callStatusInto($this->handle, $inbox, $tag),
            static fn ($event) => CallState::take(Native::eventTakeState($event)),
        );
    }

    /**
     * Waits until the call ends, or until both phones have answered. If the timeout passes, the outcome is `StillInProgress`.
     *
     * @param Until|string $until "ended" or "answered"
     * @param ?float $timeout in seconds; by default an hour
     * @param bool $cancelOnTimeout whether to hang up when the timeout passes
     * @param bool $cancelOnExit whether to hang up if the wait is interrupted
     */
    public function wait(Until|string $until = Until::Ended, ?float $timeout = null, bool $cancelOnTimeout = false, bool $cancelOnExit = false): Outcome
    {
        $keep = [];
        $options = Native::waitOptions($keep, Local::until($until), Time::ms($timeout, 'timeout'), (int) $cancelOnTimeout, (int) $cancelOnExit);

        return Operation::run(
            fn ($inbox, $tag) => Native::callWaitInto($this->handle, $options, $inbox, $tag),
            static fn ($event) => Outcome::take(Native::eventTakeOutcome($event)),
        );
    }

    /**
     * Returns the changes of the call, to iterate over. The iteration blocks until the next change, and stops when `wait()` with the
     * same parameters would return. The timeout counts from now.
     */
    public function watch(Until|string $until = Until::Ended, ?float $timeout = null, bool $cancelOnTimeout = false, bool $cancelOnExit = false): Watch
    {
        $keep = [];
        $options = Native::waitOptions($keep, Local::until($until), Time::ms($timeout, 'timeout'), (int) $cancelOnTimeout, (int) $cancelOnExit);

        return new Watch(Native::watchNew($this->handle, $options));
    }

    /** Looks up the call in RingCentral's call log, which does not contain call ids. */
    public function log(): LoggedCall
    {
        return Operation::run(
            fn ($inbox, $tag) => Native::callLogInto($this->handle, $inbox, $tag),
            static fn ($event) => LoggedCall::take(Native::eventTakeLoggedCall($event)),
        );
    }

    /** Cancels the call, and polls it once to see the effect. A call that is already over is not an error. */
    public function cancel(): CancelEffect|int
    {
        return Operation::run(
            fn ($inbox, $tag) => Native::callCancelInto($this->handle, $inbox, $tag),
            static fn ($event) => Native::enum(CancelEffect::class, Native::eventCancelEffect($event)),
        );
    }

    /** Lets the call go on: no `scoped()` and no wait with `cancelOnExit` that has begun hangs it up. Sends nothing. */
    public function detach(): void
    {
        Native::callDetach($this->handle);
    }

    /**
     * Calls a function with the call, and begins to hang up when it returns or throws, unless the call is over or detached.
     *
     * @template T
     * @param callable(Call): T $body
     * @return T
     */
    public function scoped(callable $body): mixed
    {
        $scope = Native::scopedCallNew($this->handle);
        try {
            return $body($this);
        } finally {
            Native::scopedCallFree($scope);
        }
    }

    /** @internal Begins to hang up. */
    public function leave(): void
    {
        Native::scopedCallFree(Native::scopedCallNew($this->handle));
    }

    /** @internal Returns the handle, which belongs to this object. */
    public function handle(): CData
    {
        return $this->handle;
    }

    public function __toString(): string
    {
        return "call {$this->id}";
    }

    public function __debugInfo(): array
    {
        return ['id' => $this->id];
    }

    public function __destruct()
    {
        [$handle, $this->handle] = [$this->handle, null];
        Native::callFree($handle);
    }

    private function __clone()
    {
    }
}

/**
 * The changes of a call, from `Call::watch()`. An iteration that was left can be continued with another `foreach`.
 *
 * @implements \IteratorAggregate<int, Change>
 */
final class Watch implements \IteratorAggregate
{
    private ?Change $retained = null;
    private bool $ended = false;
    private int $seen = 0;

    /** @internal */
    public function __construct(private CData $handle)
    {
    }

    /** Waits for the next change. Returns null at the end. */
    public function next(): ?Change
    {
        if ($this->retained !== null) {
            [$change, $this->retained] = [$this->retained, null];

            return $change;
        }
        if ($this->ended) {
            return null;
        }
        $found = Operation::await(
            function (int $ms) {
                // The change belongs to the watch.
                [$change, $ended] = Native::watchNextTimeout($this->handle, $ms);
                $this->ended = $ended;

                return $change !== null ? Change::read($change) : ($ended ? false : null);
            },
            function (Change|bool $found): void {
                $this->retained = $found ?: null;
            },
        );

        return $found ?: null;
    }

    /** @return \Generator<int, Change, void, Outcome> the generator returns the outcome */
    public function getIterator(): \Generator
    {
        while (($change = $this->next()) !== null) {
            yield $this->seen++ => $change;
        }

        return $this->outcome();
    }

    /** Returns how the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen. */
    public function outcome(): Outcome
    {
        return Outcome::take(Native::watchOutcome($this->handle));
    }

    public function __destruct()
    {
        Native::watchFree($this->handle);
    }

    private function __clone()
    {
    }
}
