using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Exchange.Embeddings;

/// <summary>What clients get for answers that providers really gave.</summary>
public sealed class EmbedAnswerTests
{
    public static TheoryData<string, string, long> Recorded() => new()
    {
        { "openai-embeddings", "OpenAi", 2 },
        { "openai-embeddings-float", "OpenAi", 8 },
        { "gemini-embed", "Gemini", 0 },
        { "cohere-embed", "Cohere", 7 },
        { "ollama-embed", "Ollama", 0 },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_vectors_reach_every_client_in_every_spelling(string id, string vendor, long tokens)
    {
        Assert.SkipUnless(Recordings.Available, "No recordings here.");
        var body = Encoding.UTF8.GetString(Recordings.Get(id).ResponseBody);
        var expected = Floats(body);
        expected.Length.ShouldBeGreaterThan(100);
        foreach (var encoding in (string[])["float", "base64"])
        {
            var call = new UnaryCall(new OpenAiEmbedSurface(null), Upstream(vendor), $$"""{"model":"m","input":"x","encoding_format":"{{encoding}}"}""");
            using var answer = JsonDocument.Parse(call.Answer(body, estimatedInput: 5).ShouldNotBeNull());
            var root = answer.RootElement;
            root.GetProperty("object").GetString().ShouldBe("list");
            root.GetProperty("model").GetString().ShouldBe("client-model");
            root.GetProperty("usage").GetProperty("prompt_tokens").GetInt64().ShouldBe(tokens == 0 ? 5 : tokens);
            var vector = root.GetProperty("data")[0];
            vector.GetProperty("object").GetString().ShouldBe("embedding");
            vector.GetProperty("index").GetInt32().ShouldBe(0);
            Floats(vector.GetProperty("embedding")).ShouldBe(expected);
            call.Usage.Input.ShouldBe(tokens);
            call.Usage.Source.ShouldBe(tokens == 0 ? UsageSource.None : UsageSource.Reported);
        }

        var google = new UnaryCall(new GeminiEmbedSurface(null), Upstream(vendor), """{"content":{"parts":[{"text":"x"}]}}""");
        using var embedding = JsonDocument.Parse(google.Answer(body).ShouldNotBeNull());
        Floats(embedding.RootElement.GetProperty("embedding").GetProperty("values")).ShouldBe(expected);
    }

    [Fact]
    public void Vectors_come_in_the_order_of_the_inputs()
    {
        var call = new UnaryCall(new GeminiEmbedSurface(null), Upstream("OpenAi"),
            """{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]}}]}""");

        call.Answer("""{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]}""", 3).ShouldBe(
            """{"embeddings":[{"values":[1]},{"values":[2]}],"usageMetadata":{"promptTokenCount":3}}""");
    }

    [Theory]
    [InlineData("OpenAi", "not json")]
    [InlineData("OpenAi", "[]")]
    [InlineData("OpenAi", """{"data":[]}""")]
    [InlineData("OpenAi", """{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("OpenAi", """{"data":[{"index":-1,"embedding":[1]}]}""")]
    [InlineData("OpenAi", """{"data":[{"index":9000000000,"embedding":[1]}]}""")]
    [InlineData("OpenAi", """{"data":[{"index":0,"embedding":null}]}""")]
    [InlineData("Gemini", """{"embeddings":[{}]}""")]
    [InlineData("Gemini", """{"embeddings":[{"values":[1]},{"values":[1]}]}""")]
    [InlineData("Cohere", """{"embeddings":{"float":[1,2]}}""")]
    [InlineData("Ollama", """{"error":"no"}""")]
    public void An_answer_that_does_not_fit_the_question_is_none(string vendor, string answer) =>
        new UnaryCall(new OpenAiEmbedSurface(null), Upstream(vendor), """{"input":"x"}""").Answer(answer).ShouldBeNull();

    [Theory]
    [InlineData("""["a",null,{},[1],1e400,2]""")]
    [InlineData("\"!!!\"")]
    [InlineData("\"AAAA\"")]
    public void A_vector_that_is_none_makes_valid_JSON_all_the_same(string vector)
    {
        foreach (var encoding in (string[])["float", "base64"])
        {
            var call = new UnaryCall(new OpenAiEmbedSurface(null), Upstream("OpenAi"), $$"""{"input":"x","encoding_format":"{{encoding}}"}""");
            call.Answer($$"""{"data":[{"embedding":{{vector}}}]}""").ShouldNotBeNull();
        }
    }

    private static UnaryUpstream Upstream(string vendor) => vendor switch
    {
        "OpenAi" => new OpenAiEmbedUpstream(NoErrors.Instance),
        "Gemini" => new GeminiEmbedUpstream(NoErrors.Instance),
        "Cohere" => new CohereEmbedUpstream(NoErrors.Instance),
        _ => new OllamaEmbedUpstream(NoErrors.Instance),
    };

    /// <summary>The first vector of a recorded answer, found without knowing its format.</summary>
    private static float[] Floats(string body)
    {
        using var document = JsonDocument.Parse(body);
        return Floats(First(document.RootElement).ShouldNotBeNull());
    }

    private static JsonElement? First(JsonElement at)
    {
        switch (at.ValueKind)
        {
            case JsonValueKind.Array when at.GetArrayLength() > 0 && at[0].ValueKind == JsonValueKind.Number:
                return at;
            case JsonValueKind.String when at.GetString()!.Length > 1000:
                return at;
            case JsonValueKind.Array:
                return at.EnumerateArray().Select(First).FirstOrDefault(found => found is not null);
            case JsonValueKind.Object:
                return at.EnumerateObject().Select(member => First(member.Value)).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    private static float[] Floats(JsonElement vector)
    {
        if (vector.ValueKind == JsonValueKind.Array)
        {
            return [.. vector.EnumerateArray().Select(number => (float)number.GetDouble())];
        }

        var bytes = vector.GetBytesFromBase64();
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * 4)))];
    }
}
