using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Reloading;

/// <summary>Issue 4, proof 6: reloads one after another, under load.</summary>
public sealed class ManyReloadsTests(ITestOutputHelper output)
{
    private const int Lanes = 3;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task Fifty_reloads_under_load_fail_no_request_and_none_sees_two_snapshots(string engine) => ReloadAsync(engine, 50);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public Task A_thousand_reloads_under_load_fail_no_request_and_none_sees_two_snapshots(string engine) => ReloadAsync(engine, 1000);

    private async Task ReloadAsync(string engine, int count)
    {
        await using var upstream = Answering.Deciding(request => new UpstreamScript().Json(
            Chat.Answer.Replace("\"model\":\"", "\"model\":\"" + Seen(request), StringComparison.Ordinal)));
        await using var host = await HostProcess.StartAsync(engine, yaml => Write(yaml, upstream, 0));
        using var stop = new CancellationTokenSource();
        var inForce = 0;
        var load = Enumerable.Range(0, Lanes).Select(_ => LoadAsync(host, seen => Volatile.Write(ref inForce, seen), stop.Token)).ToArray();
        var began = Stopwatch.GetTimestamp();
        for (var i = 1; i <= count; i++)
        {
            host.Write(host.Config(yaml => Write(yaml, upstream, i)));
            var wanted = i;
            await Eventually.TrueAsync(() => Volatile.Read(ref inForce) == wanted || load.Any(lane => lane.IsFaulted));
        }

        var took = Stopwatch.GetElapsedTime(began);
        await stop.CancelAsync();
        var requests = (await Task.WhenAll(load)).Sum();
        output.WriteLine($"{count} reloads in {took.TotalSeconds:0.0} s, {requests} requests");
        requests.ShouldBeGreaterThan(count);
        (await host.MetricAsync("tollgate_config_generation")).ShouldBe(1 + count);
        (await host.MetricAsync("tollgate_config_reload_failures_total")).ShouldBe(0);
        await host.ShouldBeSoundAsync();
    }

    /// <summary>Three things of one number: the provider's name, which the answer tells, and its key and model, which it is sent.</summary>
    private static void Write(GatewayYaml yaml, ScriptedUpstream upstream, int number)
    {
        var i = number.ToString(CultureInfo.InvariantCulture);
        yaml.Set("log", "access", "none").Add("providers", $"{{ name: p{i}, kind: openai-compatible, base_url: {upstream.BaseUrl}, api_key: k-{i}, models: {{ m: m-{i} }} }}");
    }

    private static string Seen(ReceivedRequest request) => $"{request["authorization"]} {request.BodyJson().GetProperty("model").GetString()} ";

    private static async Task<int> LoadAsync(HostProcess host, Action<int> see, CancellationToken stop)
    {
        await using var client = await host.ConnectAsync();
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization);
            answer.Status.ShouldBe(200, answer.BodyText);
            var number = answer["x-tollgate-provider"]!.TrimStart('p');
            answer.BodyText.ShouldContain($"Bearer k-{number} m-{number} ");
            see(int.Parse(number, CultureInfo.InvariantCulture));
            await Task.Delay(1, CancellationToken.None);
        }

        return count;
    }
}
