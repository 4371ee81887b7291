using System.Collections.Immutable;

namespace Tollgate.Telemetry;

/// <summary>
/// What is known about the parts around the path. Whoever knows writes, health and status read; nothing waits, so a loop may read it
/// too.
/// </summary>
internal sealed class StatusBoard
{
    private ImmutableArray<StoreStatus> _stores = [];
    private JournalReading? _journal;
    private ReloadReading? _lastReloadError;
    private CertificateReading? _certificate;
    private ConfigSourceReading? _configSource;

    /// <summary>All stores, in the order in which they were added.</summary>
    public ImmutableArray<StoreStatus> Stores => _stores;

    /// <summary>Null until there is a journal.</summary>
    public JournalReading? Journal
    {
        get => Volatile.Read(ref _journal);
        set => Volatile.Write(ref _journal, value);
    }

    /// <summary>The last configuration that was refused since one was accepted; null when none was.</summary>
    public ReloadReading? LastReloadError
    {
        get => Volatile.Read(ref _lastReloadError);
        set => Volatile.Write(ref _lastReloadError, value);
    }

    /// <summary>Null until it is known.</summary>
    public ConfigSourceReading? ConfigSource
    {
        get => Volatile.Read(ref _configSource);
        set => Volatile.Write(ref _configSource, value);
    }

    /// <summary>Null without TLS.</summary>
    public CertificateReading? Certificate
    {
        get => Volatile.Read(ref _certificate);
        set => Volatile.Write(ref _certificate, value);
    }

    /// <summary>Health's <c>database</c>: the control store; without one, the request log.</summary>
    public string Database => StateOf(Find(StoreRole.Control) ?? Find(StoreRole.RequestLog));

    /// <summary>Health's <c>redis</c>.</summary>
    public string Redis => StateOf(Find(StoreRole.Shared));

    /// <summary>A place for one store's readings.</summary>
    public StoreStatus AddStore(string name, string kind, StoreRole role)
    {
        var status = new StoreStatus(name, kind, role);
        ImmutableInterlocked.Update(ref _stores, static (stores, added) => stores.Add(added), status);
        return status;
    }

    private static string StateOf(StoreStatus? store) => store is null ? "disabled" : store.Reading.Connected ? "connected" : "disconnected";

    private StoreStatus? Find(StoreRole role)
    {
        foreach (var store in _stores)
        {
            if (store.Role == role)
            {
                return store;
            }
        }

        return null;
    }
}
