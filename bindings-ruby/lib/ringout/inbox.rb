# frozen_string_literal: true

# Many operations at once, and event loops.

module RingOut
  # Collects the results of operations, the changes of calls and log records, for a program that does several things at once or has an
  # event loop. Nothing is called on another thread.
  #
  # Each method that starts something returns at once, and the result comes as an `Event` with the tag that your program passed. A
  # forked child needs an inbox of its own. Any thread can start something, and one thread at a time can take events.
  class Inbox
    def initialize
      @slot = Operation::Slot.new
      @lock = Mutex.new
    end

    # Like `Client#create_call`. The result is an event of the kind `:create_call`.
    def create_call(client, request, tag: 0, cancel_on_exit: false)
      keep = []
      native = request.native(keep, cancel_on_exit: cancel_on_exit)
      client.handle.use { |handle| use { |inbox| Native.client_create_call_into(handle, native, inbox, tag) } }
    end

    # Like `Call#status`. The result is an event of the kind `:status`.
    def status(call, tag: 0)
      call.handle.use { |handle| use { |inbox| Native.call_status_into(handle, inbox, tag) } }
    end

    # Like `Call#cancel`. The result is an event of the kind `:cancel`.
    def cancel(call, tag: 0)
      call.handle.use { |handle| use { |inbox| Native.call_cancel_into(handle, inbox, tag) } }
    end

    # Like `Call#wait`. The result is an event of the kind `:wait`.
    def wait(call, tag: 0, until: :ended, timeout: nil, cancel_on_timeout: false, cancel_on_exit: false)
      options = Local.wait_options(binding.local_variable_get(:until), timeout, cancel_on_timeout, cancel_on_exit)
      call.handle.use { |handle| use { |inbox| Native.call_wait_into(handle, options, inbox, tag) } }
    end

    # Like `Call#watch`. Each change is an event of the kind `:change`, and the outcome one of the kind `:watch_end`.
    def watch(call, tag: 0, until: :ended, timeout: nil, cancel_on_timeout: false, cancel_on_exit: false)
      options = Local.wait_options(binding.local_variable_get(:until), timeout, cancel_on_timeout, cancel_on_exit)
      call.handle.use { |handle| use { |inbox| Native.call_watch_into(handle, options, inbox, tag) } }
    end

    # Receives log records of the level or a more severe one, as events of the kind `:log`. Up to 1,000 wait for your program, and
    # `dropped_log_records` counts those that were dropped. nil stops that.
    # @param level [Symbol, nil] one of LogLevel
    def log(level, tag: 0)
      names = LogLevel::NUMBERS.transform_keys(&:to_s)
      use { |inbox| Native.log_into(level.nil? ? 0 : Local.choice(level, "level", names), inbox, tag) }
    end

    # Takes the next event.
    # @param timeout [Numeric, nil] in seconds; 0 never blocks, nil waits without a limit
    # @return [Event, nil] nil if the timeout passes first
    def next(timeout = 0)
      @lock.synchronize do
        Operation.wait(@slot, timeout && Local.check(timeout, "timeout"))
        Operation.uninterrupted do
          Event.read(@slot.event)
        ensure
          @slot.free
        end
      end
    end

    # Returns an IO that is readable while there is an event, for `IO.select` or an event loop. Do not read from it or close it. When it
    # is readable, call `next` until it returns nil.
    def to_io
      @to_io ||= IO.for_fd(use { |inbox| Native.inbox_fd(inbox) }, autoclose: false)
    end

    # Interrupts everything with this tag. Each still yields its last event.
    # @return [Integer] how many that was
    def interrupt(tag)
      @slot.interrupt(tag)
    end

    # @return [Integer] how many operations and followed calls are under way
    def pending
      use { |inbox| Native.inbox_pending(inbox) }
    end

    # @return [Integer] how many log records were dropped because 1,000 were unread
    def dropped_log_records
      use { |inbox| Native.inbox_dropped_log_records(inbox) }
    end

    def inspect
      "#<RingOut::Inbox>"
    end

    # Interrupts what is under way. Calls on RingCentral go on.
    def close
      @slot.handle.close
    end

    private

    def use(&block)
      @slot.handle.use(&block)
    end
  end
end
