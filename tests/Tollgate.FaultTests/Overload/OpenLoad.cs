using System.Collections.Concurrent;
using System.Diagnostics;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.FaultTests.Overload;

/// <summary>Clients that come at a pace of their own, whether or not those before them were answered: what overload is made of.</summary>
internal sealed class OpenLoad
{
    private readonly HostProcess _host;
    private readonly string _authorization;
    private readonly ConcurrentBag<(RawResponse Answer, TimeSpan Took)> _answers = [];

    private OpenLoad(HostProcess host, string? key)
    {
        _host = host;
        _authorization = key is null ? host.Authorization : "authorization: Bearer " + key;
    }

    /// <summary>How long requests came.</summary>
    public TimeSpan Lasted { get; private set; }

    /// <summary>Every request's answer.</summary>
    public IReadOnlyCollection<(RawResponse Answer, TimeSpan Took)> Answers => _answers;

    public int Good => _answers.Count(answer => answer.Answer.Status == 200);

    /// <summary>Those that were not served, by how long they took, the quickest first.</summary>
    public IReadOnlyList<(RawResponse Answer, TimeSpan Took)> Surplus => [.. _answers.Where(answer => answer.Answer.Status != 200).OrderBy(answer => answer.Took)];

    /// <summary>Sends so many requests a second for so long, and waits for all answers. A machine that cannot keep the pace sends fewer.</summary>
    public static async Task<OpenLoad> RunAsync(HostProcess host, int perSecond, TimeSpan time, string? key = null)
    {
        var load = new OpenLoad(host, key);
        var clients = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < time)
        {
            for (var due = elapsed.TotalSeconds * perSecond; clients.Count < due;)
            {
                clients.Add(load.AskAsync());
            }

            await timer.WaitForNextTickAsync();
        }

        load.Lasted = Stopwatch.GetElapsedTime(began);
        await Task.WhenAll(clients);
        return load;
    }

    private async Task AskAsync()
    {
        await using var client = await _host.ConnectAsync();
        client.Patience = TimeSpan.FromSeconds(60);
        var began = Stopwatch.GetTimestamp();
        var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), _authorization);
        _answers.Add((answer, Stopwatch.GetElapsedTime(began)));
    }
}
