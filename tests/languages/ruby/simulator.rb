# frozen_string_literal: true

# Controls the simulator that the runner started, and counts the checks.

require "json"
require "net/http"
$LOAD_PATH.unshift(File.join(__dir__, "../../../bindings-ruby/lib")) unless ENV["RINGOUT_INSTALLED"]
require "ringout"

CALLER = "+16505550123"
CALLEE = "+16505550100"
BUSY = "+16505550486"
WAITS = "+16505550180"

# The simulator of the environment variable SIMULATOR_READY, which has the ready line.
class Simulator
  attr_reader :ready

  def initialize
    @ready = JSON.parse(ENV.fetch("SIMULATOR_READY"), symbolize_names: true)
    @url = URI(ready[:url])
  end

  def ask(method, path, body = nil)
    request = Net::HTTPGenericRequest.new(method, true, true, "/_simulator/#{path}", "Content-Type" => "application/json")
    request.body = body.nil? ? "" : JSON.generate(body)
    response = Net::HTTP.start(@url.host, @url.port) { |http| http.request(request) }
    raise "#{method} #{path}: #{response.body}" unless response.is_a?(Net::HTTPSuccess)

    response.body.to_s.empty? ? nil : JSON.parse(response.body, symbolize_names: true)
  end

  def fault(fault, method: "*", path: "/restapi/v1.0/account", times: 0)
    ask("POST", "faults", { fault: fault, method: method, path: path, times: times })
  end

  # Returns the requests with a method whose path contains a part.
  def requests(method, part = "")
    ask("GET", "journal")[:requests].select { |one| one[:method] == method && one[:path].include?(part) }
  end

  # Waits until there is such a request.
  def await(method, part)
    sleep(0.02) while requests(method, part).empty?
  end

  def settings(**settings)
    {
      server: ready[:url], client_id: ready[:client_id], client_secret: ready[:client_secret], jwt: ready[:jwt],
      request_timeout: 30, create_timeout: 30, **settings
    }
  end

  def client(**settings)
    RingOut::Client.new(**settings(**settings))
  end

  def call(to = CALLEE, from = CALLER, **settings)
    client(**settings).create_call(to: to, from: from)
  end

  def act(call, leg, action)
    ask("POST", "calls/#{call.id}/#{leg}/#{action}")
  end
end

# Counts the checks.
module Suite
  @passed = 0
  @failed = 0

  class << self
    def count(name, problem)
      puts "FAILED #{name}: #{problem}" unless problem.empty?
      problem.empty? ? @passed += 1 : @failed += 1
    end

    # Runs a test, which raises if it fails.
    def test(name)
      yield
      count(name, "")
    rescue Exception => e # rubocop:disable Lint/RescueException
      count(name, e.full_message(highlight: false))
    end

    def end
      puts "#{@passed} passed, #{@failed} failed"
      exit(@failed.zero?)
    end
  end
end

def check(holds, seen = nil)
  raise "not as expected: #{seen.inspect}" unless holds
end

# Returns the error of the class that the block raises.
def raised(kind)
  result = yield
rescue Exception => e # rubocop:disable Lint/RescueException
  raise unless e.instance_of?(kind)

  e
else
  raise "nothing was raised instead of #{kind}: #{result.inspect}"
end
