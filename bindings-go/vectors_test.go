package ringout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"
)

// Extra time for a busy machine.
const busyTime = 5 * time.Second

func readVectors(t *testing.T, name string, into interface{}) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "tests", "vectors", name))
	ok(t, err)
	ok(t, json.Unmarshal(text, into))
}

func stateOf(t *testing.T, statuses [3]string) *CallState {
	t.Helper()
	state, err := NewCallState(statuses[0], statuses[1], statuses[2])
	ok(t, err)
	return state
}

func TestTransitions(t *testing.T) {
	var vectors struct {
		Statuses  []string
		Leg, Call [][]string
		Triples   []struct {
			Name, Verdict, Phase string
			From, To             [3]string
			Reasons              [][2]string
			Path                 *string
		}
	}
	readVectors(t, "transitions.json", &vectors)
	for i, name := range vectors.Statuses {
		status := ParseStatus(name)
		expect(t, int(status) == i && (i == 0 || status.String() == name), name)
	}
	for position, table := range [][][]string{vectors.Call, vectors.Leg, vectors.Leg} {
		for i, row := range table {
			for j, wanted := range row {
				from, to := [3]string{"InProgress", "InProgress", "InProgress"}, [3]string{"InProgress", "InProgress", "InProgress"}
				from[position], to[position] = vectors.Statuses[i], vectors.Statuses[j]
				verdict, err := CheckTransition(stateOf(t, from), stateOf(t, to))
				ok(t, err)
				kind := "Documented"
				if i == j {
					kind = "Unchanged"
				}
				for _, reason := range verdict.Reasons {
					if int(reason.Field) == position {
						kind = reason.Kind.String()
					}
				}
				expect(t, kind == wanted, position, from, to, kind, wanted)
			}
		}
	}
	for _, triple := range vectors.Triples {
		triple := triple
		t.Run(triple.Name, func(t *testing.T) {
			to := stateOf(t, triple.To)
			verdict, err := CheckTransition(stateOf(t, triple.From), to)
			ok(t, err)
			reasons := [][2]string{}
			var path *string
			for _, reason := range verdict.Reasons {
				reasons = append(reasons, [2]string{strings.ToLower(reason.Field.String()), reason.Kind.String()})
				expect(t, reason.Text != "", "a reason without a text")
				if path == nil && len(reason.PathStatuses) > 0 {
					var names []string
					for _, status := range reason.PathStatuses {
						names = append(names, status.String())
					}
					joined := strings.Join(names, " > ")
					path = &joined
				}
			}
			expect(t, verdict.Kind.String() == triple.Verdict, verdict.Kind)
			expect(t, to.Phase.String() == triple.Phase, to.Phase)
			expect(t, reflect.DeepEqual(reasons, triple.Reasons), reasons, triple.Reasons)
			expect(t, reflect.DeepEqual(path, triple.Path), path)
		})
	}
}

type response struct {
	Name    string
	Status  int
	Headers map[string]string
	Body    string
	Expect  object
	NotText []string `json:"not_text"`
	// In seconds.
	RequestTimeout float64 `json:"request_timeout"`
}

type errorVectors struct {
	Codes []struct {
		Number int
		Code   string
		Class  *string
	}
	Responses []response
}

func TestErrorCodes(t *testing.T) {
	var vectors errorVectors
	readVectors(t, "errors.json", &vectors)
	classes := []error{
		ErrInvalidArgument, ErrNotLoggedIn, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited, ErrRejected, ErrServer,
		ErrRequestTimeout, ErrConnectionFailed, ErrProtocol, ErrOperationCancelled, ErrStorage, ErrMaybePlaced, ErrInternal,
	}
	found := 0
	for _, row := range vectors.Codes {
		code := ErrorCode(row.Number)
		expect(t, code.Name() == row.Code, code, row.Code)
		if row.Class == nil {
			continue
		}
		found++
		for _, class := range classes {
			wanted := class.(ErrorCode) == code
			expect(t, errors.Is(&Error{ErrorInfo{Code: code}}, class) == wanted, code, class)
		}
	}
	expect(t, found == len(classes), found)
}

