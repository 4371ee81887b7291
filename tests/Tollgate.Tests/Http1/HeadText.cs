using System.Text;
using Tollgate.Http1;

namespace Tollgate.Tests.Http1;

/// <summary>Heads as text: Latin-1, so that every byte can be written.</summary>
internal static class HeadText
{
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string Text(Slice slice, byte[] buffer) => Text(slice.Of(buffer));

    public static (RequestHead Head, byte[] Buffer, HeadStatus Status) Request(string text, HeadLimits? limits = null)
    {
        var head = new RequestHead();
        var buffer = Bytes(text);
        return (head, buffer, head.Parse(buffer, limits ?? HeadLimits.Default));
    }

    public static (ResponseHead Head, byte[] Buffer, HeadStatus Status) Response(string text, HeadLimits? limits = null)
    {
        var head = new ResponseHead();
        var buffer = Bytes(text);
        return (head, buffer, head.Parse(buffer, limits ?? HeadLimits.Default));
    }

    /// <summary>A POST with a Host, and the given field lines.</summary>
    public static string Post(string lines, string target = "/v1/chat/completions") => $"POST {target} HTTP/1.1\r\nHost: a.example\r\n{lines}\r\n";

    public static string Get(string target) => $"GET {target} HTTP/1.1\r\nHost: a.example\r\n\r\n";
}
