using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Redis;
using Tollgate.Telemetry;

namespace Tollgate.Admission.Shared;

/// <summary>The shared limits of all loops, where the configuration names a Redis.</summary>
internal sealed class SharedLimitsGroup
{
    /// <summary>The first requests wait this long at most for the first connection, so that they are counted where those of other replicas are.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(1);

    private readonly LoopServices[] _services;
    private readonly RedisCircuit _circuit;
    private readonly TimeProvider _time;

    private SharedLimitsGroup(LoopServices[] services, RedisCircuit circuit, TimeProvider time)
    {
        _services = services;
        _circuit = circuit;
        _time = time;
    }

    /// <summary>Gives every loop its share; null, and no share, where no Redis is named.</summary>
    /// <param name="storage">Names it.</param>
    /// <param name="shared">What loops share.</param>
    /// <param name="services">The loops.</param>
    /// <param name="resolver">Looks its host up, under the egress rules.</param>
    public static SharedLimitsGroup? Attach(StorageConfig storage, SharedServices shared, LoopServices[] services, UpstreamResolver resolver)
    {
        if (storage.Redis is not { } address || !RedisUrl.TryParse(address, out var url, out _))
        {
            SharedMetrics.Add(shared.Metrics, [], circuit: null);
            return null;
        }

        var run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var circuit = new RedisCircuit(services.Length, url.Name, shared.Log, shared.Status.AddStore("redis", "redis", StoreRole.Shared), shared.Time);
        foreach (var loop in services)
        {
            var link = new RedisLink(loop.Loop, new RedisDialer(url, resolver), circuit, (long)storage.RedisTimeout.TotalMilliseconds, SharedLimits.Scripts);
            loop.SharedLimits = new SharedLimits(loop.Loop, link, shared.Limits.Clock);
            loop.SharedBudgets = new SharedBudgets(link, shared.Budgets, run);
        }

        SharedMetrics.Add(shared.Metrics, services, circuit);
        return new SharedLimitsGroup(services, circuit, shared.Time);
    }

    /// <summary>Begins on every loop, and waits until each has a connection or knows that it gets none now.</summary>
    public void Start()
    {
        foreach (var services in _services)
        {
            services.Loop.Post(static limits => ((SharedLimits)limits!).Start(), services.SharedLimits);
        }

        var first = _services[0];
        var rounds = new SharedBudgetRounds(first.Loop, first.SharedBudgets!, first.Shared.Budgets);
        first.Loop.Post(static rounds => ((SharedBudgetRounds)rounds!).Start(), rounds);

        _ = Task.WhenAny(_circuit.AllTried, Task.Delay(StartLimit, _time, CancellationToken.None)).GetAwaiter().GetResult();
    }

    /// <summary>Gives back what loops have in hand.</summary>
    public void Leave()
    {
        foreach (var services in _services)
        {
            services.Loop.Post(static limits => ((SharedLimits)limits!).Leave(), services.SharedLimits);
        }
    }
}
