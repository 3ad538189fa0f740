package ringout

// #include <ringout.h>
// extern uint32_t ringoutGoLoad(ringout_token_key *key, ringout_token_sink *sink, void *user_data);
// extern uint32_t ringoutGoSave(ringout_token_key *key, char *token, ringout_token_sink *sink, void *user_data);
// extern uint32_t ringoutGoTryLock(ringout_token_key *key, ringout_token_sink *sink, void *user_data);
// extern void ringoutGoUnlock(ringout_token_key *key, void *user_data);
// extern void ringoutGoFree(void *user_data);
// extern void ringoutGoLog(uint32_t level, char *message, void *user_data);
import "C"

import (
	"fmt"
	"strings"
	"sync"
	"unsafe"
)

// TokenStore saves tokens between runs and shares them between processes.
//
// The client calls Load only when it needs a new token, and Save with every token that it gets, from threads of the library and for
// any number of clients at once. A method that fails or panics fails the operation with ErrStorage, and its text becomes part of
// the message, so it must not contain a secret. A token that cannot be saved is used even so, and a warning is logged.
//
// Without a lock, two processes that find the token expired may both log in; see LockingTokenStore.
type TokenStore interface {
	// Load returns the token that is saved under the key, or "" if there is none.
	Load(key TokenKey) (token string, err error)
	// Save saves a token, a JSON string that contains secrets. "" removes it.
	Save(key TokenKey, token string) error
}

// LockingTokenStore is a token store with a lock for refreshing a token. Of several processes, one logs in and the others use its
// token.
type LockingTokenStore interface {
	TokenStore
	// TryLock tries to acquire the lock, without waiting. Returns false if it is held elsewhere; then it is called again soon.
	TryLock(key TokenKey) (bool, error)
	// Unlock releases the lock. It may run in another goroutine than TryLock.
	Unlock(key TokenKey)
}

func newStore(store TokenStore) nativeTokenStore {
	native := newTokenStore()
	native.UserData = newHandle(store)
	native.Load = C.ringout_token_load_callback(C.ringoutGoLoad)
	native.Save = C.ringout_token_save_callback(C.ringoutGoSave)
	native.FreeUserData = C.ringout_free_user_data_callback(C.ringoutGoFree)
	if _, locks := store.(LockingTokenStore); locks {
		native.TryLock = C.ringout_token_try_lock_callback(C.ringoutGoTryLock)
		native.Unlock = C.ringout_token_unlock_callback(C.ringoutGoUnlock)
	}
	return native
}

// guarded runs a method of a store. No panic may pass through the library.
func guarded(sink *C.ringout_token_sink, method func() (StoreResult, error)) (result C.uint32_t) {
	fail := func(reason string) {
		tokenSinkSetFailure(sink, strings.ReplaceAll(reason, "\x00", "\uFFFD"))
		result = C.uint32_t(StoreResultFailed)
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			fail(fmt.Sprint("the token store panicked: ", panicked))
		}
	}()
	value, err := method()
	if err != nil {
		fail(err.Error())
		return result
	}
	return C.uint32_t(value)
}

//export ringoutGoLoad
func ringoutGoLoad(key *C.ringout_token_key, sink *C.ringout_token_sink, userData unsafe.Pointer) C.uint32_t {
	return guarded(sink, func() (StoreResult, error) {
		token, err := handleValue(userData).(TokenStore).Load(*readTokenKey(key))
		if err == nil && token == "" {
			return StoreResultNotFound, nil
		}
		tokenSinkSetToken(sink, token)
		return StoreResultOk, err
	})
}

//export ringoutGoSave
func ringoutGoSave(key *C.ringout_token_key, token *C.char, sink *C.ringout_token_sink, userData unsafe.Pointer) C.uint32_t {
	return guarded(sink, func() (StoreResult, error) {
		return StoreResultOk, handleValue(userData).(TokenStore).Save(*readTokenKey(key), C.GoString(token))
	})
}

//export ringoutGoTryLock
func ringoutGoTryLock(key *C.ringout_token_key, sink *C.ringout_token_sink, userData unsafe.Pointer) C.uint32_t {
	return guarded(sink, func() (StoreResult, error) {
		locked, err := handleValue(userData).(LockingTokenStore).TryLock(*readTokenKey(key))
		if err == nil && !locked {
			return StoreResultLocked, nil
		}
		return StoreResultOk, err
	})
}

//export ringoutGoUnlock
func ringoutGoUnlock(key *C.ringout_token_key, userData unsafe.Pointer) {
	// Nothing can be told about a panic here, and the lock may then be held forever.
	defer func() { _ = recover() }()
	handleValue(userData).(LockingTokenStore).Unlock(*readTokenKey(key))
}

//export ringoutGoFree
func ringoutGoFree(userData unsafe.Pointer) {
	freeHandle(userData)
}

var (
	loggerMutex sync.Mutex
	logger      unsafe.Pointer
)

// SetLogger sends log records of all clients to a function, instead of to the previous one. nil sends them to none. No record
// contains a secret.
//
//   - level: the least severe level to receive.
//
// The function runs on threads of the library, several at once. It must not block or call SetLogger. A panic in it is dropped.
func SetLogger(level LogLevel, write func(level LogLevel, message string)) error {
	loggerMutex.Lock()
	defer loggerMutex.Unlock()
	var callback C.ringout_log_callback
	var handle unsafe.Pointer
	if write != nil {
		callback, handle = C.ringout_log_callback(C.ringoutGoLog), newHandle(write)
	}
	if err := setLogCallback(callback, handle, uint32(level)); err != nil {
		freeHandle(handle)
		return err
	}
	// The previous function is never called again.
	freeHandle(logger)
	logger = handle
	return nil
}

//export ringoutGoLog
func ringoutGoLog(level C.uint32_t, message *C.char, userData unsafe.Pointer) {
	defer func() { _ = recover() }()
	handleValue(userData).(func(LogLevel, string))(LogLevel(level), C.GoString(message))
}
