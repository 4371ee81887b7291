using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.FaultTests.Outages;

/// <summary>Clients that ask at a steady pace, whole answers and streams in turn, and keep a log of what they saw.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ConcurrentDictionary<string, bool> _completed = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RawResponse> _others = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HostProcess _host;
    private readonly Task[] _clients;
    private readonly string _name;
    private readonly string _authorization;
    private readonly bool _streams;
    private long _slowestTicks;
    private long _slowestRefusalTicks;

    private SteadyLoad(HostProcess host, int perSecond, bool streams, string? key)
    {
        const int Clients = 8;
        _host = host;
        _streams = streams;
        _authorization = key is null ? host.Authorization : "authorization: Bearer " + key;
        _name = Guid.NewGuid().ToString("N")[..8];
        var pace = TimeSpan.FromSeconds((double)Clients / perSecond);
        _clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(client, pace)))];
    }

    /// <summary>Requests that were answered 200 to their end.</summary>
    public IReadOnlyCollection<string> Completed => [.. _completed.Keys];

    public int Count => _completed.Count;

    /// <summary>Answers other than 200.</summary>
    public IReadOnlyCollection<RawResponse> Others => _others;

    /// <summary>The longest that a client waited for a whole answer.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(Volatile.Read(ref _slowestTicks));

    /// <summary>The same for answers other than 200.</summary>
    public TimeSpan SlowestRefusal => TimeSpan.FromTicks(Volatile.Read(ref _slowestRefusalTicks));

    /// <summary>Begins.</summary>
    public static SteadyLoad On(HostProcess host, int perSecond = 300, bool streams = true, string? key = null) => new(host, perSecond, streams, key);

    /// <summary>Waits until so many more requests were completed.</summary>
    public async Task MoreAsync(int count)
    {
        var enough = Count + count;
        (await Eventually.BecomesTrueAsync(() => Count >= enough || !_failures.IsEmpty, Patience)).ShouldBeTrue(
            string.Create(CultureInfo.InvariantCulture, $"{enough - Count} of {count} requests were not answered; others: {_others.LastOrDefault()}"));
        _failures.ShouldBeEmpty();
    }

    /// <summary>Ends it; every request under way is answered first.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _failures.ShouldBeEmpty();
    }

    /// <summary>No client saw an error, and none waited as long as a store that hangs would have made it wait.</summary>
    public void NobodyNoticed()
    {
        _others.Select(answer => answer.BodyText).Distinct(StringComparer.Ordinal).Take(3).ShouldBeEmpty();
        _failures.ShouldBeEmpty();
        Slowest.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }

    private async Task AskAsync(int client, TimeSpan pace)
    {
        using var timer = new PeriodicTimer(pace);
        try
        {
            await using var connection = await _host.ConnectAsync();
            connection.Patience = TimeSpan.FromSeconds(60);
            for (var i = 0; !_stop.IsCancellationRequested; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{_name}-{client}-{i}");
                var began = Stopwatch.GetTimestamp();
                var stream = _streams && i % 2 == 1;
                await connection.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: stream), _authorization, "x-request-id: " + id);
                var answer = await connection.ReadResponseAsync();
                Note(id, answer, Stopwatch.GetElapsedTime(began), isWhole: !stream || answer.BodyText.Contains("[DONE]", StringComparison.Ordinal));
                await timer.WaitForNextTickAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Enough was asked.
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException or TimeoutException or WireFormatException)
        {
            _failures.Enqueue(broken.ToString());
        }
    }

    private void Note(string id, RawResponse answer, TimeSpan took, bool isWhole)
    {
        if (answer.Status == 200 && !isWhole)
        {
            _failures.Enqueue($"{id} ended without its mark.");
        }
        else if (answer.Status == 200)
        {
            _completed[id] = true;
            Raise(ref _slowestTicks, took.Ticks);
        }
        else
        {
            _others.Enqueue(answer);
            Raise(ref _slowestRefusalTicks, took.Ticks);
        }
    }

    private static void Raise(ref long highest, long value)
    {
        for (var seen = Volatile.Read(ref highest); value > seen;)
        {
            var was = Interlocked.CompareExchange(ref highest, value, seen);
            if (was == seen) { return; }
            seen = was;
        }
    }
}
