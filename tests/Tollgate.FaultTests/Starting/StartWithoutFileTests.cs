using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Starting;

public sealed partial class StartWithoutFileTests
{
    [Fact]
    public async Task Start_from_the_environment_makes_a_key_shows_it_and_serves_with_it()
    {
        await using var upstream = Answering.Always();
        var port = FreePort.Take();
        await using var process = HostProcess.Launch(
            ["serve", "--urls", $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"],
            new HostStart { Environment = Only(("VLLM_ENDPOINT", upstream.Origin)) });
        var key = GeneratedKey().Match(await process.LineAsync(GeneratedKey())).Value;
        await process.LineAsync("base_url");

        await using var client = await RawClient.ConnectAsync(port);
        var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + key);
        var refused = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer sk-tg-wrong");

        answer.Status.ShouldBe(200, answer.ToString());
        refused.Status.ShouldBe(401);
        System.Text.Encoding.Latin1.GetString(upstream.LastRequest.HeadBytes).ShouldNotContain(key);
        process.Signal(UnixSignal.Interrupt);
        (await process.ExitAsync()).ShouldBe(0);
        process.Out.Count(line => line.Contains("client key", StringComparison.Ordinal)).ShouldBe(1);
        process.Out.Where(line => line.StartsWith('{')).ShouldAllBe(line => !line.Contains(key, StringComparison.Ordinal));
        process.Err.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_with_a_key_of_ones_own_makes_none_and_never_prints_it()
    {
        await using var upstream = Answering.Always();
        var port = FreePort.Take();
        await using var process = HostProcess.Launch(
            ["serve", "--urls", $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"],
            new HostStart { Environment = Only(("VLLM_ENDPOINT", upstream.Origin), ("TOLLGATE_API_KEY", Secrets.ClientKey)) });
        await process.LineAsync("base_url");

        await using var client = await RawClient.ConnectAsync(port);
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + Secrets.ClientKey)).Status.ShouldBe(200);

        string.Join('\n', process.Out).ShouldNotContain(Secrets.ClientKey);
        process.Out.ShouldAllBe(line => !GeneratedKey().IsMatch(line));
    }

    [Fact]
    public async Task Variable_that_is_no_good_is_named_and_not_shown()
    {
        await using var process = HostProcess.Launch(
            ["serve", "--urls", "http://127.0.0.1:1"], new HostStart { Environment = Only(("RATE_LIMIT_RPM", "canary-plenty"), ("TOLLGATE_API_KEY", "canary key")) });

        (await process.ExitAsync()).ShouldBe(1);

        var printed = string.Join('\n', process.Err);
        printed.ShouldContain("RATE_LIMIT_RPM");
        printed.ShouldContain("TOLLGATE_API_KEY");
        printed.ShouldNotContain("canary");
    }

    /// <summary>The given variables, and none of the well-known ones that this machine may have.</summary>
    internal static Dictionary<string, string?> Only(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (WellKnown().IsMatch(name))
            {
                environment[name] = null;
            }
        }

        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }

    [GeneratedRegex("sk-tg-[0-9a-f]{48}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GeneratedKey();

    [GeneratedRegex("_API_KEY$|_ENDPOINT$|^OLLAMA_HOST$|^TOLLGATE_|^RATE_LIMIT_RPM$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WellKnown();
}
