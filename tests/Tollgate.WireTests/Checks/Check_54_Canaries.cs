using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_54_Canaries
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_54_Keys_and_prompts_never_reach_logs_metrics_or_errors(string engine)
    {
        const string ContentFromUpstream = "completion-canary-5e1f";
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(Chat.Answer.Replace("Hello there", ContentFromUpstream, StringComparison.Ordinal)),
            s => s.Event(Chat.Delta(ContentFromUpstream)).Done(),
            s => s.Event(Chat.Delta(ContentFromUpstream)).ThenReset(),
            s => s.Json(500, "{\"error\":{\"message\":\"" + ContentFromUpstream + "\"}}"),
            s => s.Answer(200, "text/html", "<html>"u8.ToArray()),
            s => s.Say("garbage " + ContentFromUpstream + "\r\n\r\n").ThenClose(),
            s => s.Json(Chat.Answer));
        var gateway = await RunningGateway.StartAsync(engine, upstream, ("default", true));
        await using (gateway)
        {
            foreach (var stream in (bool[])[false, true, true, false, false, false, false])
            {
                await gateway.ChatAsync(Chat.Request(stream: stream, content: Secrets.Prompt));
            }

            (string Target, string Body)[] bad =
            [
                ($"/v1/chat/completions?key={Secrets.ClientKey}", $"{{\"model\":\"m\",\"messages\":[\"{Secrets.Prompt}"),
                ("/v1/chat/completions", $"{{\"model\":[\"{Secrets.Prompt}\"],\"messages\":1}}"),
                ("/v1/chat/completions", $"{{\"{Secrets.Prompt}\":1,\"{Secrets.Prompt}\":2}}"),
                ($"/v1/nothing-here?q={Secrets.Prompt}", Secrets.Prompt),
                ("/v1/../x", Secrets.Prompt),
            ];
            foreach (var (target, body) in bad)
            {
                var answer = await gateway.ExchangeAsync("POST", target, body);
                foreach (var secret in (string[])[Secrets.ClientKey, Secrets.ProviderKey])
                {
                    answer.ToString().ShouldNotContain(secret);
                }
            }

            gateway.WriteConfig("providers:\n  - { name: x, api_key: " + Secrets.ProviderKey + ", nonsense: " + Secrets.ProviderKey + " }\n");
            await Eventually.TrueAsync(() => gateway.Log.Contains("nonsense", StringComparison.Ordinal));
            var metrics = (await gateway.MetricsAsync()).Text;
            await gateway.StopAsync();
            foreach (var secret in (string[])[.. Secrets.All, ContentFromUpstream])
            {
                gateway.Log.ShouldNotContain(secret);
                gateway.AccessLog.Text().ShouldNotContain(secret);
                metrics.ShouldNotContain(secret);
            }

            gateway.AccessLog.Records().Count.ShouldBeGreaterThanOrEqualTo(7 + bad.Length - 1);
        }
    }
}
