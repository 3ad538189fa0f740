package ringout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var background = context.Background()

// soon is the documented limit of 100 ms with room for a busy machine.
const soon = 2 * time.Second

func as(t testing.TB, err, class error) *Error {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) || !errors.Is(err, class) {
		t.Fatalf("%v is not %v", err, class)
	}
	return failure
}

// until waits for requests to reach the simulator.
func (s *simulator) until(t testing.TB, method, part string, number int) {
	t.Helper()
	for s.count(t, method, part) < number {
		runtime.Gosched()
	}
}

// silent makes requests with this method and path wait for a response that does not come in the time of a test.
func (s *simulator) silent(t testing.TB, method, path string) {
	t.Helper()
	s.fault(t, method, path, 0, object{"delay_ms": 60000})
}

// withoutFaults removes the faults, and what waits in the simulator.
func (s *simulator) withoutFaults(t testing.TB) {
	t.Helper()
	s.ask(t, "DELETE", "faults", nil, nil)
}

func TestLogin(t *testing.T) {
	s := reset(t)
	client, err := NewClient(s.URL, s.ClientID, WithSecret(s.ClientSecret))
	ok(t, err)
	defer client.Close()
	token, err := client.Token()
	expect(t, token == nil && err == nil, "a token before the login")
	_, err = client.CreateCall(background, callee)
	as(t, err, ErrNotLoggedIn)
	as(t, client.LoginJWT(background, "wrong"), ErrUnauthorized)
	ok(t, client.LoginJWT(background, s.JWT))
	token, err = client.Token()
	ok(t, err)
	expect(t, token.AccessToken != "" && token.ExpiresAt().After(time.Now()), "no token")
	text := fmt.Sprintf("%v %+v %#v %s", token, token, *token, *token)
	expect(t, !strings.Contains(text, token.AccessToken), text)
	restored, err := TokenFromJSON(token.Json)
	ok(t, err)
	other, err := NewClient(s.URL, s.ClientID, WithSecret(s.ClientSecret))
	ok(t, err)
	defer other.Close()
	ok(t, other.SetToken(restored))
	place(t, other, callee)
	ok(t, client.Logout(background))
	token, err = client.Token()
	expect(t, token == nil && err == nil, "a token after the logout")
	as(t, client.SetToken(nil), ErrInvalidArgument)
	_, err = TokenFromJSON("{")
	as(t, err, ErrInvalidArgument)
}

func TestOtherGrants(t *testing.T) {
	s := reset(t)
	client, err := NewClient(s.URL, s.ClientID, WithSecret(s.ClientSecret))
	ok(t, err)
	defer client.Close()
	as(t, client.LoginPassword(background, s.Username, "101", "wrong"), ErrUnauthorized)
	ok(t, client.LoginPassword(background, s.Username, "", s.Password))
	ok(t, client.Logout(background))
	as(t, client.LoginCode(background, "wrong", "https://example.com/login", ""), ErrUnauthorized)
	as(t, client.Refresh(background), ErrNotLoggedIn)

	authorization, err := client.AuthorizeURL("https://example.com/login")
	ok(t, err)
	expect(t, !strings.Contains(fmt.Sprintf("%v %+v %#v", authorization, *authorization, authorization), authorization.Verifier), "a verifier")
	page := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := page.Get(authorization.Url + "&consent=allow")
	ok(t, err)
	response.Body.Close()
	redirected := response.Header.Get("Location")
	expect(t, redirected != "", response.Status)
	kept := &Authorization{RedirectUri: authorization.RedirectUri, State: "other", Verifier: authorization.Verifier}
	expect(t, as(t, client.LoginRedirect(background, redirected, kept), ErrInvalidArgument).Parameter == "state", "no state")
	as(t, client.LoginRedirect(background, redirected, nil), ErrInvalidArgument)
	kept.State = authorization.State
	ok(t, client.LoginRedirect(background, redirected, kept))
	place(t, client, callee)
}

