namespace Tollgate.Control.Registry;

/// <summary>Bounds of the registry.</summary>
internal static class RegistryLimits
{
    /// <summary>Entries at most: each change of one compiles all.</summary>
    public const int MaxEntries = 2000;

    /// <summary>Longest document of an entry, in bytes of UTF-8.</summary>
    public const int MaxDocumentBytes = 64 * 1024;

    /// <summary>Longest sealed part of an entry, in bytes of UTF-8.</summary>
    public const int MaxSecretBytes = Secrets.SecretStore.MaxBytes;

    /// <summary>Between two heartbeats of a provider, in seconds.</summary>
    public const int MaxHeartbeatSeconds = 3600;

    /// <summary>Heartbeats in a row that may be missing before a provider leaves rotation.</summary>
    public const int MissedBeats = 3;

    /// <summary>Between two looks at a provider's own list of models, in seconds.</summary>
    public const int MinDiscoverSeconds = 60;

    public const int MaxDiscoverSeconds = 7 * 24 * 3600;

    public const int DefaultDiscoverSeconds = 3600;
}
