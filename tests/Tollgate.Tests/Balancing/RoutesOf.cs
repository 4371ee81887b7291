using System.Text;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Routing;
using Tollgate.Tests.Host;

namespace Tollgate.Tests.Balancing;

/// <summary>Compiled routes with their states, as a published snapshot has them.</summary>
internal static class RoutesOf
{
    /// <summary>The route of the model <c>m</c> over providers <c>t0</c>, <c>t1</c> and so on, as many as <paramref name="count"/>.</summary>
    public static Route Targets(int count, string model, Func<int, string>? more = null) => Compile(
        $$"""
        providers:
        {{Lines(count, i => $"  - {{ name: t{i}, kind: vllm, base_url: \"http://127.0.0.1:{8000 + i}/v1\" }}")}}
        models:
          - name: m
        {{string.Join('\n', model.Split('\n').Where(line => line.Length > 0).Select(line => "    " + line))}}
            targets:
        {{Lines(count, i => $"      - {{ provider: t{i}{more?.Invoke(i)} }}")}}
        """);

    /// <summary>The route of the model <c>m</c> of a whole configuration.</summary>
    public static Route Compile(string yaml)
    {
        var snapshot = ConfigSnapshot.Compile(TestConfig.Accept(yaml), 1);
        new TargetStates().Apply(snapshot);
        new RouteStates().Apply(snapshot);
        return snapshot.Resolve(Encoding.UTF8.GetBytes("m"))!;
    }

    /// <summary>One choice with nothing tried yet.</summary>
    public static int Choose(ref readonly Selection selection)
    {
        Span<Exclusion> exclusions = stackalloc Exclusion[selection.Candidates.Length];
        Span<float> scores = stackalloc float[selection.Candidates.Length];
        return Selector.Choose(in selection, exclusions, scores);
    }

    /// <summary>A question about a route.</summary>
    public static Selection Question(Route route, SeededRandom random, long nowMs = 0) => new()
    {
        Candidates = route.Candidates, Route = route, Random = random, NowMs = nowMs, InputTokens = 1000, OutputTokens = 500,
    };

    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));
}