func TestVerbs(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	call := place(t, client, ringsForever)
	expect(t, call.ID() != "" && call.State().Phase == PhaseRingingCaller, call.State())
	state, err := call.Status(background)
	ok(t, err)
	expect(t, reflect.DeepEqual(state, call.State()) && state.String() == state.Text, state)
	expect(t, call.Outcome().Kind == OutcomeKindStillInProgress, call.Outcome())
	effect, err := call.Cancel(background)
	ok(t, err)
	expect(t, effect == CancelEffectHungUp, effect)
	outcome, err := call.Wait(background, nil)
	ok(t, err)
	expect(t, outcome.Kind == OutcomeKindCancelled && outcome.CancelledByUs, outcome)
	effect, err = call.Cancel(background)
	ok(t, err)
	expect(t, effect == CancelEffectAlreadyEnded, effect)
	resumed, err := client.Call(call.ID())
	ok(t, err)
	expect(t, resumed.State() == nil && resumed.ID() == call.ID(), "a state without a poll")
}

func TestWaitAndWatch(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	call := place(t, client, callee)
	s.ask(t, "POST", "clock", object{"running": false}, nil)
	s.advance(t, 6000)
	outcome, err := call.Wait(background, &WaitOptions{Until: UntilAnswered})
	ok(t, err)
	expect(t, outcome.Kind == OutcomeKindAnswered && outcome.Connected, outcome)
	s.ask(t, "POST", "clock", object{"running": true, "speed": 20}, nil)
	watch, err := place(t, client, callee).Watch(background, nil)
	ok(t, err)
	expect(t, watch.Change() == nil && watch.Outcome().Kind == OutcomeKindStillInProgress, watch.Outcome())
	var last *Change
	for watch.Next() {
		last = watch.Change()
		expect(t, last.Previous != nil && last.Verdict != nil && last.Latest() >= last.Earliest(), last)
	}
	ok(t, watch.Err())
	expect(t, last != nil && last.State.Phase == PhaseEnded && watch.Change() == nil && !watch.Next(), last)
	expect(t, watch.Outcome().Kind == OutcomeKindCompleted, watch.Outcome())
	outcome, err = place(t, client, busy).Wait(background, nil)
	ok(t, err)
	expect(t, outcome.Kind == OutcomeKindBusy && outcome.String() == outcome.Text, outcome)
	ringing := place(t, client, ringsForever)
	outcome, err = ringing.Wait(background, &WaitOptions{Timeout: time.Nanosecond, CancelOnTimeout: true})
	ok(t, err)
	expect(t, outcome.Kind == OutcomeKindCancelled, outcome)
	_, err = ringing.Wait(background, &WaitOptions{Timeout: -1})
	expect(t, as(t, err, ErrInvalidArgument).Parameter == "timeout_ms", err)
	_, err = ringing.Watch(background, &WaitOptions{Timeout: 1000 * time.Hour})
	ok(t, err)
}

func TestInterruptedWaits(t *testing.T) {
	s := reset(t)
	call := place(t, s.client(t), ringsForever)
	ctx, cancel := context.WithCancel(background)
	failed := make(chan error, 1)
	go func() {
		_, err := call.Wait(ctx, nil)
		failed <- err
	}()
	watch, err := call.Watch(ctx, nil)
	ok(t, err)
	s.until(t, "GET", call.ID(), 1)
	began := time.Now()
	cancel()
	err = <-failed
	as(t, err, ErrOperationCancelled)
	expect(t, errors.Is(err, context.Canceled) && strings.HasSuffix(err.Error(), ": context canceled"), err)
	expect(t, !watch.Next() && errors.Is(watch.Err(), context.Canceled), watch.Err())
	expect(t, time.Since(began) < soon, time.Since(began))
	_, err = call.Status(ctx)
	expect(t, errors.Is(err, context.Canceled), err)
	ctx, cancel = context.WithTimeout(background, time.Millisecond)
	defer cancel()
	_, err = call.Wait(ctx, nil)
	expect(t, errors.Is(err, context.DeadlineExceeded) && errors.Is(err, ErrOperationCancelled), err)
	//lint:ignore SA1012 A program may make this mistake.
	_, err = call.Status(nil) //nolint
	expect(t, as(t, err, ErrInvalidArgument).Parameter == "ctx", err)
	// The call still rings.
	state, err := call.Status(background)
	ok(t, err)
	expect(t, state.Phase == PhaseRingingCaller || state.Phase == PhaseRingingCallee, state)
}

