using System.Buffers;

namespace Tollgate.Recording;

/// <summary>What a request id may look like. It goes into logs, headers and error bodies, so a client's own is taken only when harmless.</summary>
internal static class RequestId
{
    /// <summary>Longest id, in bytes.</summary>
    public const int MaxBytes = 64;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    /// <summary>Whether the client's <c>x-request-id</c> is kept: 1 to 64 of letters, digits, dot, underscore, hyphen.</summary>
    public static bool IsAcceptable(ReadOnlySpan<byte> id) => id.Length is >= 1 and <= MaxBytes && id.IndexOfAnyExcept(Allowed) < 0;
}
