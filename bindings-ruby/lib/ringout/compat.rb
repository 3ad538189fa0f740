# frozen_string_literal: true

# RingCentral's own SDK for Ruby, as far as its published samples use it: the class RingCentral. Do not use it together with the gem
# ringcentral-sdk.

require "uri"
require_relative "../ringout"

# Logs in and sends requests. A request over the rate limit fails at once.
class RingCentral
  SERVER_PRODUCTION = "https://platform.ringcentral.com"
  SERVER_SANDBOX = "https://platform.devtest.ringcentral.com"

  # A response, with the names of Faraday's.
  class Response
    # @return [Integer] the HTTP status
    attr_reader :status
    # @return [Hash, Array, String] the body parsed as JSON, or as text if it is none
    attr_reader :body
    # @return [Hash{String => String}] the headers, with names in lower case
    attr_reader :headers

    def initialize(response)
      @status = response.status
      @headers = response.headers.to_h { |header| [header.name, header.value] }
      @body = response.content_type.to_s.include?("json") ? response.json : response.text
    end

    def success?
      status.between?(200, 299)
    end

    def inspect
      "#<RingCentral::Response #{status}>"
    end
  end

  # @param client_id [String]
  # @param client_secret [String, nil]
  # @param server [String]
  def initialize(client_id, client_secret, server)
    @client_id = client_id
    @server = server.to_s.chomp("/")
    @client = RingOut::Client.new(server: server, client_id: client_id, client_secret: client_secret, rate_limit: :fail_fast)
  end

  # Logs in with `jwt:`; `username:`, `extension:` and `password:`; or `auth_code:`, `redirect_uri:` and `verifier:`.
  def authorize(jwt: nil, username: nil, extension: nil, password: nil, auth_code: nil, redirect_uri: nil, verifier: nil)
    if jwt
      @client.login(jwt: jwt)
    elsif auth_code
      @client.login(code: auth_code, redirect_uri: redirect_uri, verifier: verifier)
    else
      @client.login(username: username, extension: extension, password: password)
    end
  end

  # Refreshes the token now.
  def refresh
    @client.refresh
  end

  # Ends the session.
  def revoke
    @client.logout
  end

  # @return [Hash, nil] RingCentral's response to the login. Its values are secrets.
  def token
    token = @client.token
    token && JSON.parse(token.json)
  end

  # Uses a saved token. nil logs out.
  def token=(token)
    if token.nil?
      @client.logout
    else
      @client.token = RingOut::Token.from_json(JSON.generate(token))
    end
  end

  # @return [String] the URL to send the user to for an authorization code
  def authorize_uri(redirect_uri, state = "", **more)
    query = { response_type: "code", state: state, redirect_uri: redirect_uri, client_id: @client_id, **more }
    "#{@server}/restapi/oauth/authorize?#{URI.encode_www_form(query)}"
  end

  # Sends a GET request.
  def get(endpoint, params: nil)
    exchange("GET", endpoint, params, nil)
  end

  # Sends a POST request, once. If the response is lost, the request may have taken effect.
  def post(endpoint, payload: nil, params: nil)
    exchange("POST", endpoint, params, payload)
  end

  def put(endpoint, payload: nil, params: nil)
    exchange("PUT", endpoint, params, payload)
  end

  def patch(endpoint, payload: nil, params: nil)
    exchange("PATCH", endpoint, params, payload)
  end

  def delete(endpoint, payload: nil, params: nil)
    exchange("DELETE", endpoint, params, payload)
  end

  def inspect
    "#<RingCentral>"
  end

  private

  def exchange(method, endpoint, params, payload)
    path = endpoint.start_with?("#{@server}/") ? endpoint.delete_prefix(@server) : endpoint
    Response.new(@client.request(method, path, query: params || {}, body: payload))
  end
end
