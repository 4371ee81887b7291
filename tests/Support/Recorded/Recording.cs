namespace Tollgate.TestSupport;

/// <summary>One recorded exchange (format: recordings/README.md).</summary>
public sealed record Recording
{
    /// <summary>Path below the recordings' folder.</summary>
    public required string File { get; init; }

    public required string Id { get; init; }

    public required string Provider { get; init; }

    /// <summary>E.g. <c>openai.chat</c>.</summary>
    public required string Api { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    public required string Fidelity { get; init; }

    public required string Method { get; init; }

    /// <summary>With its query.</summary>
    public required string Path { get; init; }

    public required IReadOnlyList<WireHeader> RequestHeaders { get; init; }

    /// <summary>Empty where there was none.</summary>
    public required byte[] RequestBody { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyList<WireHeader> ResponseHeaders { get; init; }

    public required byte[] ResponseBody { get; init; }

    /// <summary>Lengths of the recorder's reads; null where it did not keep them.</summary>
    public required IReadOnlyList<int>? ChunkLengths { get; init; }

    public bool IsStream => Features.Contains("stream", StringComparer.Ordinal);

    /// <summary>Recorded from a provider, not written by hand.</summary>
    public bool IsReal => File.StartsWith("real/", StringComparison.Ordinal);

    public string? RequestHeader(string name) => Find(RequestHeaders, name);

    public string? ResponseHeader(string name) => Find(ResponseHeaders, name);

    public override string ToString() => Id;

    private static string? Find(IReadOnlyList<WireHeader> headers, string name)
    {
        foreach (var line in headers)
        {
            if (line.Is(name))
            {
                return line.Value;
            }
        }

        return null;
    }
}
