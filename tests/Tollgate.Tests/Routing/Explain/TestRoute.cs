using System.Text;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Routing;
using Tollgate.Tests.Host;

namespace Tollgate.Tests.Routing.Explain;

/// <summary>A compiled route over providers <c>t0</c>, <c>t1</c> and so on.</summary>
internal static class TestRoute
{
    public static Route Of(int count, string strategy = "ordered", Func<int, string?>? modelOf = null)
    {
        var providers = Enumerable.Range(0, count).Select(i => $"  - {{ name: t{i}, kind: vllm, base_url: \"http://127.0.0.1:{8000 + i}/v1\" }}\n");
        var targets = Enumerable.Range(0, count).Select(i => $"      - {{ provider: t{i}{(modelOf?.Invoke(i) is { } model ? $", model: {model}" : "")} }}\n");
        var yaml = $"providers:\n{string.Concat(providers)}models:\n  - name: m\n    strategy: {strategy}\n    targets:\n{string.Concat(targets)}";
        var snapshot = ConfigSnapshot.Compile(TestConfig.Accept(yaml), 1);
        new TargetStates().Apply(snapshot);
        return snapshot.Resolve(Encoding.UTF8.GetBytes("m"))!;
    }
}
