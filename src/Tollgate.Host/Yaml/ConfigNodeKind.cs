namespace Tollgate.Host.Yaml;

/// <summary>What a node of the file is.</summary>
internal enum ConfigNodeKind
{
    /// <summary>Nothing: <c>null</c>, <c>~</c> or no text at all.</summary>
    Null,

    /// <summary>Text, quoted or not.</summary>
    Scalar,

    /// <summary>Values by name.</summary>
    Mapping,

    /// <summary>Values in order.</summary>
    Sequence,
}
