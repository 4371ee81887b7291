using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>The parts of OpenAI's API that no recording here covers: everything that is not understood passes as it is.</summary>
public sealed class WholeApiTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Every_described_operation_passes_unchanged(string engine)
    {
        var exchanges = OpenAiSpec.All();
        Assert.SkipUnless(exchanges.Count > 0, "No API description here.");
        exchanges.Count.ShouldBeGreaterThan(60);
        await PassAllAsync(engine, exchanges);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Odd_exchanges_pass_unchanged(string engine) => await PassAllAsync(engine, OddExchanges.All());

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_object_is_looked_for_where_it_was_made(string engine)
    {
        await using var rig = await ReplayRig.StartAsync(engine, yaml =>
        {
            yaml.Provider("main", "openai", "/v1", ("default", true));
            yaml.Provider("other", "openai-compatible", "/other", ("models", (string[])["m-other"]));
        });

        (await PlayAsync(rig, Exchanges.Make("POST", "/batches", "{}", "{\n  \"id\": \"batch_1\" }"), "x-tollgate-provider: other")).Target.ShouldBe("/other/batches");
        (await PlayAsync(rig, Exchanges.Make("GET", "/batches/batch_1"))).Target.ShouldBe("/other/batches/batch_1");
        (await PlayAsync(rig, Exchanges.Make("POST", "/batches/batch_1/cancel?x=%20"))).Target.ShouldBe("/other/batches/batch_1/cancel?x=%20");
        (await PlayAsync(rig, Exchanges.Make("GET", "/batches/batch_2"))).Target.ShouldBe("/v1/batches/batch_2");
        (await PlayAsync(rig, Exchanges.Make("POST", "/responses", "{\"model\":\"m-other\",\"input\":\"x\"}", "{\"id\":\"resp_1\"}"))).Target.ShouldBe("/other/responses");
        (await PlayAsync(rig, Exchanges.Make("GET", "/responses/resp_1/input_items?limit=2"))).Target.ShouldBe("/other/responses/resp_1/input_items?limit=2");
        (await PlayAsync(rig, Exchanges.Make("DELETE", "/responses/resp_1", status: 204, answerType: null))).Target.ShouldBe("/other/responses/resp_1");
        (await PlayAsync(rig, Exchanges.Make("POST", "/images/generations", "{\"prompt\":\"x\",\"model\":\"m-other\"}"))).Target.ShouldBe("/other/images/generations");
        (await PlayAsync(rig, Exchanges.Make("POST", "/images/generations", "{\"prompt\":\"x\",\"model\":\"org/m:1\"}"))).Target.ShouldBe("/v1/images/generations");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_call_without_a_model_needs_its_permission(string engine)
    {
        const string Key = "sk-no-passthrough-1234567890";
        await using var rig = await ReplayRig.StartAsync(engine, yaml =>
        {
            yaml.Provider("main", "openai", "/v1", ("default", true));
            yaml.Yaml.Key("bounded", Key, ("passthrough", false));
        });
        rig.Upstream.Play(Exchanges.Make("GET", "/files"));

        (await rig.ExchangeAsync("GET", "/v1/files", [], "authorization: Bearer " + Key)).Status.ShouldBe(403);
        rig.Upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_model_in_path_or_query_decides_and_is_renamed(string engine)
    {
        await using var rig = await ReplayRig.StartAsync(engine, yaml =>
        {
            yaml.Provider("main", "openai", "/v1", ("default", true));
            yaml.Provider("other", "openai-compatible", "/other", ("models", new Dictionary<string, string> { ["talk"] = "org/real time" }));
            yaml.Provider("google", "gemini", "", ("models", new Dictionary<string, string> { ["g"] = "gemini-2.5-flash" }));
        });

        (await PlayAsync(rig, Exchanges.Make("GET", "/realtime?x=1&model=talk"))).Target.ShouldBe("/other/realtime?x=1&model=org%2Freal%20time");
        (await PlayAsync(rig, Exchanges.Make("GET", "/realtime?model=gpt%2Drealtime"))).Target.ShouldBe("/v1/realtime?model=gpt%2Drealtime");
        rig.Upstream.Play(Exchanges.Make("POST", "/x"));
        await rig.ExchangeAsync("POST", "/v1beta/models/g:generateContent?alt=json", "{\"contents\":[{}]}"u8.ToArray(), "x-goog-api-key: " + rig.Gateway.Key);
        rig.Upstream.TakeLast()!.Target.ShouldBe("/v1beta/models/gemini-2.5-flash:generateContent?alt=json");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_escaped_slash_is_a_model_s_and_makes_no_other_path(string engine)
    {
        await using var rig = await ReplayRig.StartAsync(engine, yaml => yaml.Provider("main", "openai", "/v1", ("default", true)));
        rig.Upstream.Play(Exchanges.Make("GET", "/x"));
        string[] refused = ["/v1/files/a%2Fb", "/v1/models/a%2f..%2fb", "/v1/models/..%2F..%2Ffiles", "/v1/models/a%2F%2Fb", "/v1/models/a%5Cb", "/v1/models/%2Fa", "/v1/models/a%2F"];
        foreach (var path in refused)
        {
            (await rig.ExchangeAsync("GET", path, [], rig.Gateway.Authorization)).Status.ShouldBe(400, path);
        }

        rig.Upstream.Requests.ShouldBeEmpty();
    }

    private static async Task PassAllAsync(string engine, IReadOnlyList<Taken> exchanges)
    {
        await using var rig = await ReplayRig.StartAsync(engine, yaml => yaml.Provider("main", "openai", "/v1", ("default", true)));
        var failures = new List<string>();
        foreach (var exchange in exchanges)
        {
            foreach (var framing in new[] { BodyFraming.ContentLength, BodyFraming.Chunked, BodyFraming.UntilClose })
            {
                try
                {
                    rig.Upstream.Play(exchange, new ReplayPlan { Framing = framing });
                    var answer = await SendAsync(rig, exchange);
                    ShouldBeSame(exchange, answer, rig.Upstream.TakeLast());
                }
                catch (Exception fault) when (failures.Count < 30)
                {
                    failures.Add($"{exchange.File} {framing}: {fault.GetType().Name} {fault.Message}");
                }
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    private static async Task<ReceivedRequest> PlayAsync(ReplayRig rig, Taken exchange, params string[] headers)
    {
        rig.Upstream.Play(exchange);
        var answer = await SendAsync(rig, exchange, headers);
        answer.Status.ShouldBe(exchange.Status, answer.ToString());
        return rig.Upstream.TakeLast().ShouldNotBeNull();
    }

    private static Task<RawResponse> SendAsync(ReplayRig rig, Taken exchange, params string[] headers) => rig.ExchangeAsync(
        exchange.Method, exchange.Path, exchange.RequestBody,
        [rig.Gateway.Authorization, .. exchange.RequestHeaders.Select(header => $"{header.Name}: {header.Value}"), .. headers]);

    private static void ShouldBeSame(Taken exchange, RawResponse answer, ReceivedRequest? received)
    {
        received.ShouldNotBeNull(answer.ToString());
        received.Method.ShouldBe(exchange.Method);
        received.Target.ShouldBe(exchange.Path);
        received.Body.ShouldBe(exchange.RequestBody);
        received["content-type"].ShouldBe(exchange.RequestHeader("content-type"));
        answer.Status.ShouldBe(exchange.Status, answer.ToString());
        answer["x-tollgate-provider"].ShouldBe("main");
        var bodiless = exchange.Method == "HEAD" || exchange.Status is 204 or 304;
        Encoding.Latin1.GetString(answer.Body).ShouldBe(bodiless ? "" : Encoding.Latin1.GetString(exchange.ResponseBody));
        foreach (var (name, value) in exchange.ResponseHeaders)
        {
            if (name.StartsWith("x-dropped", StringComparison.Ordinal) || name is "set-cookie" or "server" || (name is "location" && !value.StartsWith('/')))
            {
                answer.Headers.All(name).ShouldBeEmpty(name);
            }
            else
            {
                answer.Headers.All(name).ShouldContain(value, name);
            }
        }
    }
}
