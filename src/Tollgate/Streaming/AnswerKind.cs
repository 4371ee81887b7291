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

    /// <summary>A refusal in a content coding that nobody here can take off.</summary>
    Unreadable,

    /// <summary>Neither, where one of them was promised.</summary>
    Wrong,
}