func TestInterruptedCreate(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	ok(t, client.LoginJWT(background, s.JWT))
	s.silent(t, "POST", account)
	defer s.withoutFaults(t)
	ctx, cancel := context.WithCancel(background)
	go func() {
		defer cancel()
		for {
			var state struct{ Calls struct{ Placed int } }
			if s.admin("GET", "state", nil, &state) != nil || state.Calls.Placed > 0 {
				return
			}
		}
	}()
	began := time.Now()
	_, err := client.CreateCall(ctx, callee, From(caller))
	failure := as(t, err, ErrMaybePlaced)
	expect(t, errors.Is(err, context.Canceled) && failure.MayHavePlaced && !failure.Retryable, err)
	expect(t, time.Since(began) < 10*time.Second, time.Since(began))
	attempt, known := failure.Attempt()
	expect(t, known && attempt.To == callee && attempt.From == caller, attempt)
	logged, err := client.CallLog(background, attempt)
	ok(t, err)
	expect(t, logged.Matching == LogMatchNone, logged.Matching)
}

func TestCancelOnExit(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	ctx, cancel := context.WithCancel(background)
	watched, scoped := place(t, client, ringsForever), place(t, client, ringsForever)
	_, err := watched.Watch(ctx, &WaitOptions{CancelOnExit: true})
	ok(t, err)
	cancel()
	s.until(t, "DELETE", watched.ID(), 1)
	closer, err := scoped.HangUpOnClose()
	ok(t, err)
	ok(t, closer.Close())
	ok(t, closer.Close())
	s.until(t, "DELETE", scoped.ID(), 1)
	detached := place(t, client, ringsForever)
	closer, err = detached.HangUpOnClose()
	ok(t, err)
	detached.Detach()
	ok(t, closer.Close())
	ok(t, client.Close())
	expect(t, s.count(t, "DELETE", detached.ID()) == 0, "a detached call was hung up")
}

func requestsTo(numbers ...string) (requests []CallRequest) {
	for _, number := range numbers {
		requests = append(requests, NewCallRequest(number, From(caller)))
	}
	return requests
}

func TestPlaceAll(t *testing.T) {
	s := reset(t)
	s.hurry(t)
	client := s.client(t)
	var entries []JournalEntry
	batch, err := client.PlaceAll(background, requestsTo(callee, busy, rejects), &PlaceOptions{
		Journal: func(entry JournalEntry) error {
			// It may use the library.
			_, err := client.Limits()
			entries = append(entries, entry)
			return err
		},
	})
	ok(t, err)
	expect(t, batch.Remaining() == 3, batch.Remaining())
	kinds := map[int]OutcomeKind{}
	for batch.Next() {
		placed := batch.Placed()
		ok(t, placed.Err())
		expect(t, placed.Call.ID() != "" && placed.String() == placed.Outcome.Text, placed)
		kinds[placed.Index] = placed.Outcome.Kind
	}
	ok(t, batch.Err())
	expect(t, reflect.DeepEqual(kinds, map[int]OutcomeKind{0: OutcomeKindCompleted, 1: OutcomeKindBusy, 2: OutcomeKindRejected}), kinds)
	steps := map[JournalStep]int{}
	for _, entry := range entries {
		steps[entry.Step]++
		expect(t, entry.Text != "" && entry.At().Year() > 2000, entry)
	}
	wanted := map[JournalStep]int{JournalStepPlacing: 3, JournalStepPlaced: 3, JournalStepEnded: 3}
	expect(t, reflect.DeepEqual(steps, wanted), steps)
	expect(t, !batch.Next() && batch.Placed() == nil && batch.Remaining() == 0, "more results")
	ok(t, batch.Close())
	_, err = client.PlaceAll(background, requestsTo(callee, "x"), nil)
	expect(t, as(t, err, ErrInvalidArgument).Parameter == "requests[1].to", err)
	_, err = client.PlaceAll(background, requestsTo(callee, "1\x00"), nil)
	expect(t, as(t, err, ErrInvalidArgument).Parameter == "requests[1].to", err)
	_, err = client.PlaceAll(background, nil, &PlaceOptions{Concurrency: -1})
	as(t, err, ErrInvalidArgument)
	empty, err := client.PlaceAll(background, nil, nil)
	ok(t, err)
	expect(t, !empty.Next() && empty.Err() == nil, empty.Err())
}

