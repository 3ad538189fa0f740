package ringout

// #include <ringout.h>
import "C"

import (
	"context"
	"runtime"
	"sync"
)

// Call is a call that was placed. It may be used from many goroutines at once, and outlives its client.
type Call struct {
	shared  *engine
	pointer *C.ringout_call
}

// do runs an operation of the call.
func (call *Call) do(ctx context.Context, start func(*C.ringout_call, *C.ringout_inbox, uint64) error) (*Event, error) {
	defer runtime.KeepAlive(call)
	return call.shared.do(ctx, func(inbox *C.ringout_inbox, tag uint64) error {
		return start(call.pointer, inbox, tag)
	})
}

// ID returns RingCentral's id of the call, with which Client.Call resumes it.
func (call *Call) ID() string {
	defer runtime.KeepAlive(call)
	return callId(call.pointer)
}

// State returns the last known state, or nil if there is none yet. Sends nothing.
func (call *Call) State() *CallState {
	defer runtime.KeepAlive(call)
	state, err := callState(call.pointer)
	if err != nil {
		return nil
	}
	return takeCallState(state)
}

// Outcome returns the outcome of the last known state: StillInProgress until the end was seen. Sends nothing.
func (call *Call) Outcome() *Outcome {
	defer runtime.KeepAlive(call)
	outcome, err := callOutcome(call.pointer)
	if err != nil {
		return nil
	}
	return takeOutcome(outcome)
}

// Status polls RingCentral once.
func (call *Call) Status(ctx context.Context) (*CallState, error) {
	event, err := call.do(ctx, callStatusInto)
	if err != nil {
		return nil, err
	}
	return event.State, nil
}

// Cancel cancels the call, and returns the effect.
func (call *Call) Cancel(ctx context.Context) (CancelEffect, error) {
	event, err := call.do(ctx, callCancelInto)
	if err != nil {
		return 0, err
	}
	return event.CancelEffect, nil
}

// Detach lets the call go on: nothing that has begun so far hangs it up when it is left, neither HangUpOnClose nor a CancelOnExit.
// Sends nothing.
func (call *Call) Detach() {
	defer runtime.KeepAlive(call)
	callDetach(call.pointer)
}

// Log looks the call up in RingCentral's call log. Until RingCentral has written the record, the match is LogMatchNone.
func (call *Call) Log(ctx context.Context) (*LoggedCall, error) {
	event, err := call.do(ctx, callLogInto)
	if err != nil {
		return nil, err
	}
	return event.LoggedCall, nil
}

// Wait waits until the call ends, and returns how. If the Timeout of the options passes, the outcome is StillInProgress. If the
// context ends, that is an error. The call goes on in both cases, unless the options say otherwise.
func (call *Call) Wait(ctx context.Context, options *WaitOptions) (*Outcome, error) {
	native, err := options.native()
	if err != nil {
		return nil, err
	}
	event, err := call.do(ctx, func(c *C.ringout_call, inbox *C.ringout_inbox, tag uint64) error {
		memory := &nativeMemory{}
		defer memory.free()
		return callWaitInto(c, memory.newWaitOptionss([]nativeWaitOptions{native}), inbox, tag)
	})
	if err != nil {
		return nil, err
	}
	return event.Outcome, nil
}

// ScopedCall hangs its call up when it is closed.
type ScopedCall struct {
	mutex  sync.Mutex
	scoped *C.ringout_scoped_call
}

// HangUpOnClose returns an io.Closer that hangs the call up, unless it is known to be over or was detached. For programs that must
// not leave a phone ringing on any way out of a function: defer its Close.
func (call *Call) HangUpOnClose() (*ScopedCall, error) {
	defer runtime.KeepAlive(call)
	native, err := scopedCallNew(call.pointer)
	if err != nil {
		return nil, err
	}
	scoped := &ScopedCall{scoped: native}
	runtime.SetFinalizer(scoped, (*ScopedCall).Close)
	return scoped, nil
}

// Close begins to hang up, and does not wait for it. The library sends the cancel for up to five seconds. Never fails.
func (scoped *ScopedCall) Close() error {
	scoped.mutex.Lock()
	defer scoped.mutex.Unlock()
	scopedCallFree(scoped.scoped)
	scoped.scoped = nil
	return nil
}