// spelling is a parameter as the C library spells it.
func spelling(expect object) string {
	name, _ := expect["parameter"].(string)
	if expect["code"] == "INVALID_ARGUMENT" && strings.HasSuffix(name, "_timeout") {
		name += "_ms"
	}
	return name
}

// differences returns what differs from the expected error.
func differences(failure *Error, expect object) (found []string) {
	retryAfter := interface{}(nil)
	if wait, limited := failure.RetryAfter(); limited {
		retryAfter = wait.Seconds()
	}
	// The messages of codes that only C has are those of an argument.
	code := failure.Code.Name()
	if errors.Is(failure, ErrInvalidArgument) {
		code = "INVALID_ARGUMENT"
	}
	seen := object{
		"code":            code,
		"http_status":     number(failure.HttpStatus),
		"error_code":      absent(failure.ErrorInfo.ErrorCode),
		"parameter":       absent(failure.Parameter),
		"oauth_error":     absent(failure.OauthError),
		"request_id":      absent(failure.RequestId),
		"retryable":       failure.Retryable,
		"may_have_placed": failure.MayHavePlaced,
		"retry_after":     retryAfter,
		"details":         float64(len(failure.Details)),
		"hint":            absent(failure.Hint),
	}
	fields := object{}
	if len(failure.Details) > 0 && failure.Details[0].Fields != "" {
		if err := json.Unmarshal([]byte(failure.Details[0].Fields), &fields); err != nil {
			found = append(found, err.Error())
		}
	}
	seen["fields"] = fields
	for key, wanted := range expect {
		if parts, list := wanted.([]interface{}); list {
			text := map[string]string{"text": failure.Error(), "hint": failure.Hint}[key]
			for _, part := range parts {
				if !strings.Contains(text, part.(string)) {
					found = append(found, fmt.Sprintf("%q is not in %q", part, text))
				}
			}
			continue
		}
		if key == "parameter" && wanted != nil {
			wanted = spelling(expect)
		}
		if value, known := seen[key]; !known || !reflect.DeepEqual(value, wanted) {
			found = append(found, fmt.Sprintf("%s is %v, not %v", key, value, wanted))
		}
	}
	length := len([]rune(failure.Message))
	if length == 0 || length > 1000 || strings.IndexFunc(failure.Message, unicode.IsControl) >= 0 {
		found = append(found, fmt.Sprintf("no message of one line: %q", failure.Message))
	}
	return found
}

func absent(text string) interface{} {
	if text == "" {
		return nil
	}
	return text
}

func number(value uint32) interface{} {
	if value == 0 {
		return nil
	}
	return float64(value)
}

// shown is every text that a program can make of an error.
func shown(err error) string {
	text := fmt.Sprintf("%v %+v %#v %s %q", err, err, err, err, err)
	var failure *Error
	if errors.As(err, &failure) {
		info, _ := json.Marshal(failure.ErrorInfo)
		text += fmt.Sprintf("%v %+v %#v %s", failure.ErrorInfo, failure.Details, failure.Details, info)
	}
	return text
}

func TestErrorResponses(t *testing.T) {
	s := reset(t)
	var vectors errorVectors
	readVectors(t, "errors.json", &vectors)
	id := place(t, s.client(t), callee).ID()
	for _, row := range vectors.Responses {
		row := row
		t.Run(row.Name, func(t *testing.T) {
			s.ask(t, "DELETE", "faults", nil, nil)
			s.fault(t, "GET", account, 0, object{"status": row.Status, "headers": row.Headers, "body": row.Body})
			// A new client, because a client remembers a rate limit or a lockout.
			call, err := s.client(t, WithRequestTimeout(time.Duration(row.RequestTimeout*float64(time.Second)))).Call(id)
			ok(t, err)
			_, err = call.Status(context.Background())
			var failure *Error
			expect(t, errors.As(err, &failure), err)
			expect(t, differences(failure, row.Expect) == nil, differences(failure, row.Expect))
			for _, part := range row.NotText {
				expect(t, !strings.Contains(shown(err), part), part)
			}
		})
	}
	s.ask(t, "DELETE", "faults", nil, nil)
}