func TestJournalThatFails(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	batch, err := client.PlaceAll(background, requestsTo(callee, callee), &PlaceOptions{
		Journal: func(JournalEntry) error { return errors.New("the disk is full") },
	})
	ok(t, err)
	for batch.Next() {
		as(t, batch.Placed().Err(), ErrStorage)
		expect(t, batch.Placed().Call == nil && strings.Contains(batch.Placed().String(), "the disk is full"), batch.Placed())
	}
	batch, err = client.PlaceAll(background, requestsTo(callee, callee), &PlaceOptions{
		Journal: func(JournalEntry) error { panic("a bug") },
	})
	ok(t, err)
	func() {
		defer func() { expect(t, recover() == "a bug", "no panic") }()
		batch.Next()
	}()
	results := 0
	for batch.Next() {
		results++
		as(t, batch.Placed().Err(), ErrStorage)
	}
	expect(t, results == 2, results)
	expect(t, s.count(t, "POST", "/ring-out") == 0, "a call was placed without a journal")
	// The journal may close the batch.
	batch, err = client.PlaceAll(background, requestsTo(callee), &PlaceOptions{
		Journal: func(JournalEntry) error { return batch.Close() },
	})
	ok(t, err)
	for batch.Next() {
	}
	ok(t, batch.Close())
}

func TestInterruptedBatch(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	ctx, cancel := context.WithCancel(background)
	batch, err := client.PlaceAll(ctx, requestsTo(ringsForever, ringsForever), &PlaceOptions{
		Concurrency: 1,
		Journal: func(entry JournalEntry) error {
			if entry.Step == JournalStepPlaced {
				cancel()
			}
			return nil
		},
	})
	ok(t, err)
	placed, results := 0, 0
	for batch.Next() {
		results++
		as(t, batch.Placed().Err(), ErrOperationCancelled)
		if batch.Placed().Call != nil {
			placed++
		}
	}
	expect(t, placed == 1 && results == 2, placed, results)
	expect(t, errors.Is(batch.Err(), context.Canceled), batch.Err())
	// Close interrupts a Next in another goroutine.
	batch, err = client.PlaceAll(background, requestsTo(ringsForever), nil)
	ok(t, err)
	done := make(chan bool)
	go func() {
		for batch.Next() {
		}
		close(done)
	}()
	s.until(t, "POST", "/ring-out", 2)
	ok(t, batch.Close())
	<-done
}

func TestMaybePlaced(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	s.fault(t, "POST", account, 1, object{"drop": "before-response"})
	_, err := client.CreateCall(background, callee, From(caller))
	failure := as(t, err, ErrMaybePlaced)
	expect(t, failure.MayHavePlaced, failure)
	attempt, known := failure.Attempt()
	expect(t, known && time.Since(attempt.SentAt) < time.Minute, attempt)
	expect(t, s.count(t, "POST", "/ring-out") == 1, "not placed once")
	_, err = client.CallLog(background, attempt)
	ok(t, err)
}

