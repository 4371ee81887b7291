namespace Tollgate.Http1;

/// <summary>One field line of a head.</summary>
internal readonly record struct Field
{
    /// <summary>The name as the sender spelled it.</summary>
    public required Slice Name { get; init; }

    /// <summary>The value without the white space around it.</summary>
    public required Slice Value { get; init; }

    /// <summary>Which name it is, if anything here acts on it.</summary>
    public required KnownField Known { get; init; }

    /// <summary>A Connection field of the same head names this field: it ends at this hop (RFC 9110 7.6.1).</summary>
    public bool EndsHere { get; init; }
}
