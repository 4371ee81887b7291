using System.Globalization;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Routing;

/// <summary>Some upstreams, named <c>t0</c>, <c>t1</c> and so on, behind a gateway whose model <c>m</c> the test describes.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private Fleet(ScriptedUpstream[] upstreams) => Upstreams = upstreams;

    public ScriptedUpstream[] Upstreams { get; }

    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Requests that each upstream got.</summary>
    public int[] Counts => Array.ConvertAll(Upstreams, upstream => upstream.Requests.Count);

    /// <summary>Starts everything.</summary>
    /// <param name="engine">Socket engine.</param>
    /// <param name="model">The settings of the model <c>m</c>, as YAML in one line without braces.</param>
    /// <param name="scripts">What each upstream answers, again and again.</param>
    public static Task<Fleet> StartAsync(string engine, string model, params Action<UpstreamScript>[] scripts) =>
        StartAsync(engine, model, _ => { }, scripts);

    /// <summary>The same with more configuration.</summary>
    public static async Task<Fleet> StartAsync(string engine, string model, Action<GatewayYaml> configure, params Action<UpstreamScript>[] scripts)
    {
        var fleet = new Fleet(Array.ConvertAll(scripts, script => ScriptedUpstream.Start(script)));
        fleet.Gateway = await RunningGateway.StartAsync(engine, yaml =>
        {
            for (var i = 0; i < fleet.Upstreams.Length; i++)
            {
                yaml.Provider(Name(i), fleet.Upstreams[i].BaseUrl, ("models", Array.Empty<string>()));
            }

            yaml.Add("models", $"{{ name: m, {model} }}");
            configure(yaml);
        });
        return fleet;
    }

    /// <summary>The targets <c>t0</c> up to one less than <paramref name="count"/>, as YAML.</summary>
    public static string Targets(int count) => $"[{string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{ provider: {Name(i)} }}"))}]";

    /// <summary>Which upstreams answered so many requests, one after another.</summary>
    public async Task<string[]> AskAsync(int times, params string[] headers)
    {
        var names = new string[times];
        for (var i = 0; i < times; i++)
        {
            names[i] = (await Gateway.ChatAsync(Chat.Request(), headers))["x-tollgate-provider"] ?? "";
        }

        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var upstream in Upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    private static string Name(int i) => "t" + i.ToString(CultureInfo.InvariantCulture);
}
