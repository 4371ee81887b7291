namespace Tollgate.Upstreams.Bedrock;

/// <summary>One frame of an event stream of Amazon's.</summary>
internal readonly ref struct AwsFrame
{
    /// <summary>Which event, exception or error it is; empty where it does not say.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>What it carries: JSON, for the services here. An error without any has its <see cref="Message"/>.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>An exception, or an error, and so the stream's last frame.</summary>
    public bool IsFailure { get; init; }

    /// <summary>Words of an error that stand in a header.</summary>
    public ReadOnlySpan<byte> Message { get; init; }
}
