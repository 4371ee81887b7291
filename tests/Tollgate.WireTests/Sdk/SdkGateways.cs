using System.Collections.Concurrent;
using Tollgate.WireTests.Sdk;
using Xunit;

[assembly: AssemblyFixture(typeof(SdkGateways))]

namespace Tollgate.WireTests.Sdk;

/// <summary>One rig for each engine, started by the first test that wants it and shared by all.</summary>
public sealed class SdkGateways : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SdkRig>>> _rigs = new(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var rig in _rigs.Values)
        {
            await (await rig.Value).DisposeAsync();
        }
    }

    internal Task<SdkRig> OnAsync(string engine) =>
        _rigs.GetOrAdd(engine, static name => new Lazy<Task<SdkRig>>(() => SdkRig.StartAsync(name))).Value;
}