func TestErrorClasses(t *testing.T) {
	for status, class := range map[int]error{
		401: ErrUnauthorized, 403: ErrForbidden, 404: ErrNotFound, 429: ErrRateLimited, 400: ErrRejected, 503: ErrServer,
	} {
		s := reset(t)
		client := s.client(t, WithRateLimit(RateLimitFailFast), WithRequestTimeout(2*time.Second))
		call := place(t, client, ringsForever)
		s.fault(t, "GET", account, 0, object{"status": status, "headers": object{"Retry-After": "60"}})
		_, err := call.Status(background)
		failure := as(t, err, class)
		expect(t, int(failure.HttpStatus) == status, failure.HttpStatus)
		wait, limited := failure.RetryAfter()
		expect(t, limited == (status == 429 || status == 503) || !limited, wait)
		response, err := client.Send(background, "GET", account+"/~", nil, nil)
		if err == nil {
			expect(t, int(response.Status) == status && errors.Is(response.Error.Err(), class), response.Status)
		} else {
			as(t, err, class)
		}
	}
	s := reset(t)
	call := place(t, s.client(t, WithRequestTimeout(time.Second)), ringsForever)
	s.fault(t, "GET", account, 1, object{"status": 200, "body": "no JSON"})
	_, err := call.Status(background)
	as(t, err, ErrProtocol)
	s.silent(t, "GET", account)
	_, err = call.Status(background)
	as(t, err, ErrRequestTimeout)
	s.withoutFaults(t)
	client, err := NewClient("http://127.0.0.1:1", "id", WithJWT("jwt"), WithRequestTimeout(time.Second))
	ok(t, err)
	defer client.Close()
	as(t, client.LoginJWT(background, "jwt"), ErrConnectionFailed)
}

// memoryStore is a token store that fails as a test wants.
type memoryStore struct {
	mutex  sync.Mutex
	tokens map[string]string
	err    error
	panics bool
	locks  int32
}

func (store *memoryStore) Load(key TokenKey) (string, error) {
	store.mutex.Lock()
	defer store.mutex.Unlock()
	if store.panics {
		panic("a bug")
	}
	return store.tokens[key.Text], store.err
}

func (store *memoryStore) Save(key TokenKey, token string) error {
	store.mutex.Lock()
	defer store.mutex.Unlock()
	store.tokens[key.Text] = token
	return store.err
}

func (store *memoryStore) TryLock(TokenKey) (bool, error) {
	return atomic.AddInt32(&store.locks, 1) > 0, nil
}

func (store *memoryStore) Unlock(TokenKey) { atomic.AddInt32(&store.locks, -1) }

func TestTokenStore(t *testing.T) {
	s := reset(t)
	store := &memoryStore{tokens: map[string]string{}}
	var _ LockingTokenStore = store
	place(t, s.client(t, WithTokenStore(store)), callee)
	place(t, s.client(t, WithTokenStore(store)), callee)
	expect(t, s.count(t, "POST", "/oauth/token") == 1 && len(store.tokens) == 1, store.tokens)
	expect(t, atomic.LoadInt32(&store.locks) == 0, store.locks)
	store.err = errors.New("no \x00 disk")
	_, err := s.client(t, WithTokenStore(store)).CreateCall(background, callee)
	failure := as(t, err, ErrStorage)
	expect(t, strings.Contains(failure.Message, "disk"), failure)
	store.err, store.panics = nil, true
	_, err = s.client(t, WithTokenStore(store)).CreateCall(background, callee)
	expect(t, strings.Contains(as(t, err, ErrStorage).Message, "the token store panicked: a bug"), err)
	_, err = NewClient(s.URL, s.ClientID, WithTokenStore(nil))
	as(t, err, ErrInvalidArgument)
	_, err = NewClient("x", s.ClientID, WithTokenStore(store))
	as(t, err, ErrInvalidArgument)
	file := filepath.Join(t.TempDir(), "token")
	place(t, s.client(t, WithTokenFile(file)), callee)
	_, err = os.Stat(file)
	ok(t, err)
}

