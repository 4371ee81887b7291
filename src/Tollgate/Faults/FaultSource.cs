namespace Tollgate.Faults;

/// <summary>Whose fault a failure is.</summary>
internal enum FaultSource : byte
{
    /// <summary>The request, the key or the connection of the client.</summary>
    Client,

    /// <summary>The gateway itself, its limits, or a store of its own.</summary>
    Gateway,

    /// <summary>The provider, or the way to it.</summary>
    Upstream,
}
