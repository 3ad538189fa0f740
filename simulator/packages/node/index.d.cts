/** Returns the path of the program `ringout-simulator`. Throws an `Error` if the package of this platform is not installed. */
export function path(): string
