<?php

// Many calls.

declare(strict_types=1);

namespace RingOut;

use FFI\CData;

/**
 * The results of `Client::placeAll()`, in the order in which the calls end. An iteration that was left can be continued with another
 * `foreach`. When the object is destroyed, no more calls are placed, and those that were placed go on.
 *
 * @implements \IteratorAggregate<int, Placed>
 */
final class PlaceAll implements \IteratorAggregate, \Countable
{
    /** @var array<int, self> the batches with a journal, by the number in the `user_data` of their options */
    private static array $open = [];
    private static int $last = 0;
    /** The C function that calls the journals. PHP keeps each such function until the program ends, so there is only one. */
    private static ?CData $function = null;
    /** The last reason that a journal failed, as the library reads it. */
    private static ?CData $reason = null;

    private ?CData $inbox;
    private int $key;
    /** The key as the library has it. */
    private ?CData $number = null;
    private int $remaining;
    private ?Placed $retained = null;
    private bool $ended = false;

    /**
     * @internal
     * @param list<CallRequest> $requests
     */
    public function __construct(CData $client, array $requests, CData $options, private mixed $journal)
    {
        $keep = [];
        $count = count($requests);
        $size = max(1, $count);
        $array = Native::ffi()->new("ringout_call_request[$size]");
        foreach ($requests as $index => $request) {
            try {
                // The array is a copy, and `keep` has the strings.
                $array[$index] = $request->native($keep);
            } catch (InvalidArgumentException $error) {
                throw Local::error(ErrorCode::InvalidArgument, "requests[$index]." . $error->getMessage(), "requests[$index]." . $error->info->parameter);
            }
        }
        $this->key = ++self::$last;
        $this->remaining = $count;
        $this->inbox = Native::inboxNew();
        if ($journal !== null) {
            $options->journal = self::journalFunction();
            $this->number = Native::ffi()->new('uint64_t');
            $this->number->cdata = $this->key;
            $options->user_data = Native::ffi()->cast('void *', \FFI::addr($this->number));
        }
        Native::clientPlaceAllInto($client, $array, $count, $options, $this->inbox, $this->key);
    }

    /** Waits for the next result. Returns null at the end. */
    public function next(): ?Placed
    {
        if ($this->retained === null && !$this->ended) {
            self::$open[$this->key] = $this;
            try {
                $this->retained = Operation::await($this->read(...), $this->retain(...)) ?: null;
            } finally {
                unset(self::$open[$this->key]);
            }
        }
        [$placed, $this->retained] = [$this->retained, null];

        return $placed;
    }

    /** @return \Generator<int, Placed> the keys are the indexes of the requests */
    public function getIterator(): \Generator
    {
        while (($placed = $this->next()) !== null) {
            yield $placed->index => $placed;
        }
    }

    /** Returns how many results are still to come. */
    public function count(): int
    {
        return $this->remaining;
    }

    /** Stops placing. The calls that were placed are still followed, and the other requests yield an error. */
    public function interrupt(): void
    {
        Native::inboxInterrupt($this->inbox, $this->key);
    }

    public function __destruct()
    {
        if (isset($this->inbox)) {
            Native::inboxFree($this->inbox);
        }
    }

    private function __clone()
    {
    }

    /** Returns the next result, false at the end, and null if nothing came in time. */
    private function read(int $ms): Placed|false|null
    {
        $event = Native::inboxWait($this->inbox, $ms);
        if ($event === null) {
            return null;
        }
        $kind = Native::eventKind($event);
        try {
            if ($kind === EventKind::PlaceAllEnd->value) {
                $this->ended = true;

                return false;
            }
            $this->remaining--;

            return Placed::take(Native::eventTakePlaced($event));
        } finally {
            Native::eventFree($event);
        }
    }

    private function retain(Placed|bool $found): void
    {
        $this->retained = $found ?: null;
    }

    private static function journalFunction(): CData
    {
        if (self::$function === null) {
            $holder = Native::ffi()->new('ringout_place_options');
            $holder->journal = static fn (CData $entry, ?CData $key): ?CData => self::write($entry, $key);
            self::$function = $holder;
        }

        return self::$function->journal;
    }

    /** Calls a journal on the thread that iterates. Nothing may be thrown through the library. */
    private static function write(CData $entry, ?CData $key): ?CData
    {
        try {
            $number = Native::ffi()->cast('uint64_t *', $key)[0];
            Operation::undisturbed(static fn () => (self::$open[$number]->journal)(JournalEntry::read($entry)));

            return null;
        } catch (\Throwable $reason) {
            // The library reads UTF-8 up to a NUL.
            $text = get_class($reason) . ': ' . str_replace("\0", '', $reason->getMessage());
            $text = json_decode((string) json_encode($text, JSON_INVALID_UTF8_SUBSTITUTE)) . "\0";
            $size = strlen($text);
            self::$reason = Native::ffi()->new("char[$size]");
            \FFI::memcpy(self::$reason, $text, $size);

            return Native::ffi()->cast('char *', \FFI::addr(self::$reason));
        }
    }
}
