namespace Tollgate.Forwarding;

/// <summary>What differs between routes in the fields that a request takes along to the upstream.</summary>
internal readonly record struct HeaderPolicyRequestOptions
{
    /// <summary>A raw route: fields of browsers pass too.</summary>
    public bool Raw { get; init; }

    /// <summary>It goes to the gateway's own control plane: credentials, cookies and the host name are meant for it.</summary>
    public bool Own { get; init; }

    /// <summary>The client's Accept-Encoding passes. Off where the answer is read here: then the caller writes <c>identity</c>.</summary>
    public bool KeepAcceptEncoding { get; init; }

    /// <summary>The request asks for a WebSocket and will get its tunnel; the caller writes Connection and Upgrade.</summary>
    public bool KeepWebSocket { get; init; }

    /// <summary>No extension of WebSockets is offered: the messages are read here, and compressed ones cannot be.</summary>
    public bool DropWebSocketExtensions { get; init; }

    /// <summary>The caller writes the body anew, so what the client said about its content does not hold.</summary>
    public bool DropContentFields { get; init; }

    /// <summary>The provider refuses features that it knows elsewhere: <c>anthropic-beta</c> stays here.</summary>
    public bool DropBeta { get; init; }

    /// <summary>The caller writes <c>traceparent</c>.</summary>
    public bool DropTraceParent { get; init; }

    /// <summary>The trace begins here, so what the client says of one does not hold.</summary>
    public bool DropTraceState { get; init; }
}
