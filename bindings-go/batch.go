package ringout

// #include <ringout.h>
// #include <stdlib.h>
// extern char *ringoutGoJournal(ringout_journal_entry *entry, void *user_data);
import "C"

import (
	"context"
	"fmt"
	"runtime"
	"runtime/cgo"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// PlaceOptions says how to place a batch of calls. A nil pointer selects the defaults.
type PlaceOptions struct {
	// What to wait for with each call.
	Until Until
	// The longest time to wait for each call, from when it is placed. 0 is one hour.
	Timeout time.Duration
	// Whether to hang up when the timeout passes.
	CancelOnTimeout bool
	// The time for the whole batch. When it passes, each request that was not sent gets ErrRequestTimeout. 0 does not limit it.
	TotalTimeout time.Duration
	// The most calls at the same time; 0 for no limit. A phone that rings for one call is busy for another, so use 1 if all calls
	// have the same caller.
	Concurrency int
	// Called before and after each request is sent, to record it where the record survives the process. It runs in Next, in the
	// goroutine of its caller, and must not use the batch. After an error nothing more is placed, and the remaining requests get
	// ErrStorage. A panic leaves through Next and stops the batch in the same way. The error's text becomes part of a message, so
	// it must not contain a secret.
	Journal func(JournalEntry) error
}

// PlacedCall is the result of one request of a batch.
type PlacedCall struct {
	Placed
	// The call, or nil if it was not placed.
	Call *Call
}

// Err returns why the call was not placed or not followed to its end, or nil.
func (value *PlacedCall) Err() error {
	return value.Error.Err()
}

// String returns the outcome, or else the error.
func (value PlacedCall) String() string {
	if value.Outcome != nil {
		return value.Outcome.String()
	}
	if value.Error != nil {
		return value.Error.String()
	}
	return value.Placed.String()
}

// PlaceAll is a batch of calls, with one result for each request, in the order in which the calls end.
//
//	for batch.Next() {
//		fmt.Println(batch.Placed())
//	}
//	return batch.Err()
type PlaceAll struct {
	shared   *engine
	ctx      context.Context
	token    *batchToken
	journal  *journal
	handle   unsafe.Pointer
	finished chan struct{}
	closed   int32

	// Held while the batch is used.
	mutex  sync.Mutex
	native *C.ringout_place_all
	placed *PlacedCall
	// The result that a panic of the journal held back, for the next Next.
	kept *C.ringout_placed
	err  error
}

// journal is what the journal callback needs.
type journal struct {
	write    func(JournalEntry) error
	panicked interface{}
	reason   *C.char
}

// PlaceAll places many calls as fast as RingCentral's rate limits allow (10 a minute by default), each of them once, and follows
// all of them. All requests are checked first: on ErrInvalidArgument, with a Parameter such as "requests[3].to", nothing was sent.
//
// Calls are placed only while Next waits. Leaving the loop, and the end of the context, stop placing. Calls already placed go on.
// Close the batch when you leave the loop early.
func (client *Client) PlaceAll(ctx context.Context, requests []CallRequest, options *PlaceOptions) (*PlaceAll, error) {
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	native, err := options.native()
	if err != nil {
		return nil, err
	}
	natives := make([]nativeCallRequest, len(requests))
	for i, request := range requests {
		natives[i] = request.native()
		if err := natives[i].check(); err != nil {
			return nil, inList(err, i)
		}
	}
	token, err := cancelTokenNew()
	if err != nil {
		return nil, err
	}
	batch := &PlaceAll{shared: client.shared, ctx: ctx, token: &batchToken{token}, finished: make(chan struct{})}
	if options != nil && options.Journal != nil {
		batch.journal = &journal{write: options.Journal}
		batch.handle = newHandle(batch.journal)
		native.Journal = C.ringout_journal_callback(C.ringoutGoJournal)
		native.UserData = batch.handle
	}
	err = client.shared.locked(func() error {
		bound, err := clientWithCancelToken(client.handle.pointer, token)
		if err != nil {
			return err
		}
		defer clientFree(bound)
		memory := &nativeMemory{}
		defer memory.free()
		array, settings := memory.newCallRequests(natives), memory.newPlaceOptionss([]nativePlaceOptions{native})
		batch.native, err = clientPlaceAll(bound, array, len(natives), settings)
		if err == nil {
			client.shared.tokens[batch.token] = struct{}{}
		}
		return err
	})
	runtime.KeepAlive(client)
	if err != nil {
		cancelTokenFree(token)
		freeHandle(batch.handle)
		return nil, err
	}
	runtime.SetFinalizer(batch, (*PlaceAll).Close)
	if done := ctx.Done(); done != nil {
		shared, token, finished := batch.shared, batch.token, batch.finished
		go func() {
			select {
			case <-done:
				shared.stop(token)
			case <-finished:
			}
		}()
	}
	return batch, nil
}

// stop interrupts a batch that was not freed yet.
func (shared *engine) stop(token *batchToken) {
	shared.mutex.Lock()
	defer shared.mutex.Unlock()
	cancelTokenCancel(token.pointer)
}

func (options *PlaceOptions) native() (native nativePlaceOptions, err error) {
	native = newPlaceOptions()
	if options == nil {
		return native, nil
	}
	if options.Concurrency < 0 {
		return native, localError(ErrorCodeInvalidArgument, "concurrency", "`concurrency` is negative")
	}
	if options.TotalTimeout < 0 {
		return native, localError(ErrorCodeInvalidArgument, "total_timeout_ms", "`total_timeout_ms` is negative")
	}
	native.Until = uint32(options.Until)
	native.CancelOnTimeout = flag(options.CancelOnTimeout)
	native.Concurrency = options.Concurrency
	native.TotalTimeoutMs = uint64((options.TotalTimeout + time.Millisecond - 1) / time.Millisecond)
	if options.Timeout != 0 {
		native.TimeoutMs, err = milliseconds(options.Timeout, "timeout_ms")
	}
	return native, err
}

// inList returns an error about a request with its place in the list.
func inList(err error, index int) error {
	info := err.(*Error).ErrorInfo
	name := fmt.Sprintf("requests[%d].%s", index, info.Parameter)
	return localError(info.Code, name, strings.Replace(info.Message, info.Parameter, name, 1))
}

// Next waits until the next call ends, and places the other calls meanwhile. Returns false when each request has had its result,
// and after Close. Once the context is done, each request without a result gets ErrOperationCancelled, together with its call if it
// was placed. Holds a thread while it waits.
func (batch *PlaceAll) Next() bool {
	batch.mutex.Lock()
	defer batch.mutex.Unlock()
	batch.placed = nil
	if batch.native == nil {
		return false
	}
	defer batch.freeIfClosed()
	native := batch.kept
	batch.kept = nil
	var err error
	if native == nil {
		native, err = placeAllNext(batch.native)
	}
	if batch.journal != nil && batch.journal.panicked != nil {
		panicked := batch.journal.panicked
		batch.journal.panicked = nil
		batch.kept = native
		panic(panicked)
	}
	placed := takePlaced(native)
	if err != nil || placed == nil {
		batch.err = err
		if batch.err == nil && batch.ctx.Err() != nil {
			failure := localError(ErrorCodeCancelled, "", "no more calls were placed")
			batch.err = &contextError{failure.(*Error), batch.ctx.Err()}
		}
		atomic.StoreInt32(&batch.closed, 1)
		return false
	}
	batch.placed = &PlacedCall{*placed, batch.shared.newCall(placed.call)}
	return true
}

// Placed returns the result that Next found, or nil if it found none.
func (batch *PlaceAll) Placed() *PlacedCall {
	batch.mutex.Lock()
	defer batch.mutex.Unlock()
	return batch.placed
}

// Err returns why the batch ended early, or nil. The errors of requests and calls are in their results.
func (batch *PlaceAll) Err() error {
	batch.mutex.Lock()
	defer batch.mutex.Unlock()
	return batch.err
}

// Remaining returns the number of requests that have no result yet.
func (batch *PlaceAll) Remaining() int {
	batch.mutex.Lock()
	defer batch.mutex.Unlock()
	return placeAllRemaining(batch.native)
}

// Close stops placing. Calls already placed go on. May be called more than once; never fails.
func (batch *PlaceAll) Close() error {
	if atomic.SwapInt32(&batch.closed, 1) == 0 {
		batch.shared.stop(batch.token)
	}
	// If Next is waiting, it frees the batch when it returns. The journal may close the batch, so this must not wait for it.
	if batch.mutex.TryLock() {
		defer batch.mutex.Unlock()
		batch.freeIfClosed()
	}
	return nil
}

// freeIfClosed frees a batch that was closed or is at its end. The lock is held.
func (batch *PlaceAll) freeIfClosed() {
	if atomic.LoadInt32(&batch.closed) == 0 || batch.native == nil {
		return
	}
	close(batch.finished)
	placedFree(batch.kept)
	batch.kept = nil
	placeAllFree(batch.native)
	batch.native = nil
	freeHandle(batch.handle)
	if batch.journal != nil {
		C.free(unsafe.Pointer(batch.journal.reason))
		batch.journal.reason = nil
	}
	batch.shared.mutex.Lock()
	delete(batch.shared.tokens, batch.token)
	cancelTokenFree(batch.token.pointer)
	batch.token.pointer = nil
	batch.shared.mutex.Unlock()
}

//export ringoutGoJournal
func ringoutGoJournal(entry *C.ringout_journal_entry, userData unsafe.Pointer) (reason *C.char) {
	book := handleValue(userData).(*journal)
	fail := func(text string) {
		C.free(unsafe.Pointer(book.reason))
		book.reason = C.CString(text)
		reason = book.reason
	}
	// No panic may pass through the library. Next panics again.
	finished := false
	defer func() {
		if finished {
			return
		}
		book.panicked = recover()
		if book.panicked == nil {
			book.panicked = "the journal called runtime.Goexit"
		}
		fail("the journal panicked")
	}()
	err := book.write(*readJournalEntry(entry))
	finished = true
	if err != nil {
		fail(err.Error())
	}
	return reason
}

// newHandle lets C refer to a value of Go.
func newHandle(value interface{}) unsafe.Pointer {
	block := C.malloc(C.sizeof_size_t)
	*(*cgo.Handle)(block) = cgo.NewHandle(value)
	return block
}

func handleValue(block unsafe.Pointer) interface{} {
	return (*(*cgo.Handle)(block)).Value()
}

func freeHandle(block unsafe.Pointer) {
	if block != nil {
		(*(*cgo.Handle)(block)).Delete()
		C.free(block)
	}
}
