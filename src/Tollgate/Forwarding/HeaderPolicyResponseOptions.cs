namespace Tollgate.Forwarding;

/// <summary>What differs between routes in the fields that an answer brings to the client.</summary>
internal readonly record struct HeaderPolicyResponseOptions
{
    /// <summary>A raw route: what describes the provider's servers and limits passes too, and absolute locations.</summary>
    public bool Raw { get; init; }

    /// <summary>It comes from the gateway's own control plane: cookies, locations and limits are its own to set.</summary>
    public bool Own { get; init; }

    /// <summary>The provider's rate limit fields pass. Off where the caller writes the gateway's own.</summary>
    public bool KeepRateLimits { get; init; }

    /// <summary>The answer is 101 to a WebSocket request; the caller writes Connection and Upgrade.</summary>
    public bool KeepWebSocket { get; init; }

    /// <summary>The caller writes the body anew, so what the upstream said about its content does not hold.</summary>
    public bool DropContentFields { get; init; }

    /// <summary>The caller has taken the content coding off the body.</summary>
    public bool DropContentEncoding { get; init; }
}
