using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>The usage object of Anthropic's messages, for readers that know no dialects.</summary>
internal static class MessagesUsageFields
{
    /// <summary>Takes the object's figures into those of its stream so far, as <see cref="UsageReader.TryRead"/> does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, ref TokenUsage usage) => UsageReader.TryRead(json, Dialect.Anthropic, ref usage);
}
