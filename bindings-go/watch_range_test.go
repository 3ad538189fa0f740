//go:build go1.23

package ringout

import (
	"context"
	"errors"
	"testing"
)

func TestRangeOverChanges(t *testing.T) {
	s := reset(t)
	s.hurry(t)
	client := s.client(t)
	watch, err := place(t, client, callee).Watch(background, nil)
	ok(t, err)
	var last *Change
	for change, err := range watch.All() {
		ok(t, err)
		last = change
	}
	expect(t, last.State.Phase == PhaseEnded && watch.Outcome().Kind == OutcomeKindCompleted, last)

	// Leaving the loop closes the watch.
	s.ask(t, "POST", "clock", object{"running": false}, nil)
	call := place(t, client, callee)
	watch, err = call.Watch(background, &WaitOptions{CancelOnExit: true})
	ok(t, err)
	s.advance(t, 2500)
	for range watch.All() {
		break
	}
	s.until(t, "DELETE", call.ID(), 1)
	expect(t, errors.Is(ended(watch), ErrOperationCancelled), watch.Err())

	ctx, cancel := context.WithCancel(background)
	watch, err = place(t, client, ringsForever).Watch(ctx, nil)
	ok(t, err)
	cancel()
	var failed error
	for _, err := range watch.All() {
		failed = err
	}
	expect(t, errors.Is(failed, context.Canceled), failed)
}

// ended reads a watch to its end.
func ended(watch *Watch) error {
	for watch.Next() {
	}
	return watch.Err()
}

func TestRangeOverResults(t *testing.T) {
	s := reset(t)
	s.hurry(t)
	batch, err := s.client(t).PlaceAll(background, requestsTo(busy, rejects), nil)
	ok(t, err)
	results := 0
	for placed, err := range batch.All() {
		ok(t, err)
		ok(t, placed.Err())
		results++
	}
	expect(t, results == 2, results)
	batch, err = s.client(t).PlaceAll(background, requestsTo(busy, ringsForever), nil)
	ok(t, err)
	for range batch.All() {
		break
	}
	expect(t, !batch.Next(), "the batch goes on")
}
