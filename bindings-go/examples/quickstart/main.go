// Places a call, follows it until it ends, and prints the outcome.
//
// Reads RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET, RC_USER_JWT, RINGOUT_CALLER and RINGOUT_RECIPIENT from the
// environment. RingCentral's own samples use the same names.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"ringout"
)

func main() {
	recipient := os.Getenv("RINGOUT_RECIPIENT")
	if recipient == "" {
		fmt.Fprintln(os.Stderr, "RINGOUT_RECIPIENT is not set; set it to the number to call, such as +16505550100")
		os.Exit(2)
	}
	// Ctrl-C ends the context, and with it what waits.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := follow(ctx, recipient, os.Getenv("RINGOUT_CALLER"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		if errors.Is(err, ringout.ErrInvalidArgument) || errors.Is(err, ringout.ErrNotLoggedIn) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

func follow(ctx context.Context, recipient, caller string) error {
	client, err := ringout.FromEnv()
	if err != nil {
		return err
	}
	defer client.Close()
	var options []ringout.CallOption
	if caller != "" {
		options = append(options, ringout.From(caller))
	}
	call, err := client.CreateCall(ctx, recipient, options...)
	if err != nil {
		return err
	}
	if state := call.State(); state != nil {
		fmt.Printf("Call placed. Call status: %s\n", state.CallStatusText)
	}
	watch, err := call.Watch(ctx, nil)
	if err != nil {
		return err
	}
	defer watch.Close()
	for watch.Next() {
		fmt.Printf("%5.1f s  %s\n", watch.Change().Latest().Seconds(), watch.Change().State)
	}
	if watch.Err() != nil {
		return watch.Err()
	}
	fmt.Println(watch.Outcome())
	return nil
}
