using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Metering;

/// <summary>What no provider counts is counted by the model's vocabulary where one is configured. The one here has a token for each byte and for "Hello".</summary>
public sealed class TokenizerTests : IDisposable
{
    private const string Question = "How many bytes am I?";

    /// <summary>Three for the answer's opening, three for the message, its role, its text.</summary>
    private const int QuestionTokens = 3 + 3 + 4 + 20;

    private readonly TempFolder _folder = new();
    private readonly string _entry;

    public TokenizerTests() =>
        _entry = $"{{ models: [up-m, 'counted*'], encoding: o200k_base, file: {JsonSerializer.Serialize(_folder.Write("bytes.tiktoken", ByteRanks.File("Hello")))} }}";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_not_reported_is_counted_and_the_record_says_estimated(string engine)
    {
        UpstreamScript[] four =
        [
            new UpstreamScript().Json("""{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hello you\u00e9"}}]}"""),
            new UpstreamScript().Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Event(Chat.Delta(" you")).Done(),
            new UpstreamScript().Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Event(Chat.Delta(" you")).ThenReset(),
            new UpstreamScript().Json(Chat.Answer),
        ];
        var asked = 0;
        await using var upstream = ScriptedUpstream.Choose(_ => four[asked++ % four.Length]);
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("tokenizers", _entry));

        var large = string.Concat(Enumerable.Repeat("byte ", 40_000));
        foreach (var question in new[] { Question, large })
        {
            await AnswersAreCountedAsync(gateway, question);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_leaves_pays_for_what_it_got(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hello")).Event(Chat.Delta(" you")).ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("tokenizers", _entry));
        RawResponse answer;
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request("counted", stream: true, content: Question), gateway.Authorization);
            answer = await client.ReadHeadAsync();
            await client.ReadUntilAsync(answer, " you");
        }

        var record = await gateway.RecordOfAsync(answer);
        (record.Number("input_tokens"), record.Number("output_tokens"), record.Flag("estimated")).ShouldBe((QuestionTokens, 5, true), record.ToString());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_translated_answer_that_reports_nothing_tells_client_and_record_the_same_count(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(request => request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal)
            ? new UpstreamScript().Event(Chat.Delta("Hello")).Event(Chat.Delta(" you")).Done()
            : new UpstreamScript().Json("""{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hello you"},"finish_reason":"stop"}]}"""));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("tokenizers", _entry));
        foreach (var isStream in new[] { false, true })
        {
            var answer = await gateway.ExchangeAsync("POST", "/v1/messages", $$"""{"model":"counted","max_tokens":50,"stream":{{(isStream ? "true" : "false")}},"messages":[{"role":"user","content":"{{Question}}"}]}""");

            answer.BodyText.ShouldContain("\"output_tokens\":5", customMessage: answer.ToString());
            answer.BodyText.ShouldContain($"\"input_tokens\":{QuestionTokens}");
            var record = await gateway.RecordOfAsync(answer);
            (record.Number("input_tokens"), record.Number("output_tokens"), record.Flag("estimated")).ShouldBe((QuestionTokens, 5, true), record.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Counts_that_are_asked_for_are_by_the_vocabulary_of_the_models_target_however_large(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("models", (string[])["up-m", "other"]))
            .Add("models", "{ name: alias, targets: [{ provider: up, model: up-m }] }")
            .Add("tokenizers", _entry));
        foreach (var length in new[] { 20, 300_000 })
        {
            var text = string.Concat(Enumerable.Repeat("xyz. ", length / 5));
            var answer = await gateway.ExchangeAsync("POST", "/v1/messages/count_tokens", $$"""{"model":"alias","messages":[{"role":"user","content":"{{text}}"}]}""");

            answer["x-tollgate-estimated"].ShouldBe("true", answer.ToString());
            answer.BodyText.ShouldBe($$"""{"input_tokens":{{length + 10}}}""");
        }

        var other = await gateway.ExchangeAsync("POST", "/v1/messages/count_tokens", $$"""{"model":"other","messages":[{"role":"user","content":"{{Question}}"}]}""");
        JsonDocument.Parse(other.BodyText).RootElement.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(QuestionTokens);
        upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_can_not_be_used_refuses_the_configuration()
    {
        var path = _folder.Write("broken.tiktoken", ByteRanks.File() + "no rank\n");
        var printed = await RunningGateway.RefusalAsync(Engines.Sockets, yaml => yaml.Add("tokenizers", $"{{ models: [m], encoding: o200k_base, file: {JsonSerializer.Serialize(path)} }}"));

        printed.ShouldContain("tokenizers[0].file");
        printed.ShouldContain("line 257 has a token that is not base64");
    }

    private static async Task AnswersAreCountedAsync(RunningGateway gateway, string question)
    {
        var tokens = QuestionTokens - Question.Length + question.Length;
        foreach (var (isStream, input, output, estimated) in new[] { (false, tokens, 1 + 4 + 2, true), (true, tokens, 1 + 4, true), (true, tokens, 1 + 4, true), (false, 9, 3, false) })
        {
            var record = await gateway.RecordOfAsync(await gateway.ChatAsync(Chat.Request("counted-1", isStream, question)));
            (record.Number("output_tokens"), record.Flag("estimated")).ShouldBe((output, estimated), record.ToString());

            // A short prompt is counted to the token, a long one whose answer is over at once by its beginning.
            record.Number("input_tokens").ShouldNotBeNull().ShouldBeInRange(input - (input / 1000), input + (input / 1000), record.ToString());
        }
    }
}
