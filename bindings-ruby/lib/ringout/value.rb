# frozen_string_literal: true

# What the generated values have besides their fields.

module RingOut
  # Values are equal if their fields are, and can be matched by their fields: `in {kind: :busy}`.
  # @api private
  module Value
    def ==(other)
      other.class == self.class && other.named_values == named_values
    end
    alias eql? ==

    def hash
      [self.class, named_values].hash
    end

    # @return [Hash{Symbol => Object}] the fields as plain types: other values become hashes, calls their ids, and errors the hash
    #   of their `info`
    def to_h
      named_values.transform_values { |value| Value.plain(value) }
    end

    def to_json(*arguments)
      to_h.to_json(*arguments)
    end

    def deconstruct_keys(keys)
      keys ? named_values.slice(*keys) : named_values
    end

    def inspect
      "#<#{self.class.name} #{named_values.map { |name, value| "#{name}=#{value.inspect}" }.join(" ")}>"
    end

    # @api private
    def self.plain(value)
      case value
      when Array then value.map { |each| plain(each) }
      when Value then value.to_h
      when Error then value.info.to_h
      when Call then value.id
      when Response then value.status
      else value
      end
    end

    protected

    def named_values
      instance_variables.to_h { |name| [name[1..].to_sym, instance_variable_get(name)] }
    end
  end

  # Hides the secrets of a value from `inspect` and JSON.
  # @api private
  module Secret
    def inspect
      "#<#{self.class.name}>"
    end

    def to_json(*)
      "{}"
    end
  end
end
