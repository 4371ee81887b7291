using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Recording;

/// <summary>What is on the disk after content capture: the content, and none of the secrets.</summary>
public sealed class CaptureTests
{
    private const string Mail = "jane.doe@mail.example";

    private static readonly string[] Pieces = ["Sure: ", "jane", ".doe@", "mail", ".example", " completion-tail-canary"];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Captured_content_reaches_the_disk_and_no_secret_does(string engine)
    {
        await using var upstream = Upstream();
        var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).SetRaw("capture", "keys", "['*']"));
        await using (gateway)
        {
            await AskAsync(gateway);
            await gateway.StopAsync();
            var disk = Disk(gateway);
            disk.ShouldContain("asked-canary");
            disk.ShouldContain("completion-tail-canary");
            disk.ShouldContain("answer-canary");
            disk.ShouldContain("[redacted:email]");
            disk.ShouldContain("[redacted:credit_card]");
            disk.ShouldContain("[redacted:api_key]");
            foreach (var secret in (string[])[Secrets.ClientKey, Secrets.ProviderKey, Mail, "mail.example", "4111 1111", "query-canary"])
            {
                disk.ShouldNotContain(secret);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Without_the_section_or_for_other_keys_and_surfaces_nothing_is_kept(string engine)
    {
        foreach (var setting in (string[])["", "{ keys: [other] }", "{ keys: ['*'], routes: [embeddings] }", "{ keys: ['*'], sample: 0 }"])
        {
            await using var upstream = Upstream();
            var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
            await using (gateway)
            {
                gateway.WriteConfig(gateway.Config(yaml => yaml.Provider("up", upstream.BaseUrl)) + (setting.Length == 0 ? "# \n" : $"capture: {setting}\n"));
                (await Eventually.BecomesTrueAsync(
                    async () => (await gateway.MetricsAsync()).Sum("tollgate_config_generation") >= 2, TimeSpan.FromSeconds(10))).ShouldBeTrue();
                await AskAsync(gateway);
                (await gateway.MetricsAsync()).Sum("tollgate_captured_total").ShouldBe(0);
                await gateway.StopAsync();
                Disk(gateway).ShouldNotContain("canary");
            }
        }
    }

    private static ScriptedUpstream Upstream() => ScriptedUpstream.Start(
        s => s.Json(Chat.Answer.Replace("Hello there", $"answer-canary, {Mail}, {Secrets.ProviderKey}", StringComparison.Ordinal)),
        s =>
        {
            foreach (var piece in Pieces) { s.Event(Chat.Delta(piece)); }
            s.Done();
        });

    private static async Task AskAsync(RunningGateway gateway)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var asked = Chat.Request(stream: stream, content: $"asked-canary, 4111 1111 1111 1111, {Mail}, {Secrets.ClientKey}");
            var answer = await gateway.ExchangeAsync("POST", "/v1/chat/completions?trace=query-canary", asked);
            answer.Status.ShouldBe(200);
            await gateway.RecordOfAsync(answer);
        }
    }

    /// <summary>Everything below the data folder as text.</summary>
    private static string Disk(RunningGateway gateway)
    {
        var all = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(gateway.DataFolder, "*", SearchOption.AllDirectories))
        {
            all.Append(Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        }

        return all.ToString();
    }
}
