namespace Tollgate.Configuration;

/// <summary>Holds the snapshot that new requests take. A swap is one reference write; requests in flight keep theirs.</summary>
internal sealed class SnapshotHolder
{
    private ConfigSnapshot _current = ConfigSnapshot.Empty;

    /// <summary>The snapshot in force.</summary>
    public ConfigSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Puts a snapshot in force.</summary>
    public void Publish(ConfigSnapshot next) => Volatile.Write(ref _current, next);
}
