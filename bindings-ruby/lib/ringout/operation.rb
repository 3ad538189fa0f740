# frozen_string_literal: true

# Handles of the library, and blocking operations that heed interrupts.

module RingOut
  module Native
    # Waits for the next event of an inbox, and stores its address in `out`, which also has room for an error.
    # @api private
    def self.poll_inbox(inbox, timeout_ms, out)
      status = F_INBOX_WAIT.call(inbox, timeout_ms, out, out + 8)
      raise error(status, out[8, 8]) unless status.zero?
    end

    # Waits for the next change of a watch, and stores its address and whether the watch has ended in `out`, which also has room
    # for an error.
    # @api private
    def self.poll_watch(watch, timeout_ms, out)
      status = F_WATCH_NEXT_TIMEOUT.call(watch, timeout_ms, out, out + 8, out + 16)
      raise error(status, out[16, 8]) unless status.zero?
    end
  end

  # Owns an object of the library. It is freed when it is closed and no thread uses it any more, or by the garbage collector.
  # @api private
  class Handle
    # @param address [Integer]
    # @param free [Symbol] the function of Native that frees it
    # @param what [String] its name in the error of a closed one
    def initialize(address, free, what)
      @open = [address]
      @closed = []
      @uses = []
      @what = what
      @free = Handle.free(free)
      ObjectSpace.define_finalizer(self, Handle.finalizer(@open, @closed, @free))
    end

    # Yields the address, which stays valid until the block ends. Array#push and #pop are atomic, and need no lock, which a signal
    # handler could not take.
    def use
      @uses.push(true)
      yield @open.first || raise(Local.invalid(@what, "is closed"))
    ensure
      @uses.pop
      free_closed
    end

    def close
      address = @open.pop
      @closed.push(address) if address
      free_closed
    end

    def self.free(name)
      Native.method(name)
    end

    def self.finalizer(open, closed, free)
      proc { [open.pop, closed.pop].compact.each { |address| free.call(address) } }
    end

    private

    def free_closed
      return if @closed.empty? || !@uses.empty?

      address = @closed.pop
      @free.call(address) if address
    end
  end

  # Runs operations in slices, so that other threads run, and signals, `Timeout` and `Thread#raise` end them.
  #
  # What the library returns is kept in memory that an exception cannot take away, because Ruby may raise one at any time.
  # @api private
  module Operation
    # The longest time that an interrupt waits.
    SLICE_MS = 100
    # The longest time that an interrupted operation may take to end.
    END_MS = 5000
    private_constant :END_MS

    # An inbox with the event that was taken from it.
    class Slot
      attr_reader :handle, :process

      def initialize
        @out = Fiddle::Pointer.malloc(16, Fiddle::RUBY_FREE)
        clear
        @handle = Handle.new(Native.inbox_new, :inbox_free, "inbox")
        @process = Process.pid
      end

      def poll(timeout_ms)
        @handle.use { |inbox| Native.poll_inbox(inbox, timeout_ms, @out) unless event }
      end

      # @return [Integer, nil] the event that was taken and not freed
      def event
        address = @out[0, 8].unpack1("J")
        address.zero? ? nil : address
      end

      # Frees the event, after which there may be another one.
      def free
        address = event
        clear
        Native.event_free(address) if address
      end

      def interrupt(tag)
        @handle.use { |inbox| Native.inbox_interrupt(inbox, tag) }
      end

      def pending
        @handle.use { |inbox| Native.inbox_pending(inbox) }
      end

      private

      def clear
        @out[0, 16] = "\0" * 16
      end
    end

    @idle = []
    @tags = 0

    class << self
      # Runs an operation.
      #
      # @param start [Proc] starts it in an inbox, with a tag
      # @param unclaimed [Proc] takes a result that an interrupt keeps from the program, and returns the error that the program
      #   should know, or nil
      # @yield [event] reads the result
      def run(start, unclaimed: nil, &read)
        slot = borrow
        tag = (@tags += 1)
        result = failure = nil
        started = settled = finished = false
        lost = lambda do
          interrupt(slot, tag) unless settled
          result, failure = settle(slot, &read) unless settled || slot.event.nil?
          failure ? (failure unless failure.is_a?(OperationCancelled)) : result && unclaimed&.call(result)
        end
        begin
          uninterrupted do
            slot.handle.use { |inbox| start.call(inbox, tag) }
            started = true
          end
          wait(slot)
          uninterrupted do
            result, failure = settle(slot, &read)
            settled = true
          end
          finished = true
        rescue Exception => e # rubocop:disable Lint/RescueException
          raise unless started

          finished = true
          explain(e, uninterrupted { lost.call })
        ensure
          # `Timeout` and `throw` leave without an exception.
          if started && !finished
            error = uninterrupted { lost.call }
            raise error if error && Thread.current.status != "aborting"
          end
          give_back(slot, started)
        end
        raise failure if failure

        result
      end

      # Waits until the slot has an event, or for a number of seconds.
      def wait(slot, seconds = nil)
        finish = seconds && (Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds)
        loop do
          left = finish && ((finish - Process.clock_gettime(Process::CLOCK_MONOTONIC)) * 1000).ceil
          uninterrupted { slot.poll(left ? left.clamp(0, SLICE_MS) : SLICE_MS) }
          return if slot.event || (left && left <= 0)
        end
      end

      # Runs a block in which no other thread raises anything. What was raised meanwhile is raised at its end.
      def uninterrupted(&block)
        Thread.handle_interrupt(Object => :never, &block)
      end

      private

      # Returns the result or the error of an event.
      def settle(slot)
        error = Native.error_of(Native.event_error(slot.event))
        error ? [nil, error] : [yield(slot.event), nil]
      ensure
        slot.free
      end

      # Ends an operation, whose last event may have come already.
      def interrupt(slot, tag)
        return if slot.event

        slot.interrupt(tag)
        slot.poll(END_MS)
      end

      # Raises the exception that interrupted an operation, with the error as its cause. `Timeout` would lose the cause.
      def explain(raised, error)
        raise raised if error.nil?
        raise error if defined?(Timeout::ExitException) && raised.is_a?(Timeout::ExitException)

        raise raised, cause: error
      end

      def borrow
        # A forked child cannot use the inboxes of its parent.
        while (slot = @idle.pop)
          return slot if slot.process == Process.pid
        end
        Slot.new
      end

      def give_back(slot, started)
        @idle.push(slot) if @idle.size < 16 && slot.event.nil? && (!started || slot.pending.zero?)
      end
    end
  end
end
