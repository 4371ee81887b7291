using System.Buffers;

namespace Tollgate.TestSupport;

/// <summary>RFC 9110 <c>tchar</c>: what a header name may consist of.</summary>
internal static class TokenBytes
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool ContainsOnlyTokenBytes(this ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Allowed);
}
