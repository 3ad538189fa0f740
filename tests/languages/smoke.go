// The low-level layer of Go.

package ringout

// #include <ringout.h>
import "C"

import (
	"errors"
	"fmt"
)

func check(name string, passed bool) {
	if passed {
		fmt.Println("ok " + name)
	} else {
		fmt.Println("failed " + name + ": see the program")
	}
}

func fails(name string, err error, parameter string) {
	var failure *Error
	check(name, errors.Is(err, ErrInvalidArgument) && errors.As(err, &failure) && failure.Parameter == parameter)
}

// Smoke runs the checks.
func Smoke() {
	check("version", version() == "0.1.0" && abiVersion() == 0)
	memory := &nativeMemory{}
	defer memory.free()
	server, id := "http://127.0.0.1:1", "id"
	config := newConfig()
	config.ClientId = &id
	_, err := clientNew(memory.newConfigs([]nativeConfig{config}))
	fails("bad setting", err, "server")
	config.Server = &server
	client, err := clientNew(memory.newConfigs([]nativeConfig{config}))
	check("client", err == nil)
	_, err = clientCall(client, "")
	fails("bad argument", err, "id")
	_, err = clientCall(client, "a\x00b")
	fails("NUL in a string", err, "id")
	_, err = clientCall(client, "a\xff")
	fails("not UTF-8", err, "id")
	object, _ := stateNew("InProgress", "Success", "InProgress")
	state := takeCallState(object)
	text := "call InProgress, caller Success, callee InProgress"
	check("record", state.Phase == PhaseRingingCallee && state.String() == text)
	from, _ := stateNew("InProgress", "InProgress", "InProgress")
	to, _ := stateNew("InProgress", "Success", "Finished")
	transition, _ := checkTransition(from, to)
	verdict := takeVerdict(transition)
	path := fmt.Sprint(verdict.Reasons[0].PathStatuses)
	check("lists", verdict.Kind == VerdictKindUndocumented && path == "[InProgress Success Finished]")
	stateFree(from)
	stateFree(to)
	uri, _ := dialUri("+16505550100", uint32(DialSchemeTel))
	check("owned string", uri == "tel:+16505550100")
	limits, _ := clientLimits(client)
	check("items", takeLimits(limits).Items[1].Limit == 10)
	inbox, _ := inboxNew()
	none, err := inboxNext(inbox)
	check("no event", none == nil && err == nil)
	check("start", clientLoginJwtInto(client, "jwt", inbox, 7) == nil)
	inboxInterrupt(inbox, 7)
	taken, _ := inboxWait(inbox, 60000)
	event := takeEvent(taken)
	check("event", event.Kind == EventKindLogin && event.Tag == 7 && event.Error.Code == event.Status)
	inboxFree(inbox)
	clientFree(client)
	fmt.Println("layout ringout_token_store", C.sizeof_ringout_token_store)
	fmt.Println("layout ringout_ledger", C.sizeof_ringout_ledger)
	fmt.Println("layout ringout_config", C.sizeof_ringout_config)
	fmt.Println("layout ringout_call_request", C.sizeof_ringout_call_request)
	fmt.Println("layout ringout_wait_options", C.sizeof_ringout_wait_options)
	fmt.Println("layout ringout_place_options", C.sizeof_ringout_place_options)
	fmt.Println("end")
}
