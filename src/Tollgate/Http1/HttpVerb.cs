namespace Tollgate.Http1;

/// <summary>Request methods that the gateway tells apart.</summary>
internal enum HttpVerb : byte
{
    /// <summary>Well-formed, but none of the others.</summary>
    Other,
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
    Trace,
}
