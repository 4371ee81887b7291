using Tollgate.Surfaces;

namespace Tollgate.Listening;

/// <summary>
/// Where things stand in a request's body, and what is written into it for the provider. Rented while the body is there: thousands of idle streams
/// each hold a <see cref="RequestContext"/>.
/// </summary>
internal sealed class RequestShape
{
    private RequestFields _fields;
    private SpliceEdits _edits;

    /// <summary>Of a request without a body that is understood. Never written to.</summary>
    public static RequestShape None { get; } = new();

    /// <summary>What the body scan found.</summary>
    public ref RequestFields Fields => ref _fields;

    /// <summary>What is written into it.</summary>
    public ref SpliceEdits Edits => ref _edits;

    /// <summary>Makes it ready for another request.</summary>
    public void Reset() => (_fields, _edits) = (default, default);
}
