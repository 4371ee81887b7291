using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;

namespace Tollgate.FaultTests.Outages;

/// <summary>What the gateway says about itself.</summary>
internal static class AdminView
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task<RawResponse> AdminAsync(this HostProcess host, string method, string target, string? body = null)
    {
        await using var client = await host.ConnectAsync();
        client.Patience = TimeSpan.FromSeconds(30);
        string[] key = ["authorization: Bearer " + RecordedRequests.AdminKey];
        return await client.ExchangeAsync(method, target, body, body is null ? key : [.. key, "content-type: application/json"]);
    }

    public static async Task<JsonElement> StatusAsync(this HostProcess host)
    {
        var answer = await host.AdminAsync("GET", "/v1/admin/status");
        answer.Status.ShouldBe(200, answer.ToString());
        return JsonElement.Parse(answer.BodyText);
    }

    /// <summary>One store on the status page.</summary>
    public static JsonElement Store(this JsonElement status, string name) =>
        status.GetProperty("stores").EnumerateArray().First(store => store.GetProperty("name").GetString() == name);

    /// <summary>Waits until status, health and metrics say that every record is where it belongs.</summary>
    public static async Task CatchesUpAsync(this HostProcess host)
    {
        var last = "";
        var done = await Eventually.BecomesTrueAsync(
            async () =>
            {
                last = (await host.AdminAsync("GET", "/v1/admin/status")).BodyText;
                return await host.MetricAsync("tollgate_sink_backlog_bytes") == 0 && await host.MetricAsync("tollgate_sink_lag_seconds") == 0
                    && JsonElement.Parse(last).GetProperty("status").GetString() == "ok";
            },
            Patience);
        done.ShouldBeTrue(string.Create(CultureInfo.InvariantCulture, $"the stores catch up: {last}\n{host.Printed[..Math.Min(2000, host.Printed.Length)]}"));
        foreach (var store in (await host.StatusAsync()).GetProperty("stores").EnumerateArray())
        {
            store.GetProperty("connected").GetBoolean().ShouldBeTrue(store.ToString());
        }

        JsonElement.Parse((await host.ExchangeAsync("GET", "/v1/health")).BodyText).GetProperty("database").GetString().ShouldBe("connected");
    }

    /// <summary>Waits until the control plane, which starts behind the engine, answers.</summary>
    public static async Task ControlPlaneStartsAsync(this HostProcess host) =>
        (await Eventually.BecomesTrueAsync(async () => (await host.AdminAsync("GET", "/api/version")).Status == 200, Patience)).ShouldBeTrue("the control plane starts");

    /// <summary>The requests that clients saw answered are those that a store holds, each once.</summary>
    public static void ShouldHoldExactly(this IReadOnlyCollection<string> stored, IReadOnlyCollection<string> completed, string where)
    {
        var answered = completed.ToHashSet(StringComparer.Ordinal);
        answered.Except(stored, StringComparer.Ordinal).Take(5).ShouldBeEmpty($"answered and not in {where}");
        stored.Except(answered, StringComparer.Ordinal).Take(5).ShouldBeEmpty($"in {where} and not answered");
        stored.Count.ShouldBe(answered.Count, $"{where} holds each once");
    }
}
