namespace Tollgate.TestSupport;

/// <summary>How the end of a message body is told.</summary>
public enum BodyFraming
{
    /// <summary>No body by rule: HEAD, 1xx, 204, 304.</summary>
    None,
    ContentLength,
    Chunked,

    /// <summary>The body ends where the connection does.</summary>
    UntilClose,
}