func TestAccount(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	ids, err := client.CallerIDs(background)
	ok(t, err)
	expect(t, len(ids) > 0 && ids[0].PhoneNumber != "", ids)
	numbers, err := client.ForwardingNumbers(background)
	ok(t, err)
	expect(t, len(numbers) > 0 && numbers[0].Id != "", numbers)
	report, err := client.Preflight(background, nil)
	ok(t, err)
	request := NewCallRequest(callee, From(caller), Prompt(false), CancelOnExit())
	withRequest, err := client.Preflight(background, &request)
	ok(t, err)
	expect(t, report.Ok && withRequest.Ok && len(withRequest.Checks) > len(report.Checks), withRequest)
	bad := NewCallRequest("x")
	_, err = client.Preflight(background, &bad)
	as(t, err, ErrInvalidArgument)
	limits, err := client.Limits()
	ok(t, err)
	expect(t, len(limits) == 3 && limits[0].Name == "Light", limits)
	response, err := client.Request(background, "GET", account+"/~/extension/~", url.Values{"b": {"1", "2"}, "a": {"&"}}, nil)
	ok(t, err)
	var extension struct{ Status string }
	ok(t, response.JSON(&extension))
	expect(t, extension.Status == "Enabled" && s.count(t, "GET", "?a=%26&b=1&b=2") == 1, extension)
	_, err = client.Request(background, "GET", account+"/~/extension/~/ring-out/none", nil, nil)
	as(t, err, ErrNotFound)
	response, err = client.Send(background, "GET", account+"/~/extension/~/ring-out/none", nil, nil)
	ok(t, err)
	expect(t, response.Status == 404 && errors.Is(response.Error.Err(), ErrNotFound), response.Status)
	s.hurry(t)
	call := place(t, client, callee)
	_, err = call.Wait(background, nil)
	ok(t, err)
	logged, err := call.Log(background)
	ok(t, err)
	_, known := logged.StartTime()
	expect(t, known == (logged.Matching != LogMatchNone), logged.Matching)
	quick, err := client.WithTimeout(time.Second)
	ok(t, err)
	_, err = quick.CallerIDs(background)
	ok(t, err)
	_, err = client.WithTimeout(0)
	as(t, err, ErrInvalidArgument)
	_, err = client.WithRateLimit(RateLimitFailFast)
	ok(t, err)
	ok(t, client.Close())
	_, err = quick.CallerIDs(background)
	as(t, err, ErrInvalidArgument)
}

func TestSettings(t *testing.T) {
	client, err := NewClient("https://example.com", "id", WithSecret("s"), WithJWT("j"), WithAccountID("1"), WithExtensionID("2"),
		WithCallPath(CallPathDeprecated), WithConnectTimeout(time.Second), WithAccessTokenTTL(time.Hour),
		WithRefreshTokenTTL(24*time.Hour), WithTokenUser("user"), WithProxy(""), WithApp("app", "1.0"), WithInsecureHTTP(), WithShare(0.5))
	ok(t, err)
	ok(t, client.Close())
	for parameter, option := range map[string]Option{
		"app_name":            WithApp("app", ""),
		"ca_bundle":           WithCABundle("/none"),
		"connect_timeout_ms":  WithConnectTimeout(-1),
		"access_token_ttl_s":  WithAccessTokenTTL(time.Second),
		"refresh_token_ttl_s": WithRefreshTokenTTL(-1),
		"request_timeout_ms":  WithRequestTimeout(1 << 62),
		"proxy":               WithProxy("x:y:z"),
		"rate_limit":          WithRateLimit(9),
		"share":               WithShare(1.5),
	} {
		_, err := NewClient("https://example.com", "id", option)
		expect(t, as(t, err, ErrInvalidArgument).Parameter == parameter, parameter, err)
	}
	t.Setenv("RC_SERVER_URL", "")
	_, err = FromEnv()
	expect(t, as(t, err, ErrInvalidArgument).Parameter == "RC_SERVER_URL", err)
	uri, err := DialURI(callee, DialSchemeTel)
	expect(t, err == nil && uri == "tel:"+callee, uri)
	expect(t, Version() == "0.1.0" && StatusBusy.Explain() != "" && StatusBusy.IsFailedLeg() && StatusFinished.IsEnded(), Version())
	_, err = CheckTransition(nil, nil)
	as(t, err, ErrInvalidArgument)
}

