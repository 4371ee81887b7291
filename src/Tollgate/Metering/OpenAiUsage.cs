using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>OpenAI's <c>usage</c> for those who may not know the dialects of clients.</summary>
internal static class OpenAiUsage
{
    /// <inheritdoc cref="UsageReader.TryRead"/>
    public static bool TryRead(ReadOnlySpan<byte> json, ref TokenUsage usage) => UsageReader.TryRead(json, Dialect.OpenAi, ref usage);
}
