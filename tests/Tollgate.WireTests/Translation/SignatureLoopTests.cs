using Shouldly;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Translation;

/// <summary>Long tool loops through a foreign client: what the provider signed comes back to it, byte for byte and in its place.</summary>
public sealed class SignatureLoopTests
{
    private const int Turns = 10;

    public static TheoryData<string, ClientDialect, ClientDialect, bool> Cases()
    {
        var data = new TheoryData<string, ClientDialect, ClientDialect, bool>();
        foreach (var engine in Engines.All())
        {
            foreach (var vendor in new[] { ClientDialect.Anthropic, ClientDialect.Gemini, ClientDialect.Responses })
            {
                foreach (var client in new[] { ClientDialect.Chat, ClientDialect.Responses, ClientDialect.Anthropic, ClientDialect.Gemini }.Where(client => client != vendor))
                {
                    data.Add(engine.Data, vendor, client, p4: false);
                    data.Add(engine.Data, vendor, client, p4: true);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Ten_turns_keep_every_signature(string engine, ClientDialect vendor, ClientDialect client, bool stream) =>
        LoopAsync(engine, vendor, client, stream, keepsExtras: true);

    [Theory]
    [InlineData(ClientDialect.Anthropic, false)]
    [InlineData(ClientDialect.Anthropic, true)]
    [InlineData(ClientDialect.Gemini, false)]
    [InlineData(ClientDialect.Gemini, true)]
    [InlineData(ClientDialect.Responses, false)]
    [InlineData(ClientDialect.Responses, true)]
    public Task A_chat_client_that_sends_back_only_what_it_knows_loses_none_either(ClientDialect vendor, bool stream) =>
        LoopAsync(Engines.Sockets, vendor, ClientDialect.Chat, stream, keepsExtras: false);

    private static async Task LoopAsync(string engine, ClientDialect vendorDialect, ClientDialect clientDialect, bool stream, bool keepsExtras)
    {
        var vendor = new ThinkingVendor(vendorDialect, Turns);
        await using var upstream = ScriptedUpstream.Choose(vendor.Answer);
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Provider(yaml, vendorDialect, upstream.Origin));
        var client = new ToolLoopClient(clientDialect, stream, keepsExtras);
        for (var turn = 0; ; turn++)
        {
            var answer = await gateway.ExchangeAsync("POST", client.Target, client.Body());
            answer.Status.ShouldBe(200, answer.BodyText);
            vendor.SignaturesIn(upstream.LastRequest.Body).ShouldBe(vendor.SignaturesAfter(turn), $"turn {turn}: {upstream.LastRequest.BodyText}");
            if (!client.Take(answer.Body))
            {
                turn.ShouldBe(Turns, answer.BodyText);
                return;
            }
        }
    }

    private static void Provider(GatewayYaml yaml, ClientDialect vendor, string origin)
    {
        _ = vendor switch
        {
            ClientDialect.Anthropic => yaml.Provider("vendor", origin + "/v1", ("kind", "anthropic")),
            ClientDialect.Gemini => yaml.Provider("vendor", origin + "/v1beta", ("kind", "gemini")),
            _ => yaml.Provider("vendor", origin + "/v1", ("kind", "openai"), ("formats", (string[])["responses"])),
        };
    }
}
