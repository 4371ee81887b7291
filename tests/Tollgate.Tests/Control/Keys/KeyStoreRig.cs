using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Recording;
using Tollgate.Storage.Sqlite.Control;
using Tollgate.Telemetry;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Control.Keys;

/// <summary>A control store in a folder, a service over it, and feeds as processes have them.</summary>
internal sealed class KeyStoreRig : IAsyncDisposable
{
    public static readonly AuditActor Actor = new("admin-key", null);

    private readonly TempFolder _folder = new();
    private readonly MemoryStream _lines = new();
    private readonly LogWriter _writer;

    private KeyStoreRig()
    {
        _writer = new LogWriter(_lines);
        Log = new EventLog(_writer, TimeProvider.System);
        Store = new SqliteControlStore(_folder.File(SqliteControlStore.FileName));
        Keys = new KeyService(Store, Time);
        Files.Create();
        Masters = new MasterKeyRing(Files.Load);
    }

    public EventLog Log { get; }

    public ManualTimeProvider Time { get; } = new();

    public SqliteControlStore Store { get; }

    public KeyService Keys { get; }

    public MasterKeyFiles Files => new(_folder.Location);

    public MasterKeyRing Masters { get; }

    public string SnapshotPath => _folder.File(KeySnapshot.FileName);

    public string Folder => _folder.Location;

    public static async Task<KeyStoreRig> OpenAsync()
    {
        var rig = new KeyStoreRig();
        await StoreOpening.OpenAsync(rig.Store, rig.Masters, TestContext.Current.CancellationToken);
        return rig;
    }

    /// <summary>A feed as another process would have it.</summary>
    public KeyFeed Feed(IControlStore? store = null, MasterKeyRing? masters = null, StoreStatus? status = null) => new(new KeyFeedParts
    {
        Store = store ?? Store,
        Masters = masters ?? Masters,
        SnapshotPath = SnapshotPath,
        Status = status ?? new StoreStatus("control", "sqlite", StoreRole.Control),
        Log = Log,
        Time = Time,
    });

    public async Task<(StoredKey Key, string Secret)> MakeAsync(string name, Func<KeyDraft, KeyDraft>? with = null)
    {
        var draft = new KeyDraft { Name = name };
        var result = await Keys.CreateAsync(with?.Invoke(draft) ?? draft, Actor, TestContext.Current.CancellationToken);
        return (result.Key ?? throw new InvalidOperationException(result.Message), result.Secret!);
    }

    /// <summary>Makes the store unreadable, as a file that was exchanged for something else is.</summary>
    public void Kill()
    {
        foreach (var file in Directory.GetFiles(_folder.Location, SqliteControlStore.FileName + "*"))
        {
            File.Delete(file);
        }

        File.WriteAllText(_folder.File(SqliteControlStore.FileName), new string('x', 8192));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _writer.Dispose();
        await _lines.DisposeAsync();
        _folder.Dispose();
    }
}
