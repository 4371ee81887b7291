using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.WireTests.Harness;

namespace Tollgate.FaultTests.Outages;

/// <summary>Several gateways with the same limits and one Redis, and clients that ask all of them as fast as they answer.</summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    private readonly List<HostProcess> _hosts = [];
    private readonly ConcurrentQueue<string> _other = new();

    public IReadOnlyList<HostProcess> Hosts => _hosts;

    /// <summary>What is asked.</summary>
    public string Body { get; set; } = Chat.Request("demo");

    /// <summary>Answers there may be.</summary>
    public int[] Expected { get; set; } = [200, 429];

    /// <summary>Starts them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="redis">The address of Redis.</param>
    /// <param name="limit">The limit, as YAML.</param>
    /// <param name="timeoutMs">Generous where a slow machine must not pass for a slow Redis.</param>
    public static Task<ReplicaSet> StartAsync(int count, string redis, string limit, int timeoutMs) => StartAsync(count, redis, timeoutMs, yaml => yaml
        .Add("providers", "{ name: demo, kind: demo, models: [demo] }")
        .Set("storage", "log", "none")
        .Add("limits", limit));

    /// <summary>Starts them with settings of the test's own.</summary>
    public static async Task<ReplicaSet> StartAsync(int count, string redis, int timeoutMs, Action<GatewayYaml> configure)
    {
        var set = new ReplicaSet();
        try
        {
            set._hosts.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => HostProcess.StartAsync(Engines.Epoll, yaml => configure(yaml
                .Set("storage", "redis", redis)
                .Set("storage", "redis_timeout_ms", timeoutMs))))));
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks all of them, over two connections each, until told to stop; counts the answers by status.</summary>
    public async Task<IReadOnlyDictionary<int, int>> HammerAsync(Func<bool> goesOn, Action<int>? answered = null)
    {
        var answers = new ConcurrentDictionary<int, int>();
        await Task.WhenAll(_hosts.Concat(_hosts).Select(async host =>
        {
            await using var client = await host.ConnectAsync();
            client.Patience = TimeSpan.FromSeconds(60);
            while (goesOn())
            {
                var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Body, host.Authorization);
                if (!Expected.Contains(answer.Status)) { _other.Enqueue(answer.BodyText); }
                answered?.Invoke(answer.Status);
                answers.AddOrUpdate(answer.Status, 1, static (_, count) => count + 1);
            }
        }));
        answers.Keys.ShouldBeSubsetOf(Expected, "nothing fails because of Redis" + string.Join(' ', _other));
        return answers;
    }

    /// <summary>Some seconds of it, and how many requests were admitted in them.</summary>
    public async Task<int> AdmittedAsync(int seconds)
    {
        var began = Stopwatch.GetTimestamp();
        return (await HammerAsync(() => Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds))).GetValueOrDefault(200);
    }

    /// <summary>Asks until nobody has let a request through for two seconds: how many were admitted, however slow the machine is.</summary>
    public async Task<int> AdmittedUntilUsedUpAsync(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        var last = began;
        var answers = await HammerAsync(
            () => Stopwatch.GetElapsedTime(Volatile.Read(ref last)) < TimeSpan.FromSeconds(2) && Stopwatch.GetElapsedTime(began) < patience,
            status =>
            {
                if (status == 200)
                {
                    Volatile.Write(ref last, Stopwatch.GetTimestamp());
                }
            });
        return answers.GetValueOrDefault(200);
    }

    /// <summary>Whether they say that they count alone.</summary>
    public async Task<bool> AllSayAsync(bool degraded)
    {
        foreach (var host in _hosts)
        {
            var health = (await host.ExchangeAsync("GET", "/v1/health")).BodyText;
            if (await host.MetricAsync("llm_limits_degraded") != (degraded ? 1 : 0)
                || health.Contains("\"redis\":\"connected\"", StringComparison.Ordinal) == degraded)
            {
                return false;
            }
        }

        return true;
    }

    public async Task<double> SumAsync(string metric)
    {
        var sum = 0.0;
        foreach (var host in _hosts)
        {
            sum += await host.MetricAsync(metric);
        }

        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
