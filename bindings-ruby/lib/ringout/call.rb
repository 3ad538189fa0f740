# frozen_string_literal: true

# A call and what follows it.

module RingOut
  # A RingOut call, from `Client#create_call` or `Client#call`. It outlives the object of its client, and can be used from many
  # threads.
  class Call
    # @return [String] RingCentral's id of the call, an opaque string
    attr_reader :id
    # @api private
    attr_reader :handle

    # @api private
    def initialize(address)
      @handle = Handle.new(address, :call_free, "call")
      @id = Native.call_id(address)
    end

    # @return [CallState, nil] the last known state. Sends nothing.
    def state
      handle.use { |call| CallState.take(Native.call_state(call)) }
    end

    # @return [Outcome] how the call ended, from the states seen so far. The kind is `:still_in_progress` until the end is seen.
    #   Sends nothing.
    def outcome
      handle.use { |call| Outcome.take(Native.call_outcome(call)) }
    end

    # Requests the state of the call once.
    # @return [CallState]
    def status
      handle.use do |call|
        Operation.run(->(inbox, tag) { Native.call_status_into(call, inbox, tag) }) do |event|
          CallState.take(Native.event_take_state(event))
        end
      end
    end

    # Waits until the call ends, or until both phones have answered. If the timeout passes, the outcome is `:still_in_progress`.
    # @param until [Symbol] `:ended` or `:answered`
    # @param timeout [Numeric, nil] in seconds; by default an hour
    # @param cancel_on_timeout [Boolean] whether to hang up when the timeout passes
    # @param cancel_on_exit [Boolean] whether to hang up if the wait is interrupted
    # @return [Outcome]
    def wait(until: :ended, timeout: nil, cancel_on_timeout: false, cancel_on_exit: false)
      options = Local.wait_options(binding.local_variable_get(:until), timeout, cancel_on_timeout, cancel_on_exit)
      handle.use do |call|
        Operation.run(->(inbox, tag) { Native.call_wait_into(call, options, inbox, tag) }) do |event|
          Outcome.take(Native.event_take_outcome(event))
        end
      end
    end

    # Returns the changes of the call. With a block, yields each and returns the outcome.
    #
    # The iteration blocks until the next change, and stops when `wait` with the same parameters would return. The timeout counts
    # from now.
    # @yieldparam change [Change]
    # @return [Watch, Outcome]
    def watch(until: :ended, timeout: nil, cancel_on_timeout: false, cancel_on_exit: false, &block)
      options = Local.wait_options(binding.local_variable_get(:until), timeout, cancel_on_timeout, cancel_on_exit)
      watch = handle.use { |call| Watch.new(Native.watch_new(call, options)) }
      return watch unless block

      begin
        watch.each(&block)
        watch.outcome
      ensure
        watch.close
      end
    end

    # Looks up the call in RingCentral's call log, which does not contain call ids.
    # @return [LoggedCall]
    def log
      handle.use do |call|
        Operation.run(->(inbox, tag) { Native.call_log_into(call, inbox, tag) }) do |event|
          LoggedCall.take(Native.event_take_logged_call(event))
        end
      end
    end

    # Cancels the call, and polls it once to see the effect. A call that is already over is not an error.
    # @return [Symbol] one of CancelEffect
    def cancel
      handle.use do |call|
        Operation.run(->(inbox, tag) { Native.call_cancel_into(call, inbox, tag) }) do |event|
          Native.enum(CancelEffect::NAMES, Native.event_cancel_effect(event))
        end
      end
    end

    # Lets the call go on: no `scoped` and no wait with `cancel_on_exit` that has begun hangs it up. Sends nothing.
    def detach
      handle.use { |call| Native.call_detach(call) }
    end

    # Yields the call, and begins to hang up when the block ends, unless the call is over or detached.
    def scoped
      scope = handle.use { |call| Native.scoped_call_new(call) }
      yield self
    ensure
      Native.scoped_call_free(scope)
    end

    # Begins to hang up.
    # @api private
    def leave
      scoped {}
    end

    def to_s
      "call #{id}"
    end

    def inspect
      "#<RingOut::Call #{id}>"
    end
  end

  # The changes of a call, from `Call#watch`. An iteration that was left can be continued. One thread at a time can use it.
  class Watch
    include Enumerable

    # @api private
    def initialize(address)
      @handle = Handle.new(address, :watch_free, "watch")
      @out = Fiddle::Pointer.malloc(24, Fiddle::RUBY_FREE)
      clear
      @lock = Mutex.new
    end

    # Waits for the next change.
    # @return [Change, nil] nil at the end
    def next
      @lock.synchronize do
        @handle.use do |watch|
          # A change that came together with an interrupt is still there.
          Operation.uninterrupted { Native.poll_watch(watch, Operation::SLICE_MS, @out) } until change || ended?
          Operation.uninterrupted do
            # The change belongs to the watch.
            found = Change.read(change)
            @out[0, 8] = "\0" * 8
            found
          end
        end
      end
    end

    def each
      return to_enum(:each) unless block_given?

      while (change = self.next)
        yield change
      end
      self
    end

    # @return [Outcome] how the call ended, from the states seen so far
    def outcome
      @handle.use { |watch| Outcome.take(Native.watch_outcome(watch)) }
    end

    # Stops watching. The call goes on, unless `cancel_on_exit` was set.
    def close
      @handle.close
    end

    def inspect
      "#<RingOut::Watch>"
    end

    private

    def change
      address = @out[0, 8].unpack1("J")
      address.zero? ? nil : address
    end

    def ended?
      @out[8, 1] != "\0"
    end

    def clear
      @out[0, 24] = "\0" * 24
    end
  end
end
