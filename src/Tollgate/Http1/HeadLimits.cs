namespace Tollgate.Http1;

/// <summary>Bounds of one message head. A default-constructed value allows nothing; start from <see cref="Default"/>.</summary>
internal readonly record struct HeadLimits
{
    public HeadLimits()
    {
    }

    /// <summary>The defaults of every property.</summary>
    public static HeadLimits Default { get; } = new();

    /// <summary>Start line, fields and empty lines, in bytes. Default 32 KiB, as Kestrel's <c>MaxRequestHeadersTotalSize</c>.</summary>
    public int MaxHeadBytes { get; init; } = 32 * 1024;

    /// <summary>Field lines. Default 100, as Kestrel's <c>MaxRequestHeaderCount</c> and Apache's <c>LimitRequestFields</c>.</summary>
    public int MaxFields { get; init; } = 100;

    /// <summary>Request target in bytes. Default 8 KiB, as nginx's <c>large_client_header_buffers</c> and Kestrel's request line.</summary>
    public int MaxTargetBytes { get; init; } = 8 * 1024;
}
