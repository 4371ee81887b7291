namespace Tollgate.Control.Registry;

/// <summary>What an entry of the registry is.</summary>
internal enum RegistryKind
{
    /// <summary>An upstream account, as an entry of <c>providers:</c>.</summary>
    Provider,

    /// <summary>A public model name over targets, as an entry of <c>models:</c>.</summary>
    Model,
}
