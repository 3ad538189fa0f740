//go:build go1.23

package ringout

import "iter"

// All returns the changes for a range loop, and closes the watch when the loop is left. The last pair has an error if the watch
// failed.
func (watch *Watch) All() iter.Seq2[*Change, error] {
	return func(yield func(*Change, error) bool) {
		defer watch.Close()
		for watch.Next() {
			if !yield(watch.Change(), nil) {
				return
			}
		}
		if err := watch.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// All returns the results for a range loop, and closes the batch when the loop is left. The last pair has an error if the context
// ended.
func (batch *PlaceAll) All() iter.Seq2[*PlacedCall, error] {
	return func(yield func(*PlacedCall, error) bool) {
		defer batch.Close()
		for batch.Next() {
			if !yield(batch.Placed(), nil) {
				return
			}
		}
		if err := batch.Err(); err != nil {
			yield(nil, err)
		}
	}
}
