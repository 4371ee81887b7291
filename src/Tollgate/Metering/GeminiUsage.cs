using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>Google's <c>usageMetadata</c> for those who may not know the dialects of clients.</summary>
internal static class GeminiUsage
{
    /// <inheritdoc cref="UsageReader.TryRead"/>
    public static bool TryRead(ReadOnlySpan<byte> json, ref TokenUsage usage) => UsageReader.TryRead(json, Dialect.Gemini, ref usage);
}