func TestBadStrings(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	for _, bad := range []string{"\xff", "+1650\x005550100"} {
		_, err := client.CreateCall(background, bad)
		expect(t, as(t, err, ErrInvalidArgument).Parameter == "to", err)
		_, err = client.Call(bad)
		expect(t, as(t, err, ErrInvalidArgument).Parameter == "id", err)
		as(t, client.LoginJWT(background, bad), ErrInvalidArgument)
		_, err = client.Request(background, "GET", "/"+bad, nil, nil)
		as(t, err, ErrInvalidArgument)
		_, err = client.CallLog(background, Attempt{To: bad})
		as(t, err, ErrInvalidArgument)
		_, err = NewCallState(bad, "", "")
		as(t, err, ErrInvalidArgument)
	}
	expect(t, s.count(t, "POST", "/ring-out") == 0, "a call was placed")
}

func TestClose(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	call := place(t, client, ringsForever)
	failed := make(chan error, 51)
	for i := 0; i < 50; i++ {
		go func() {
			_, err := call.Wait(background, nil)
			failed <- err
		}()
	}
	watch, err := call.Watch(background, nil)
	ok(t, err)
	batch, err := client.PlaceAll(background, requestsTo(ringsForever), nil)
	ok(t, err)
	go func() {
		batch.Next()
		failed <- batch.Placed().Err()
	}()
	s.until(t, "POST", "/ring-out", 2)
	s.until(t, "GET", call.ID(), 1)
	began := time.Now()
	ok(t, client.Close())
	for i := 0; i < cap(failed); i++ {
		err := <-failed
		// Some may not have begun.
		expect(t, errors.Is(err, ErrOperationCancelled) || errors.Is(err, ErrInvalidArgument), err)
	}
	expect(t, !watch.Next() && errors.Is(watch.Err(), ErrOperationCancelled), watch.Err())
	expect(t, time.Since(began) < soon, time.Since(began))
	ok(t, client.Close())
	ok(t, watch.Close())
	_, err = call.Status(background)
	expect(t, as(t, err, ErrInvalidArgument).Parameter == "client", err)
	_, err = client.CreateCall(background, callee)
	as(t, err, ErrInvalidArgument)
	_, err = client.Token()
	as(t, err, ErrInvalidArgument)
	_, err = client.PlaceAll(background, nil, nil)
	as(t, err, ErrInvalidArgument)
	expect(t, call.ID() != "" && call.State() != nil && call.Outcome() != nil, "the call cannot be read")
}

func TestManyGoroutines(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	call := place(t, client, ringsForever)
	var group sync.WaitGroup
	for i := 0; i < 100; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			ctx, cancel := context.WithCancel(background)
			defer cancel()
			if i%10 == 9 {
				go cancel()
			}
			if _, err := call.Status(ctx); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			watch, err := call.Watch(background, nil)
			if err != nil {
				t.Error(err)
				return
			}
			watch.Close()
			for watch.Next() {
			}
			if !errors.Is(watch.Err(), ErrOperationCancelled) {
				t.Error(watch.Err())
			}
		}(i)
	}
	group.Wait()
}

// threads returns the number of threads of this process.
func threads(t testing.TB) int {
	text, err := os.ReadFile("/proc/self/status")
	ok(t, err)
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "Threads:") {
			number, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "Threads:")))
			ok(t, err)
			return number
		}
	}
	t.Fatal("no number of threads")
	return 0
}

