namespace Tollgate.Http1;

/// <summary>From the bytes of a method to its verb.</summary>
internal static class HttpVerbs
{
    /// <summary>Longest method accepted, in bytes. The longest registered one that a client may send here is <c>PROPPATCH</c>.</summary>
    public const int MaxLength = 16;

    /// <summary>Methods are case-sensitive (RFC 9110 9.1); an unknown one is <see cref="HttpVerb.Other"/>.</summary>
    public static HttpVerb Find(ReadOnlySpan<byte> method) => method.Length switch
    {
        3 when method.SequenceEqual("GET"u8) => HttpVerb.Get,
        3 when method.SequenceEqual("PUT"u8) => HttpVerb.Put,
        4 when method.SequenceEqual("POST"u8) => HttpVerb.Post,
        4 when method.SequenceEqual("HEAD"u8) => HttpVerb.Head,
        5 when method.SequenceEqual("PATCH"u8) => HttpVerb.Patch,
        5 when method.SequenceEqual("TRACE"u8) => HttpVerb.Trace,
        6 when method.SequenceEqual("DELETE"u8) => HttpVerb.Delete,
        7 when method.SequenceEqual("OPTIONS"u8) => HttpVerb.Options,
        _ => HttpVerb.Other,
    };
}