// Watch is the changes of a call, one by one.
//
//	watch, err := call.Watch(ctx, nil)
//	if err != nil {
//		return err
//	}
//	defer watch.Close()
//	for watch.Next() {
//		fmt.Println(watch.Change().State)
//	}
//	return watch.Err()
type Watch struct {
	call    *Call
	ctx     context.Context
	events  *eventQueue
	tag     uint64
	mutex   sync.Mutex
	change  *Change
	outcome *Outcome
	err     error
	ended   bool
}

// eventQueue keeps the events of a watch until it is read. It does not refer to the watch, so that a forgotten one is collected.
type eventQueue struct {
	mutex  sync.Mutex
	events []*Event
	ready  chan struct{}
	last   chan struct{}
}

func (queue *eventQueue) put(event *Event) {
	queue.mutex.Lock()
	queue.events = append(queue.events, event)
	queue.mutex.Unlock()
	select {
	case queue.ready <- struct{}{}:
	default:
	}
	if event.Kind != EventKindChange {
		close(queue.last)
	}
}

func (queue *eventQueue) take() *Event {
	for {
		queue.mutex.Lock()
		if len(queue.events) > 0 {
			event := queue.events[0]
			queue.events = queue.events[1:]
			queue.mutex.Unlock()
			return event
		}
		queue.mutex.Unlock()
		<-queue.ready
	}
}

// Watch begins to follow the call. When the context ends, so does the watch, with the context's error. Close it when you leave the
// loop early. A watch holds neither a thread nor, between two changes, the reader of other watches.
func (call *Call) Watch(ctx context.Context, options *WaitOptions) (*Watch, error) {
	native, err := options.native()
	if err != nil {
		return nil, err
	}
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	queue := &eventQueue{ready: make(chan struct{}, 1), last: make(chan struct{})}
	shared := call.shared
	tag, err := shared.begin(queue.put, func(inbox *C.ringout_inbox, tag uint64) error {
		memory := &nativeMemory{}
		defer memory.free()
		return callWatchInto(call.pointer, memory.newWaitOptionss([]nativeWaitOptions{native}), inbox, tag)
	})
	if err != nil {
		return nil, err
	}
	if done := ctx.Done(); done != nil {
		go func() {
			select {
			case <-done:
				shared.interrupt(tag)
			case <-queue.last:
			}
		}()
	}
	watch := &Watch{call: call, ctx: ctx, events: queue, tag: tag}
	runtime.SetFinalizer(watch, func(watch *Watch) { watch.call.shared.interrupt(watch.tag) })
	return watch, nil
}

// Next waits for the next change. Returns false at the end, and if the watch fails, is interrupted or closed.
func (watch *Watch) Next() bool {
	watch.mutex.Lock()
	defer watch.mutex.Unlock()
	if watch.ended {
		return false
	}
	event := watch.events.take()
	watch.change = event.Change
	if event.Kind == EventKindChange {
		return true
	}
	watch.ended = true
	watch.outcome = event.Outcome
	watch.err = interrupted(watch.ctx, event.Error)
	return false
}

// Change returns the change that Next found, or nil if it found none.
func (watch *Watch) Change() *Change {
	watch.mutex.Lock()
	defer watch.mutex.Unlock()
	return watch.change
}

// Err returns why the watch failed, or nil if it has not.
func (watch *Watch) Err() error {
	watch.mutex.Lock()
	defer watch.mutex.Unlock()
	return watch.err
}

// Outcome returns how the call ended; before the end of the watch, that of the last known state.
func (watch *Watch) Outcome() *Outcome {
	watch.mutex.Lock()
	defer watch.mutex.Unlock()
	if watch.outcome != nil {
		return watch.outcome
	}
	return watch.call.Outcome()
}

// Close ends the watch. A Next in another goroutine returns ErrOperationCancelled through Err. The call goes on, unless CancelOnExit
// is set. Never fails.
func (watch *Watch) Close() error {
	watch.call.shared.interrupt(watch.tag)
	runtime.KeepAlive(watch)
	return nil
}
