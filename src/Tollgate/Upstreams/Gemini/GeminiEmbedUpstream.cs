using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>:batchEmbedContents</c>, for one text as well as for many; Vertex AI has <c>:embedContent</c> only.</summary>
/// <param name="errors">Google's chat format.</param>
internal sealed class GeminiEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    private const string Vertex = "vertex";

    public override WireFormat Format => WireFormat.GeminiEmbed;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var model = Encoding.UTF8.GetBytes("models/" + call.Model);
        var task = Encoding.UTF8.GetBytes(EmbedTasks.ToGoogle(request.Task));
        if (call.Preset.Kind == Vertex)
        {
            if (request.Inputs.Count != 1)
            {
                notes.Refuse("input", "this provider takes one text in a call");
                return;
            }

            WriteOne(request, request.Inputs[0], model, task, notes, json);
        }
        else
        {
            json.BeginObject();
            json.Name("requests"u8);
            json.BeginArray();
            foreach (var input in request.Inputs)
            {
                WriteOne(request, input, model, task, notes, json);
            }

            json.EndArray();
            json.EndObject();
        }

        notes.LoseSettingIf(!request.User.IsEmpty, "user", "Google takes no user");
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        if (body["usageMetadata"u8]["promptTokenCount"u8].Whole is { } tokens and >= 0)
        {
            into.Usage = new TokenUsage { Input = tokens, Total = tokens, Source = UsageSource.Reported };
        }

        foreach (var entry in body["embeddings"u8].Items)
        {
            if (!entry["values"u8].IsArray)
            {
                return false;
            }

            into.Vectors.Add(entry["values"u8].Raw);
        }

        if (body["embedding"u8]["values"u8] is { IsArray: true } single)
        {
            into.Vectors.Add(single.Raw);
        }

        return into.Vectors.Count == request.Inputs.Count;
    }

    private static void WriteOne(
        EmbedRequest request, in EmbedInput input, ReadOnlySpan<byte> model, ReadOnlySpan<byte> task, TranslationNotes notes, JsonOut json)
    {
        if (input.IsTokens)
        {
            notes.Refuse("input", "this provider takes texts, not tokens");
        }

        json.BeginObject();
        json.Name("model"u8);
        json.Text(model);
        json.Name("content"u8);
        json.BeginObject();
        json.Name("parts"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name("text"u8);
        json.String(input.Text);
        json.EndObject();
        json.EndArray();
        json.EndObject();
        if (request.Task != EmbedTask.None)
        {
            json.Name("taskType"u8);
            json.Ascii(task);
        }

        json.StringIfAny("title"u8, input.Title);
        json.NumberIfAny("outputDimensionality"u8, request.Dimensions);
        json.EndObject();
    }
}
