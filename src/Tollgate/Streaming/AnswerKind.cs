namespace Tollgate.Streaming;

/// <summary>How an answer's body is handled.</summary>
internal enum AnswerKind : byte
{
    /// <summary>Bytes that nobody looks at.</summary>
    Opaque,

    /// <summary>JSON, metered.</summary>
    Json,

    /// <summary>Server-sent events, relayed one by one.</summary>
    Events,

    /// <summary>Neither, where one of them was promised.</summary>
    Wrong,
}
