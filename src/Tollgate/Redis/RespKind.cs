namespace Tollgate.Redis;

/// <summary>What a value of a reply is. The types of RESP3 that carry the same as one of RESP2 are not told apart.</summary>
internal enum RespKind
{
    /// <summary>The reply has no more values.</summary>
    End,

    /// <summary>A line that says how it went, such as <c>OK</c>.</summary>
    Status,

    /// <summary>A failure; its first word is its code.</summary>
    Error,

    /// <summary>A whole number; also a truth value of RESP3, as 1 or 0.</summary>
    Integer,

    /// <summary>Bytes; also a decimal number, as text.</summary>
    Bytes,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>As many values as <see cref="RespReader.Integer"/> says follow.</summary>
    Array,
}
