# frozen_string_literal: true

# `package.py` sets the platform of a gem that has the library.
Gem::Specification.new do |spec|
  spec.name = "ringout"
  spec.version = "0.1.0"
  spec.summary = "Place, follow and cancel RingCentral RingOut calls"
  spec.authors = ["The ringout authors"]
  spec.licenses = %w[MIT Apache-2.0]
  spec.platform = ENV.fetch("RINGOUT_GEM_PLATFORM", Gem::Platform::RUBY)
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*", "README.md", "LICENSE-*"]
  spec.metadata = { "rubygems_mfa_required" => "true" }
  spec.add_dependency "fiddle", ">= 1.1"
end
