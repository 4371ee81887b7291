using System.Text;
using Tollgate.Exchange;

namespace Tollgate.Upstreams;

/// <summary>A provider's words about a failure, cut to something that can be read.</summary>
internal static class FailureText
{
    /// <summary>More than any provider says to a person.</summary>
    private const int MaxBytes = 2048;

    /// <summary>Of a JSON string.</summary>
    public static string Of(JsonString text) => OfBytes(text.Decode().Span);

    /// <summary>Of a body that is no JSON. A web page says nothing.</summary>
    public static string OfBody(ReadOnlySpan<byte> body)
    {
        body = body.Trim(" \t\r\n"u8);
        return body is [(byte)'<', ..] ? string.Empty : OfBytes(body);
    }

    /// <summary>A failure of which only the status and such a body are known.</summary>
    public static UpstreamFailure Bare(int status, ReadOnlySpan<byte> body) => new() { Kind = FailureKinds.OfStatus(status), Message = OfBody(body) };

    private static string OfBytes(ReadOnlySpan<byte> utf8)
    {
        var length = Math.Min(utf8.Length, MaxBytes);
        while (length > 0 && length < utf8.Length && (utf8[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return Encoding.UTF8.GetString(utf8[..length]);
    }
}