type badInput struct {
	Name      string
	Client    object
	Faults    []object
	Operation string
	Arguments object
	Expect    object
	Posts     int
	Placed    *int
	Within    float64
	Sent      *string
	Returns   *string
	NotText   []string `json:"not_text"`
	NotIn     []string `json:"not_in"`
}

func contains(list []string, text string) bool {
	for _, each := range list {
		if each == text {
			return true
		}
	}
	return false
}

// TestBadInput runs the cases on several simulators, because most wait for a deadline.
func TestBadInput(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "tests", "vectors", "bad_input.json"))
	ok(t, err)
	// Bound but not listening, so that connections are refused and no other process can take the port.
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	ok(t, err)
	defer syscall.Close(socket)
	ok(t, syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	address, err := syscall.Getsockname(socket)
	ok(t, err)
	closed := fmt.Sprintf("http://127.0.0.1:%d", address.(*syscall.SockaddrInet4).Port)
	var group sync.WaitGroup
	const shares = 8
	for share := 0; share < shares; share++ {
		s := startSimulator(t)
		var vectors struct{ Cases []badInput }
		ok(t, json.Unmarshal([]byte(strings.NewReplacer("{simulator}", s.URL, "{closed}", closed).Replace(string(text))), &vectors))
		group.Add(1)
		go func(first int) {
			defer group.Done()
			for i := first; i < len(vectors.Cases); i += shares {
				test := vectors.Cases[i]
				if contains(test.NotIn, "go") {
					continue
				}
				t.Run(test.Name, func(t *testing.T) {
					for _, problem := range s.runCase(test) {
						t.Error(problem)
					}
				})
			}
		}(share)
	}
	group.Wait()
}

var createPath = regexp.MustCompile("/ring-?out$")

// runCase runs a case and returns what is wrong.
func (s *simulator) runCase(test badInput) (found []string) {
	problem := func(format string, values ...interface{}) { found = append(found, fmt.Sprintf(format, values...)) }
	if err := s.admin("POST", "reset", nil, nil); err != nil {
		return []string{err.Error()}
	}
	err, returned, took := s.operate(test)
	var failure *Error
	if errors.As(err, &failure) {
		found = append(found, differences(failure, test.Expect)...)
		for _, part := range append([]string{s.ClientSecret, s.JWT}, test.NotText...) {
			if strings.Contains(shown(err), part) {
				problem("it shows %q", part)
			}
		}
	} else if err != nil {
		problem("%v", err)
	} else if test.Expect["code"] != "OK" {
		problem("it succeeds")
	} else if test.Returns != nil && returned != *test.Returns {
		problem("it returns %q", returned)
	}
	journal, err := s.journal()
	if err != nil {
		problem("%v", err)
	}
	posts, seen := 0, false
	for _, entry := range journal {
		if entry.Method == "POST" && createPath.MatchString(entry.Path) {
			posts++
		}
		seen = seen || entry.Method == "POST" && test.Sent != nil && entry.Body == *test.Sent
	}
	if test.Sent != nil && !seen {
		problem("it does not send %s", *test.Sent)
	}
	if posts != test.Posts {
		problem("%d POSTs, not %d", posts, test.Posts)
	}
	var state struct{ Calls struct{ Placed int } }
	if err := s.admin("GET", "state", nil, &state); err != nil {
		problem("%v", err)
	}
	if test.Placed != nil && state.Calls.Placed != *test.Placed {
		problem("%d calls placed, not %d", state.Calls.Placed, *test.Placed)
	}
	if limit := time.Duration(test.Within*float64(time.Second)) + busyTime; took > limit {
		problem("it took %v", took)
	}
	return found
}

