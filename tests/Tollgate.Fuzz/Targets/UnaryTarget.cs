using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Exchange;
using Tollgate.Exchange.Unary;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Cohere;
using Tollgate.Surfaces.Gemini;
using Tollgate.Surfaces.Jina;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Bedrock;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Jina;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;

namespace Tollgate.Fuzz.Targets;

/// <summary>
/// Calls that are answered whole, from every client format to every provider format of their operation. The first byte chooses the pair; what stands
/// before a zero byte is the request, what stands behind it the provider's answer.
/// </summary>
internal sealed class UnaryTarget : IFuzzTarget
{
    private readonly BufferPool _pool = new();
    private readonly (UnarySurface Surface, UnaryUpstream Upstream, string Request, string Answer)[] _pairs = [.. Pairs()];

    public string Name => "unary";

    public IReadOnlyList<string> Seeds => [.. _pairs.Select((pair, index) => $"{(char)index}{pair.Request}\0{pair.Answer}")];

    public IReadOnlyList<string> Words { get; } =
        ["\0", "[", "]", "{", "}", ",", "\"\"", "null", "true", "-1", "0", "1e400", "\"input\":", "\"index\":", "\"embedding\":", "\"values\":", "\"text\":", "\"documents\":", "\"contents\":", "\"data\":", "\"mimeType\":", "rate=", "\"finishReason\":", "\"\\ud800\""];

    public int Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        var (surface, upstream, usual, _) = _pairs[input[0] % _pairs.Length];
        var zero = input.IndexOf((byte)0) is > 0 and var at ? at : input.Length;
        var exchange = surface.NewExchange();
        var wasRead = TryAsk(exchange, upstream, input[1..zero].ToArray());
        if (!wasRead)
        {
            exchange = surface.NewExchange();
            TryAsk(exchange, upstream, System.Text.Encoding.UTF8.GetBytes(usual));
        }

        var answer = zero < input.Length ? input[(zero + 1)..].ToArray() : [];
        var isAnswer = Utf8.IsValid(answer) && exchange.TryReadAnswer(upstream, answer);
        if (isAnswer)
        {
            var context = new AnswerContext { Model = JsonString.Of("m"), RequestId = "r"u8.ToArray() };
            Written(context.Out, 100 * input.Length, () => exchange.WriteAnswer(context), exchange.ContentType.SequenceEqual("application/json"u8));
        }

        return HashCode.Combine(input[0] % _pairs.Length, wasRead, isAnswer, exchange.Usage.Source);
    }

    private bool TryAsk(UnaryExchange exchange, UnaryUpstream upstream, byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var notes = new TranslationNotes();
            exchange.Read(JsonNode.Of(document, body), notes);
            if (notes.RefusedField is null)
            {
                var json = new JsonOut();
                Written(json, 100 * body.Length, () => exchange.Write(upstream, new UpstreamCall { Preset = ProviderPresets.All[0], Model = "m" }, notes, json));
            }

            return notes.RefusedField is null;
        }
        catch (JsonException)
        {
            return false; // no JSON: refused before any format looks at it
        }
    }

    private void Written(JsonOut json, int limit, Action write, bool isJson = true)
    {
        var bytes = _pool.RentSend(BufferPool.BlockSize);
        json.Begin(bytes);
        write();
        OracleException.Demand(bytes.Count <= limit + 65536, $"{bytes.Count} bytes are too many");
        try
        {
            using var valid = isJson ? JsonDocument.Parse(bytes.Memory) : null;
        }
        catch (JsonException broken)
        {
            throw new OracleException($"what is written is JSON: {broken.Message}");
        }

        bytes.Return();
    }

    private static IEnumerable<(UnarySurface Surface, UnaryUpstream Upstream, string Request, string Answer)> Pairs()
    {
        var openAi = new ChatCompletionsUpstream();
        var google = new GenerateContentUpstream();
        var cohere = new CohereChatUpstream();
        (UnaryUpstream Upstream, string Answer)[] embeds =
        [
            (new OpenAiEmbedUpstream(openAi), """{"data":[{"index":0,"embedding":[1,-2.5e-3]}],"usage":{"prompt_tokens":2}}"""),
            (new OpenAiEmbedUpstream(openAi), """{"data":[{"index":0,"embedding":"AACAPw=="}]}"""),
            (new GeminiEmbedUpstream(google), """{"embeddings":[{"values":[1]}],"usageMetadata":{"promptTokenCount":1}}"""),
            (new CohereEmbedUpstream(cohere), """{"embeddings":{"float":[[1]]},"meta":{"billed_units":{"input_tokens":1}}}"""),
            (new OllamaEmbedUpstream(new OllamaChatUpstream()), """{"embeddings":[[1]],"prompt_eval_count":1}"""),
            (new BedrockEmbedUpstream(new BedrockConverseUpstream()), """{"embedding":[1],"inputTextTokenCount":1}"""),
        ];
        foreach (var (upstream, answer) in embeds)
        {
            yield return (new OpenAiEmbedSurface(null), upstream, """{"model":"m","input":["a"],"encoding_format":"base64","dimensions":8}""", answer);
            yield return (new GeminiEmbedSurface(null), upstream, """{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"}]}""", answer);
        }

        const string Rank = """{"model":"m","query":"q","documents":["a",{"text":"b"},{"x":"c","y":"d"}],"top_n":2}""";
        foreach (var surface in (UnarySurface[])[new JinaRerankSurface(null), new CohereRerankSurface()])
        {
            yield return (surface, new JinaRerankUpstream(openAi), Rank, """{"usage":{"total_tokens":1},"results":[{"index":1,"relevance_score":0.5}]}""");
            yield return (surface, new CohereRerankUpstream(cohere), Rank, """{"id":"i","results":[{"index":2,"relevance_score":0.5}],"meta":{"billed_units":{"search_units":1}}}""");
        }

        const string Picture =
            """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}""";
        const string Sound =
            """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/L16;rate=24000","data":"AQI="}}]}}],"promptFeedback":{},"usageMetadata":{"promptTokenCount":1}}""";
        const string Claude = """{"model":"m","system":"s","messages":[{"role":"user","content":"a"}]}""";
        const string Google = """{"generateContentRequest":{"contents":[{"role":"user","parts":[{"text":"a"}]}]}}""";
        foreach (var answer in (string[])[Picture, """{"predictions":[{"bytesBase64Encoded":"AAAA","mimeType":"image/png","prompt":"p"}]}"""])
        {
            yield return (new OpenAiImageSurface(null), new GeminiImageUpstream(google), """{"prompt":"a","n":2,"size":"1536x1024","output_format":"jpeg"}""", answer);
        }

        yield return (new OpenAiSpeechSurface(null), new GeminiSpeechUpstream(google), """{"input":"a","voice":"alloy","instructions":"b"}""", Sound);
        yield return (new AnthropicCountSurface(new MessagesSurface()), new GeminiCountUpstream(google), Claude, """{"totalTokens":3}""");
        yield return (new GeminiCountSurface(new GenerateContentSurface()), new AnthropicCountUpstream(new MessagesUpstream()), Google, """{"input_tokens":3}""");
    }
}
