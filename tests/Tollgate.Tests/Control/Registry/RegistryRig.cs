using System.Text.Json.Nodes;
using Tollgate.Configuration;
using Tollgate.Control.Audit;
using Tollgate.Control.Registry;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Host.Yaml;
using Tollgate.Recording;
using Tollgate.Storage.Sqlite.Control;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Control.Registry;

/// <summary>A registry over a control store in a folder, as a process has it, without a server.</summary>
internal sealed class RegistryRig : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private readonly MemoryStream _lines = new();
    private readonly LogWriter _writer;

    private RegistryRig(TempFolder? folder, GatewayConfig file)
    {
        (_folder, _ownsFolder) = (folder ?? new TempFolder(), folder is null);
        _writer = new LogWriter(_lines);
        Log = new EventLog(_writer, TimeProvider.System);
        Store = new SqliteControlStore(_folder.File(SqliteControlStore.FileName));
        if (!File.Exists(_folder.File("master.key")))
        {
            new MasterKeyFiles(_folder.Location).Create();
        }

        Masters = new MasterKeyRing(new MasterKeyFiles(_folder.Location).Load);
        Sources = new ConfigSources(file, "file", Log);
        var loader = new EntryLoader(Masters, EntryReader.Read);
        Feed = new RegistryFeed(Store, Masters, loader, Sources, _folder.File(RegistrySnapshot.FileName), Log);
        Heartbeats = new HeartbeatBook(Store.Registry, Sources, Log, Time);
        Service = new RegistryService(new RegistryParts
        {
            Store = Store, Masters = Masters, Loader = loader, Sources = Sources, CatchUp = LookAsync, Time = Time,
        });
        Views = new RegistryViews(Sources, Heartbeats);
    }

    public static AuditActor Actor { get; } = new("admin-key", null);

    public EventLog Log { get; }

    public ManualTimeProvider Time { get; } = new();

    public SqliteControlStore Store { get; }

    public MasterKeyRing Masters { get; }

    public ConfigSources Sources { get; }

    public RegistryFeed Feed { get; }

    public HeartbeatBook Heartbeats { get; }

    public RegistryService Service { get; }

    public RegistryViews Views { get; }

    public string Folder => _folder.Location;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RegistryRig> OpenAsync(GatewayConfig? file = null, RegistryRig? beside = null)
    {
        var rig = new RegistryRig(beside?._folder, file ?? new GatewayConfig());
        await StoreOpening.OpenAsync(rig.Store, rig.Masters, Stop);
        await rig.LookAsync(Stop);
        return rig;
    }

    public async Task LookAsync(CancellationToken stop) => await Feed.FollowAsync(await Store.LookAsync(stop), stop);

    public Task<RegistryResult> CreateAsync(string json, RegistryKind kind = RegistryKind.Provider) =>
        Service.CreateAsync(kind, JsonNode.Parse(json)!.AsObject(), new RegistryChange(Actor), Stop);

    public Task<RegistryResult> EditAsync(string id, string json, long? at = null, bool replaces = false, RegistryKind kind = RegistryKind.Provider) =>
        Service.EditAsync(kind, id, JsonNode.Parse(json)!.AsObject(), new RegistryChange(Actor) { AtRevision = at, Replaces = replaces }, Stop);

    public Task<RegistryResult> DeleteAsync(string id, RegistryKind kind = RegistryKind.Provider) =>
        Service.DeleteAsync(kind, id, new RegistryChange(Actor), Stop);

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await Store.DisposeAsync();
        _writer.Dispose();
        await _lines.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }
}