func TestThousandCalls(t *testing.T) {
	s := reset(t)
	client := s.client(t)
	const count = 1000
	calls := make([]*Call, count)
	for i := range calls {
		calls[i] = place(t, client, ringsForever)
	}
	before := threads(t)
	ctx, cancel := context.WithCancel(background)
	failed := make(chan error, count)
	var began sync.WaitGroup
	for i, call := range calls {
		began.Add(1)
		go func(i int, call *Call) {
			began.Done()
			if i%2 == 0 {
				_, err := call.Wait(ctx, nil)
				failed <- err
				return
			}
			watch, err := call.Watch(ctx, nil)
			if err != nil {
				failed <- err
				return
			}
			for watch.Next() {
			}
			failed <- watch.Err()
		}(i, call)
	}
	began.Wait()
	s.until(t, "GET", "/ring-out/", 10)
	more := threads(t) - before
	cancel()
	for i := 0; i < count; i++ {
		err := <-failed
		expect(t, errors.Is(err, context.Canceled), err)
	}
	t.Logf("%d more threads", more)
	expect(t, more < 50, more)
}

func TestGarbage(t *testing.T) {
	s := reset(t)
	readers := func() (number int) {
		stacks := make([]byte, 1<<20)
		return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "(*engine).read(")
	}
	before := readers()
	forget := func() {
		client, err := NewClient(s.URL, s.ClientID, WithSecret(s.ClientSecret), WithJWT(s.JWT))
		ok(t, err)
		call, err := client.CreateCall(background, ringsForever, From(caller))
		ok(t, err)
		_, err = call.Watch(background, nil)
		ok(t, err)
		batch, err := client.PlaceAll(background, requestsTo(callee), nil)
		ok(t, err)
		expect(t, batch.Remaining() == 1, "no request")
	}
	for i := 0; i < 10; i++ {
		forget()
	}
	// A wait keeps its call and client, and a watch in use is not collected.
	call := place(t, s.client(t), ringsForever)
	ctx, cancel := context.WithCancel(background)
	failed := make(chan error, 1)
	go func() {
		_, err := call.Wait(ctx, nil)
		failed <- err
	}()
	for readers() > before+1 {
		runtime.GC()
		runtime.Gosched()
	}
	cancel()
	expect(t, errors.Is(<-failed, context.Canceled), "the wait ended by itself")
}

func TestLoggerAndSecrets(t *testing.T) {
	s := reset(t)
	var mutex sync.Mutex
	var lines []string
	ok(t, SetLogger(LogLevelDebug, func(level LogLevel, message string) {
		mutex.Lock()
		defer mutex.Unlock()
		lines = append(lines, level.String()+" "+message)
		if len(lines) == 1 {
			panic("a bug in the logger")
		}
	}))
	client := s.client(t)
	call := place(t, client, callee)
	_, err := client.CreateCall(background, "x")
	token, tokenErr := client.Token()
	ok(t, tokenErr)
	ok(t, SetLogger(LogLevelDebug, nil))
	expect(t, len(lines) >= 2, lines)
	seen := strings.Join(lines, "\n") + shown(err)
	for _, value := range []interface{}{client, call, call.State(), token, WithJWT(s.JWT)} {
		seen += fmt.Sprintf("%v %+v %#v", value, value, value)
	}
	for _, secret := range []string{s.ClientSecret, s.JWT, token.AccessToken} {
		expect(t, !strings.Contains(seen, secret), "a secret is shown")
	}
	_, err = json.Marshal(call.State())
	ok(t, err)
	as(t, SetLogger(99, func(LogLevel, string) {}), ErrInvalidArgument)
}

func BenchmarkStatus(b *testing.B) {
	s := reset(b)
	call := place(b, s.client(b), ringsForever)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		if _, err := call.Status(background); err != nil {
			b.Fatal(err)
		}
	}
}
