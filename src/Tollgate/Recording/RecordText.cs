namespace Tollgate.Recording;

/// <summary>Texts that a request brings and that its record copies, because the request's buffer is gone when the record is written.</summary>
internal enum RecordText
{
    /// <summary>The request id, the client's or ours.</summary>
    RequestId,

    /// <summary>The trace id of <c>traceparent</c>, 32 hex digits.</summary>
    TraceId,

    /// <summary>The client's address as text.</summary>
    ClientAddress,

    /// <summary>The method.</summary>
    Method,

    /// <summary>The path. A query is cut off: keys are sent in it.</summary>
    Path,

    /// <summary>The model that the client asked for.</summary>
    ModelAsked,

    /// <summary>The <c>App-Name</c> header.</summary>
    App,
}
