# frozen_string_literal: true

# Many calls.

module RingOut
  # The results of `Client#place_all`, in the order in which the calls end. An iteration that was left can be continued. One thread at
  # a time can use it.
  class PlaceAll
    include Enumerable

    # The tag of the batch in its inbox.
    TAG = 1
    private_constant :TAG

    # @return [Integer] how many results are still to come
    attr_reader :remaining

    # @api private
    def initialize(client, requests, options, journal)
      keep = []
      array = requests.each_with_index.map { |request, index| native(request, index, keep) }.join
      @remaining = requests.size
      @slot = Operation::Slot.new
      @lock = Mutex.new
      @ended = false
      @desk = Desk.new(@slot, journal) if journal
      options = Native.place_options([], journal: @desk&.function, **options)
      @slot.handle.use { |inbox| Native.client_place_all_into(client, array, requests.size, options, inbox, TAG) }
    end

    # Waits for the next result.
    # @return [Placed, nil] nil at the end
    def next
      @lock.synchronize do
        return if @ended

        wait
        Operation.uninterrupted { read }
      end
    end

    def each
      return to_enum(:each) { remaining } unless block_given?

      while (placed = self.next)
        yield placed
      end
      self
    end

    # Stops placing. The calls that were placed are still followed, and the other requests yield an error.
    def interrupt
      @slot.interrupt(TAG)
    end

    # Places no more calls. Those that were placed go on.
    def close
      @slot.handle.close
    end

    def inspect
      "#<RingOut::PlaceAll remaining=#{remaining}>"
    end

    private

    def native(request, index, keep)
      raise TypeError, "requests[#{index}]: a RingOut::CallRequest, not a #{request.class}" unless request.is_a?(CallRequest)

      request.native(keep)
    rescue InvalidArgument => e
      raise Local.error(:invalid_argument, "requests[#{index}].#{e.message}", "requests[#{index}].#{e.info.parameter}")
    end

    def wait
      return Operation.wait(@slot) unless @desk

      @desk.slice until @slot.event
    end

    def read
      if Native.event_kind(@slot.event) == EventKind::NUMBERS[:place_all_end]
        @ended = true
        return
      end
      @remaining -= 1
      Placed.take(Native.event_take_placed(@slot.event))
    ensure
      @slot.free
    end

    # Lets the program's thread write the journal, while another thread is in the library.
    #
    # The library calls the journal in the midst of its own work, where nothing may be raised. Signals raise on the main thread at any
    # time, so that is never the thread in the library.
    class Desk
      class << self
        # @return [Boolean] whether the program is ending, so that no thread may wait any longer
        attr_accessor :closed
      end
      at_exit { Desk.closed = true }

      # The C function that the library calls.
      attr_reader :function

      def initialize(slot, journal)
        @slot = slot
        @journal = journal
        @lock = Mutex.new
        @answered = ConditionVariable.new
        # The block becomes a method of the function.
        asked = method(:ask)
        @function = Native.callback(Native::JOURNAL_CALLBACK) { |entry, _| asked.call(entry.to_i) }
      end

      # Runs the library for up to a slice.
      def slice
        @news = Thread::Queue.new
        worker = Operation.uninterrupted { Thread.new(@news) { |news| work(news) } }
        begin
          serve
        ensure
          # The worker ends within a slice, but may need the journal for that. A thread that is killed writes nothing more.
          is_killed = Thread.current.status == "aborting"
          Operation.uninterrupted do
            serve(is_killed: is_killed)
            worker.join
          end
        end
      end

      private

      def work(news)
        Thread.current.report_on_exception = false
        @slot.poll(Operation::SLICE_MS)
      ensure
        news << :end
        news.close
      end

      def serve(is_killed: false)
        while (entry = @news.pop)
          return if entry == :end

          is_killed ? answer("the thread was killed") : write(entry)
        end
      end

      def write(entry)
        reason = "the journal was interrupted"
        is_left = true
        begin
          @journal.call(entry)
          reason = nil
          is_left = false
        rescue StandardError => e
          reason = "#{e.class}: #{e.message}"
          is_left = false
        ensure
          Operation.uninterrupted do
            @slot.interrupt(TAG) if is_left
            answer(reason)
          end
        end
      end

      def answer(reason)
        @lock.synchronize do
          @answer = [reason]
          @answered.signal
        end
      end

      # Passes an entry to the program's thread, and returns the address of the reason why it was not written, or 0.
      def ask(entry)
        @answer = nil
        @news << JournalEntry.read(entry)
        @lock.synchronize { @answered.wait(@lock, 0.1) until @answer || Desk.closed }
        reason = @answer ? @answer.first : "the program is ending"
        reason ? keep(reason) : 0
      rescue StandardError => e
        keep("#{e.class}: #{e.message}")
      end

      def keep(reason)
        text = reason.encode(Encoding::UTF_8, invalid: :replace, undef: :replace).scrub.delete("\0")
        @reason = Fiddle::Pointer["#{text}\0"]
        @reason.to_i
      end
    end
    private_constant :Desk
  end
end