// options turns the settings of a case into those of a client.
func (s *simulator) options(test badInput) (server, clientID string, options []Option) {
	server, clientID = s.URL, s.ClientID
	options = []Option{WithSecret(s.ClientSecret)}
	if test.Operation != "login" {
		options = append(options, WithJWT(s.JWT))
	}
	for name, value := range test.Client {
		switch name {
		case "server":
			server = value.(string)
		case "client_id":
			clientID = value.(string)
		case "client_secret":
			options = append(options, WithSecret(value.(string)))
		case "jwt":
			if test.Operation != "login" {
				options = append(options, WithJWT(value.(string)))
			}
		case "request_timeout":
			options = append(options, WithRequestTimeout(time.Duration(value.(float64)*float64(time.Second))))
		case "create_timeout":
			options = append(options, WithCreateTimeout(time.Duration(value.(float64)*float64(time.Second))))
		case "call_path":
			options = append(options, WithCallPath(map[string]CallPath{"ring-out": CallPathRingOut, "ringout": CallPathDeprecated}[value.(string)]))
		default:
			panic(name)
		}
	}
	return server, clientID, options
}

// operate runs the operation of a case. Returns its error, its result, and how long it took.
func (s *simulator) operate(test badInput) (err error, returned string, took time.Duration) {
	ctx := context.Background()
	argument := func(name string) string { text, _ := test.Arguments[name].(string); return text }
	began := time.Now()
	defer func() { took = time.Since(began) }()
	if test.Operation == "dial_uri" {
		scheme := map[string]DialScheme{"": DialSchemeRcMobile, "rcmobile": DialSchemeRcMobile, "tel": DialSchemeTel}[argument("scheme")]
		returned, err = DialURI(argument("number"), scheme)
		return err, returned, 0
	}
	server, clientID, options := s.options(test)
	client, err := NewClient(server, clientID, options...)
	if err != nil {
		return err, "", 0
	}
	defer client.Close()
	var call *Call
	_, known := test.Arguments["id"]
	if (test.Operation == "status" || test.Operation == "cancel") && !known {
		if call, err = client.CreateCall(ctx, callee, From(caller)); err != nil {
			return err, "", 0
		}
	}
	for _, fault := range test.Faults {
		if err := s.admin("POST", "faults", fault, nil); err != nil {
			return err, "", 0
		}
	}
	if err := s.admin("DELETE", "journal", nil, nil); err != nil {
		return err, "", 0
	}
	began = time.Now()
	if call == nil && known {
		if call, err = client.Call(argument("id")); err != nil {
			return err, "", 0
		}
	}
	switch test.Operation {
	case "build", "call":
	case "login":
		jwt, given := test.Client["jwt"].(string)
		if !given {
			jwt = s.JWT
		}
		err = client.LoginJWT(ctx, jwt)
	case "create_call":
		_, err = client.CreateCall(ctx, argument("to"), callOptions(test.Arguments)...)
	case "status":
		_, err = call.Status(ctx)
	case "cancel":
		_, err = call.Cancel(ctx)
	case "request":
		var body []byte
		if text, given := test.Arguments["body"].(string); given {
			body = []byte(text)
		}
		_, err = client.Request(ctx, argument("method"), argument("path"), nil, body)
	default:
		err = errors.New("unknown operation " + test.Operation)
	}
	return err, "", 0
}

func callOptions(arguments object) (options []CallOption) {
	texts := map[string]func(string) CallOption{
		"from": From, "from_forwarding_number": FromForwardingNumber, "caller_id": CallerID, "country": Country,
	}
	for name, value := range arguments {
		switch value := value.(type) {
		case string:
			if option := texts[name]; option != nil {
				options = append(options, option(value))
			}
		case bool:
			options = append(options, Prompt(value))
		}
	}
	return options
}
