"""The names of the events of a WebSocket, as in `ringcentral.websocket.events`."""


class WebSocketEvents:
    """The names of the events of a WebSocket. None of them is triggered, because `WebSocketClient` is not supported."""

    getTokenError = "getTokenError"
    createConnectionError = "createConnectionError"
    connectionCreated = "connectionCreated"
    closeConnectionError = "closeConnectionError"
    recoverConnectionError = "recoverConnectionError"
    receiveMessage = "receiveMessage"
    sendMessageError = "sendMessageError"
    connectionNotReady = "connectionNotReady"
    createSubscriptionError = "createSubscriptionError"
    updateSubscriptionError = "updateSubscriptionError"
    removeSubscriptionError = "removeSubscriptionError"
    subscriptionCreated = "subscriptionCreated"
    subscriptionUpdated = "subscriptionUpdated"
    subscriptionRemoved = "subscriptionRemoved"
    receiveSubscriptionNotification = "receiveSubscriptionNotification"
