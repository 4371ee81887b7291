namespace Tollgate.Forwarding;

/// <summary>The parts of a request that a credential may be made of, as they go out.</summary>
internal readonly ref struct SignedRequest
{
    /// <summary>The method.</summary>
    public required ReadOnlySpan<byte> Method { get; init; }

    /// <summary>Path and query as they stand in the request line.</summary>
    public required ReadOnlySpan<byte> Target { get; init; }

    /// <summary>The <c>Host</c> header.</summary>
    public required ReadOnlySpan<byte> Host { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>The body is passed on as it comes and is not known yet.</summary>
    public bool IsBodyUnknown { get; init; }

    /// <summary>Now, in seconds since 1970.</summary>
    public required long UnixSeconds { get; init; }
}
