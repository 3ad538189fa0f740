package ringout;

/**
 * The result of one request of {@link Client#placeAll}.
 *
 * @param index The index of the request, counted from 0.
 * @param call The call; null if it was not placed.
 * @param outcome The outcome of the call; null if there is an error instead.
 * @param error The error, or null. With a call: it was placed but could not be followed to its end.
 */
public record Placed(int index, Call call, Outcome outcome, RingOutException error) {}
