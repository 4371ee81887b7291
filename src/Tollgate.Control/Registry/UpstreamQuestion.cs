using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Control.Registry;

/// <summary>A small request in a provider's own first format: one token where it chats, one vector or one order where it does not.</summary>
/// <param name="Format">What it is; none where nothing can be asked.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">The body; null for a question without one.</param>
/// <param name="Sign">Member of a good answer, by which it is known.</param>
internal sealed record UpstreamQuestion(WireFormat Format, string Target, string? Body, string Sign)
{
    /// <summary>Models of OpenAI that think refuse to answer with fewer.</summary>
    private const int FewTokens = 16;

    private const string Messages = """[{"role":"user","content":"Hi"}]""";

    /// <summary>A question to a model; null where the provider speaks no format that one could be asked in.</summary>
    public static UpstreamQuestion? Of(Provider provider, string model)
    {
        foreach (var format in provider.FormatsFor(model))
        {
            if (BodyOf(provider, format, model) is var (body, sign) && body.Length > 0)
            {
                return new UpstreamQuestion(format, Write(bytes => UpstreamPath.Write(bytes, provider, format, model, stream: false)), body, sign);
            }
        }

        return null;
    }

    /// <summary>Asks for the list of models; null where the provider has none at this address.</summary>
    public static UpstreamQuestion? OfList(Provider provider)
    {
        if (provider.Preset.SignIn != SignIn.Key)
        {
            return null;
        }

        var target = Write(bytes =>
        {
            switch (provider.Dialect)
            {
                case Surfaces.Dialect.Anthropic:
                    bytes.Write(provider.Paths.Anthropic);
                    bytes.Write("/models?limit=1000"u8);
                    break;
                case Surfaces.Dialect.Gemini:
                    UpstreamPath.WriteGoogleStart(bytes, provider);
                    bytes.Write("/models?pageSize=1000"u8);
                    break;
                case Surfaces.Dialect.None:
                    bytes.Write(provider.Paths.Base);
                    bytes.Write("/v1/models?page_size=1000"u8);
                    break;
                default:
                    UpstreamPath.WriteOpenAi(bytes, provider, null, "/models"u8);
                    UpstreamPath.WriteVersion(bytes, provider);
                    break;
            }
        });
        return new UpstreamQuestion(WireFormat.None, target, null, string.Empty);
    }

    private static (string Body, string Sign) BodyOf(Provider provider, WireFormat format, string model)
    {
        var name = JsonEncodedText.Encode(model).ToString();
        return format switch
        {
            WireFormat.OpenAiChat => ($$"""{"model":"{{name}}","{{provider.Preset.Chat.MaxTokensField}}":{{TokensOf(provider)}},"messages":{{Messages}}}""", "choices"),
            WireFormat.OpenAiResponses => ($$"""{"model":"{{name}}","max_output_tokens":{{FewTokens}},"input":"Hi"}""", "output"),
            WireFormat.OpenAiCompletions => ($$"""{"model":"{{name}}","max_tokens":1,"prompt":"Hi"}""", "choices"),
            WireFormat.AnthropicMessages when provider.Preset.AnthropicBodyVersion is { } version =>
                ($$"""{"anthropic_version":"{{version}}","max_tokens":1,"messages":{{Messages}}}""", "content"),
            WireFormat.AnthropicMessages => ($$"""{"model":"{{name}}","max_tokens":1,"messages":{{Messages}}}""", "content"),
            WireFormat.GeminiGenerate =>
                ("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":1}}""", "usageMetadata"),
            WireFormat.BedrockConverse => ("""{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":1}}""", "output"),
            WireFormat.CohereChat => ($$"""{"model":"{{name}}","max_tokens":1,"messages":{{Messages}}}""", "message"),
            WireFormat.OllamaChat => ($$"""{"model":"{{name}}","stream":false,"options":{"num_predict":1},"messages":{{Messages}}}""", "message"),
            WireFormat.OpenAiEmbeddings => ($$"""{"model":"{{name}}","input":"Hi"}""", "data"),
            WireFormat.JinaRerank or WireFormat.CohereRerank => ($$"""{"model":"{{name}}","query":"Hi","documents":["Hi"]}""", "results"),
            _ => (string.Empty, string.Empty),
        };
    }

    private static int TokensOf(Provider provider) => provider.Preset.Chat.MaxTokensField == "max_completion_tokens" ? FewTokens : 1;

    private static string Write(Action<SendBuffer> write)
    {
        var bytes = new BufferPool().RentSend(256);
        write(bytes);
        return Encoding.ASCII.GetString(bytes.Span);
    }
}
