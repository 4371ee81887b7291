using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;

namespace Tollgate.FaultTests.Crashing;

/// <summary>What the admin API tells of the recorded requests.</summary>
internal static class RecordedRequests
{
    public const string AdminKey = "sk-admin-canary-0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>All of the last hours, newest first, once the log has everything that the journal has.</summary>
    public static async Task<List<JsonElement>> AllAsync(HostProcess host)
    {
        // The control plane starts behind the engine.
        (await Eventually.BecomesTrueAsync(async () => (await AskAsync(host, "/api/version")).Status == 200, Patience)).ShouldBeTrue("the control plane starts");
        (await Eventually.BecomesTrueAsync(async () => await host.MetricAsync("tollgate_sink_backlog_bytes") == 0, Patience)).ShouldBeTrue("the log catches up");
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await GetAsync(host, "/api/requests?from=-2h&limit=1000" + (cursor is null ? "" : "&cursor=" + cursor));
            all.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>The total number of requests as statistics have it.</summary>
    public static async Task<long> TotalAsync(HostProcess host) =>
        (await GetAsync(host, "/api/stats?metric=requests&interval=all&from=-3h")).GetProperty("total").GetProperty("requests").GetInt64();

    private static async Task<JsonElement> GetAsync(HostProcess host, string target)
    {
        var answer = await AskAsync(host, target);
        answer.Status.ShouldBe(200, string.Create(CultureInfo.InvariantCulture, $"{target}: {answer}"));
        return JsonDocument.Parse(answer.BodyText).RootElement;
    }

    private static async Task<RawResponse> AskAsync(HostProcess host, string target)
    {
        await using var client = await host.ConnectAsync();
        client.Patience = Patience;
        return await client.ExchangeAsync("GET", target, null, "authorization: Bearer " + AdminKey);
    }
}
