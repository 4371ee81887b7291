namespace Tollgate.TestSupport;

/// <summary>One header line as it stood on the wire: name as written, value without the optional white space around it.</summary>
public readonly record struct WireHeader(string Name, string Value)
{
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
