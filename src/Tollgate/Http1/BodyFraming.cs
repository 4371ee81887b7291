namespace Tollgate.Http1;

/// <summary>How the end of an answer's body is known (RFC 9112 6.3).</summary>
internal enum BodyFraming : byte
{
    /// <summary>There is none.</summary>
    None,

    /// <summary><see cref="ResponseHead.ContentLength"/> bytes.</summary>
    Length,

    /// <summary>Up to the last chunk and its trailers.</summary>
    Chunked,

    /// <summary>Up to the end of the connection. A broken connection looks the same as a finished answer.</summary>
    UntilClose,
}
