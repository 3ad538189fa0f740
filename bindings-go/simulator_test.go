package ringout

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Numbers whose last digits decide their behaviour, as the simulator documents.
const (
	caller       = "+16505550123"
	callee       = "+16505550100"
	busy         = "+16505550486"
	rejects      = "+16505550603"
	ringsForever = "+16505550180"
	account      = "/restapi/v1.0/account"
)

// simulator is a running simulator.
type simulator struct {
	URL          string `json:"url"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	JWT          string `json:"jwt"`
	Username     string `json:"username"`
	Password     string `json:"password"`
	input        io.Closer
	process      *exec.Cmd
}

var (
	sharedOnce      sync.Once
	sharedSimulator *simulator
	runningMutex    sync.Mutex
	running         []*simulator
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, one := range running {
		// It stops at the end of its input, also when this process dies.
		one.input.Close()
		if err := one.process.Wait(); err != nil {
			fmt.Fprintln(os.Stderr, "the simulator failed:", err)
			code = 1
		}
	}
	os.Exit(code)
}

func startSimulator(t testing.TB, options ...string) *simulator {
	t.Helper()
	program := os.Getenv("RINGOUT_SIMULATOR")
	if program == "" {
		program = filepath.Join("..", "target", "debug", "ringout-simulator")
	}
	process := exec.Command(program, append([]string{"--quiet", "--stop-on-eof"}, options...)...)
	process.Stderr = os.Stderr
	input, err := process.StdinPipe()
	ok(t, err)
	output, err := process.StdoutPipe()
	ok(t, err)
	ok(t, process.Start())
	one := &simulator{input: input, process: process}
	runningMutex.Lock()
	running = append(running, one)
	runningMutex.Unlock()
	ok(t, json.NewDecoder(output).Decode(one))
	return one
}

// reset returns the simulator that the tests share, as new.
func reset(t testing.TB) *simulator {
	t.Helper()
	sharedOnce.Do(func() { sharedSimulator = startSimulator(t) })
	sharedSimulator.ask(t, "POST", "reset", nil, nil)
	return sharedSimulator
}

// ask sends an admin request.
func (s *simulator) ask(t testing.TB, method, path string, body, into interface{}) {
	t.Helper()
	ok(t, s.admin(method, path, body, into))
}

func (s *simulator) admin(method, path string, body, into interface{}) error {
	var content []byte
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, s.URL+"/_simulator/"+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s", method, path, text)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(text, into)
	}
	return err
}

type object = map[string]interface{}

func (s *simulator) fault(t testing.TB, method, path string, times int, fault object) {
	t.Helper()
	s.ask(t, "POST", "faults", object{"method": method, "path": path, "times": times, "fault": fault}, nil)
}

func (s *simulator) advance(t testing.TB, milliseconds int) {
	t.Helper()
	s.ask(t, "POST", "clock", object{"advance_ms": milliseconds}, nil)
}

func (s *simulator) hurry(t testing.TB) {
	t.Helper()
	s.ask(t, "POST", "clock", object{"speed": 20}, nil)
}

type sent struct {
	Method, Path, Body string
	Status             *int
}

// UnmarshalJSON keeps the body as text.
func (entry *sent) UnmarshalJSON(text []byte) error {
	var fields struct {
		Method, Path string
		Status       *int
		Body         interface{}
	}
	err := json.Unmarshal(text, &fields)
	body, _ := fields.Body.(string)
	*entry = sent{fields.Method, fields.Path, body, fields.Status}
	return err
}

func (s *simulator) journal() ([]sent, error) {
	var journal struct{ Requests []sent }
	err := s.admin("GET", "journal", nil, &journal)
	return journal.Requests, err
}

// count returns the number of requests with this method whose path contains a part.
func (s *simulator) count(t testing.TB, method, part string) int {
	t.Helper()
	journal, err := s.journal()
	ok(t, err)
	number := 0
	for _, entry := range journal {
		if entry.Method == method && strings.Contains(entry.Path, part) {
			number++
		}
	}
	return number
}

// client makes a client that knows the credentials. It is closed at the end of the test.
func (s *simulator) client(t testing.TB, options ...Option) *Client {
	t.Helper()
	client, err := NewClient(s.URL, s.ClientID, append([]Option{WithSecret(s.ClientSecret), WithJWT(s.JWT)}, options...)...)
	ok(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

func place(t testing.TB, client *Client, to string) *Call {
	t.Helper()
	call, err := client.CreateCall(context.Background(), to, From(caller))
	ok(t, err)
	return call
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func expect(t testing.TB, condition bool, values ...interface{}) {
	t.Helper()
	if !condition {
		t.Fatal(values...)
	}
}
