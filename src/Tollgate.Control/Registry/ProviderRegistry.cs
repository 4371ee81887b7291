using Microsoft.AspNetCore.Routing;
using Tollgate.Configuration;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;

namespace Tollgate.Control.Registry;

/// <summary>Providers and models of this process: where they come from, who may change them, and what watches over them.</summary>
internal sealed class ProviderRegistry : IAsyncDisposable
{
    private readonly UpstreamCalls _calls;
    private readonly RegistryLoops _loops;

    public ProviderRegistry(IControlStore store, MasterKeyRing masters, ProviderRegistryParts parts)
    {
        var loader = new EntryLoader(masters, parts.Read);
        Sources = parts.Sources;
        Feed = new RegistryFeed(store, masters, loader, parts.Sources, parts.SnapshotPath, parts.Log);
        Heartbeats = new HeartbeatBook(store.Registry, parts.Sources, parts.Log, parts.Time);
        Service = new RegistryService(new RegistryParts
        {
            Store = store, Masters = masters, Loader = loader, Sources = parts.Sources, CatchUp = parts.CatchUp, Time = parts.Time,
        });
        Views = new RegistryViews(parts.Sources, Heartbeats);
        _calls = new UpstreamCalls(parts.Outbound, parts.SignIn, parts.Time);
        Discovery = new ModelDiscovery(Service, parts.Sources, _calls, parts.Log, parts.Time);
        _loops = new RegistryLoops(parts.Log, parts.Time);
    }

    public ConfigSources Sources { get; }

    public RegistryFeed Feed { get; }

    public RegistryService Service { get; }

    public RegistryViews Views { get; }

    public HeartbeatBook Heartbeats { get; }

    public ModelDiscovery Discovery { get; }

    /// <summary>The provider of this id, of whatever source; null for none, and for one whose settings cannot be read.</summary>
    public ProviderConfig? FindProvider(string id) => Service.Find(RegistryKind.Provider, id)?.Provider ?? Views.FindInFile(id);

    /// <summary>Sees whether a provider answers: with its list of models or, for a model, with one token.</summary>
    public async Task<ServerTestBody> TryAsync(ProviderConfig provider, string? model, CancellationToken stop)
    {
        if (Discovery.Compile(provider, out var problem) is not { } compiled)
        {
            return new ServerTestBody(Ok: false, 0, 0, problem);
        }

        if (compiled.IsDemo)
        {
            return new ServerTestBody(Ok: true, 200, 0, null);
        }

        var name = model is null ? null : provider.Models.FirstOrDefault(claim => claim.Name == model)?.Upstream ?? model;
        var answer = name is null ? await _calls.ListModelsAsync(compiled, stop) : await _calls.AskAsync(compiled, name, stop);
        return new ServerTestBody(answer.Problem is null, answer.Status, Math.Round(answer.Latency.TotalMilliseconds, 1), answer.Problem) { Advice = answer.Advice };
    }

    /// <summary>Watches heartbeats and lists of models from now on.</summary>
    public void Start()
    {
        _loops.Add(HeartbeatBook.Tick, Heartbeats.LookAsync);
        _loops.Add(ModelDiscovery.Tick, Discovery.LookAsync);
    }

    /// <summary>Maps its areas of the admin API.</summary>
    public void Map(RouteGroupBuilder group)
    {
        ServerArea.Map(group, this);
        ModelArea.Map(group, this);
    }

    public async ValueTask DisposeAsync()
    {
        await _loops.DisposeAsync();
        _calls.Dispose();
        Service.Dispose();
    }
}
