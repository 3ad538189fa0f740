// Package ringout places, follows and cancels RingCentral RingOut calls.
//
// RingOut rings one phone (the caller), then another (the callee), and connects them. The package keeps you logged in, places each
// call once, follows it within RingCentral's rate limits, and reports how it ended. It is an interface of libringout, which it
// links through cgo.
//
//	client, err := ringout.FromEnv()
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	call, err := client.CreateCall(ctx, "+16505550100", ringout.From("+16505550123"))
//	if err != nil {
//		return err
//	}
//	outcome, err := call.Wait(ctx, nil)
//
// # Contexts
//
// A function that sends requests or waits takes a context first. When the context is done, the library interrupts the operation
// within 100 ms. The error then matches both the context's error and the library's with errors.Is: context.Canceled, together with
// [ErrOperationCancelled], or with [ErrMaybePlaced] if the request that places a call had been sent. The timeouts of the client
// apply as well.
//
// # Errors
//
// An error of the library is an [Error], for errors.As, and matches the Err... of its code, for errors.Is.
//
// # Goroutines
//
// Clients, calls and watches may be used from many goroutines at once. A goroutine that waits for a response or for a call does not
// hold a thread: one thread for each client reads all results. Only [PlaceAll.Next] holds one.
package ringout
