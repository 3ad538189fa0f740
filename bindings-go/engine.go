package ringout

// #include <ringout.h>
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// engine is what all handles of a client and its calls share: an inbox, and who waits for which tag.
//
// A goroutine reads the inbox while an operation is under way. None runs when nothing is, so that a client without operations can
// be collected.
type engine struct {
	mutex   sync.Mutex
	inbox   *C.ringout_inbox
	clients map[*clientHandle]struct{}
	tokens  map[*batchToken]struct{}
	sinks   map[uint64]func(*Event)
	lastTag uint64
	reading bool
	closed  bool
}

// clientHandle is a handle that Close frees, or else the finaliser of its Client.
type clientHandle struct {
	pointer *C.ringout_client
}

// batchToken interrupts a batch.
type batchToken struct {
	pointer *C.ringout_cancel_token
}

// checkLibrary fails if the library that the program has loaded does not fit the header that this package was compiled with.
func checkLibrary() error {
	if abiVersion() == abiVersionNumber && !isOlder(version(), C.RINGOUT_VERSION) {
		return nil
	}
	const needed = "libringout %s or later with binary interface %d is needed, and %s with binary interface %d is loaded"
	text := fmt.Sprintf(needed, C.RINGOUT_VERSION, abiVersionNumber, version(), abiVersion())
	return localError(ErrorCodeInternal, "", text)
}

// isOlder compares versions such as "0.10.2".
func isOlder(loaded, wanted string) bool {
	var a, b [3]int
	// A part that is not a number counts as 0.
	_, _ = fmt.Sscanf(loaded, "%d.%d.%d", &a[0], &a[1], &a[2])
	_, _ = fmt.Sscanf(wanted, "%d.%d.%d", &b[0], &b[1], &b[2])
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

func newEngine() (*engine, error) {
	inbox, err := inboxNew()
	if err != nil {
		return nil, err
	}
	shared := &engine{
		inbox:   inbox,
		clients: map[*clientHandle]struct{}{},
		tokens:  map[*batchToken]struct{}{},
		sinks:   map[uint64]func(*Event){},
	}
	runtime.SetFinalizer(shared, (*engine).close)
	return shared, nil
}

// locked runs a function that uses handles of the client. It fails after Close. The function must not block.
func (shared *engine) locked(use func() error) error {
	shared.mutex.Lock()
	defer shared.mutex.Unlock()
	if shared.closed {
		return localError(ErrorCodeInvalidArgument, "client", "`client` is closed")
	}
	return use()
}

// begin starts an operation. The sink receives its events, on the goroutine that reads the inbox, and must not block.
func (shared *engine) begin(sink func(*Event), start func(inbox *C.ringout_inbox, tag uint64) error) (uint64, error) {
	var tag uint64
	err := shared.locked(func() error {
		shared.lastTag++
		tag = shared.lastTag
		if err := start(shared.inbox, tag); err != nil {
			return err
		}
		shared.sinks[tag] = sink
		if !shared.reading {
			shared.reading = true
			go shared.read()
		}
		return nil
	})
	return tag, err
}

// read hands out events until no operation is under way.
func (shared *engine) read() {
	for {
		native, err := inboxWait(shared.inbox, defaultTimeoutNumber)
		if err != nil {
			shared.fail(err)
			return
		}
		event := takeEvent(native)
		if event == nil {
			continue
		}
		shared.mutex.Lock()
		sink := shared.sinks[event.Tag]
		if event.Kind != EventKindChange {
			delete(shared.sinks, event.Tag)
		}
		finished := len(shared.sinks) == 0
		if finished {
			shared.reading = false
			shared.freeInbox()
		}
		shared.mutex.Unlock()
		if sink != nil {
			sink(event)
		}
		if finished {
			return
		}
	}
}

// fail ends all operations, because the inbox cannot be read.
func (shared *engine) fail(err error) {
	var failure *Error
	errors.As(err, &failure)
	shared.mutex.Lock()
	sinks := shared.sinks
	shared.sinks = map[uint64]func(*Event){}
	shared.reading = false
	shared.freeInbox()
	shared.mutex.Unlock()
	for tag, sink := range sinks {
		info := failure.ErrorInfo
		sink(&Event{Tag: tag, Status: info.Code, Error: &info})
	}
}

// freeInbox frees the inbox of a closed client when no goroutine reads it. The lock is held.
func (shared *engine) freeInbox() {
	if shared.closed && !shared.reading && shared.inbox != nil {
		inboxFree(shared.inbox)
		shared.inbox = nil
	}
}

// interrupt interrupts the operation with this tag, if it is still under way.
func (shared *engine) interrupt(tag uint64) {
	shared.mutex.Lock()
	defer shared.mutex.Unlock()
	if shared.sinks[tag] != nil {
		inboxInterrupt(shared.inbox, tag)
	}
}

// do runs an operation with one event and waits for it.
func (shared *engine) do(ctx context.Context, start func(inbox *C.ringout_inbox, tag uint64) error) (*Event, error) {
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	done := make(chan *Event, 1)
	tag, err := shared.begin(func(event *Event) { done <- event }, start)
	if err != nil {
		return nil, err
	}
	var event *Event
	select {
	case event = <-done:
	case <-ctx.Done():
		shared.interrupt(tag)
		// The result may have been there already. A call that was placed must not get lost.
		event = <-done
	}
	return event, interrupted(ctx, event.Error)
}

// close interrupts everything, and frees what no goroutine uses.
func (shared *engine) close() {
	shared.mutex.Lock()
	shared.closed = true
	clients := shared.clients
	shared.clients = nil
	for tag := range shared.sinks {
		inboxInterrupt(shared.inbox, tag)
	}
	for token := range shared.tokens {
		cancelTokenCancel(token.pointer)
	}
	shared.freeInbox()
	shared.mutex.Unlock()
	for handle := range clients {
		clientFree(handle.pointer)
	}
}

// newClient makes a Client of a handle. The lock is held, or the engine is new.
func (shared *engine) newClient(pointer *C.ringout_client) *Client {
	client := &Client{shared, &clientHandle{pointer}}
	shared.clients[client.handle] = struct{}{}
	runtime.SetFinalizer(client, func(client *Client) {
		shared, handle := client.shared, client.handle
		shared.mutex.Lock()
		_, owned := shared.clients[handle]
		delete(shared.clients, handle)
		shared.mutex.Unlock()
		if owned {
			// Not on the goroutine of the finalisers, because freeing may wait for a cancel to be sent.
			go clientFree(handle.pointer)
		}
	})
	return client
}

// newCall makes a Call of a handle.
func (shared *engine) newCall(pointer *C.ringout_call) *Call {
	if pointer == nil {
		return nil
	}
	call := &Call{shared, pointer}
	runtime.SetFinalizer(call, func(call *Call) { go callFree(call.pointer) })
	return call
}
