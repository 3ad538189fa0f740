<?php

// Blocking operations that heed signals.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/**
 * Runs an operation in slices, so that the program's signal handlers run while it waits.
 *
 * A handler that throws interrupts the operation. Handlers do not run at any other time during it, so that no result is lost.
 *
 * @internal
 */
final class Operation
{
    /** The longest time that a signal waits for its handler. */
    private const SLICE_MS = 100;
    /** The longest time that an interrupted operation may take to end. */
    private const END_MS = 5000;

    /** @var list<CData> inboxes without an operation */
    private static array $idle = [];
    private static int $process = 0;
    private static int $tag = 0;
    private static bool $isUndisturbed = false;

    /**
     * Runs an operation of an inbox.
     *
     * @template T
     * @param \Closure(CData, int): void $start starts it in an inbox, with a tag
     * @param \Closure(CData): T $read reads the result from the event
     * @param ?\Closure(T): ?RingOutException $unclaimed takes a result that an interruption keeps from the program, and returns
     *     what the program should know
     * @return T
     */
    public static function run(#[\SensitiveParameter] \Closure $start, \Closure $read, ?\Closure $unclaimed = null): mixed
    {
        $async = self::hold();
        $inbox = self::borrow();
        $tag = ++self::$tag;
        $event = null;
        $isClean = false;
        try {
            try {
                $start($inbox, $tag);
            } catch (RingOutException $refused) {
                $isClean = true;
                throw $refused;
            }
            try {
                while (($event = Native::inboxWait($inbox, self::SLICE_MS)) === null) {
                    self::dispatch();
                }
                $isClean = true;
                self::dispatch();
            } catch (\Throwable $raised) {
                if ($event === null) {
                    Native::inboxInterrupt($inbox, $tag);
                    $event = Native::inboxWait($inbox, self::END_MS);
                    $isClean = $event !== null;
                }
                self::raise($raised, $event === null ? null : self::lost($event, $read, $unclaimed));
            }
            self::fail($event);

            return $read($event);
        } finally {
            if ($event !== null) {
                Native::eventFree($event);
            }
            self::giveBack($inbox, $isClean);
            self::release($async);
        }
    }

    /**
     * Waits for something that comes in pieces. `$next` waits for a number of milliseconds and returns null if nothing came.
     * `$retain` gets what came together with an exception of a signal handler.
     */
    public static function await(\Closure $next, \Closure $retain, float $seconds = INF): mixed
    {
        $async = self::hold();
        $end = microtime(true) + $seconds;
        try {
            do {
                $left = (int) min(self::SLICE_MS, max(0, ceil(($end - microtime(true)) * 1000)));
                $found = $next($left);
                try {
                    self::dispatch();
                } catch (\Throwable $raised) {
                    if ($found !== null) {
                        $retain($found);
                    }
                    throw $raised;
                }
            } while ($found === null && microtime(true) < $end);

            return $found;
        } finally {
            self::release($async);
        }
    }

    /** Throws the error of an event, if it has one. */
    private static function fail(CData $event): void
    {
        $error = Errors::of(ErrorInfo::read(Native::eventError($event)));
        if ($error !== null) {
            throw $error;
        }
    }

    /** Returns what the program should know about an operation whose result it does not get. */
    private static function lost(CData $event, \Closure $read, ?\Closure $unclaimed): ?RingOutException
    {
        try {
            self::fail($event);
            $result = $read($event);

            return $unclaimed === null ? null : $unclaimed($result);
        } catch (RingOutException $error) {
            return $error instanceof OperationCancelledException ? null : $error;
        }
    }

    /** Throws the exception of a signal handler, with what the program should know as its previous exception. */
    private static function raise(\Throwable $raised, ?RingOutException $previous): never
    {
        if ($previous === null) {
            throw $raised;
        }
        try {
            throw $previous;
        } finally {
            throw $raised;
        }
    }

    private static function borrow(): CData
    {
        // A child cannot use the inboxes of its parent.
        if (self::$process !== getmypid()) {
            array_map(Native::inboxFree(...), self::$idle);
            [self::$idle, self::$process] = [[], getmypid()];
        }

        return array_pop(self::$idle) ?? Native::inboxNew();
    }

    private static function giveBack(CData $inbox, bool $isClean): void
    {
        if ($isClean && self::$process === getmypid() && count(self::$idle) < 4) {
            self::$idle[] = $inbox;
        } else {
            Native::inboxFree($inbox);
        }
    }

    /** Keeps signal handlers from running until `release()` or `dispatch()`. Returns whether they ran at any time. */
    private static function hold(): bool
    {
        return function_exists('pcntl_async_signals') && pcntl_async_signals(false);
    }

    private static function release(bool $async): void
    {
        if ($async) {
            pcntl_async_signals(true);
        }
    }

    /** Runs a function without any signal handler, in which nothing may be thrown by one. */
    public static function undisturbed(\Closure $function): mixed
    {
        $before = self::$isUndisturbed;
        self::$isUndisturbed = true;
        try {
            return $function();
        } finally {
            self::$isUndisturbed = $before;
        }
    }

    private static function dispatch(): void
    {
        if (!self::$isUndisturbed && function_exists('pcntl_signal_dispatch')) {
            pcntl_signal_dispatch();
        }
    }
}
