using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's <c>:batchEmbedContents</c>, for one text as well as for many.</summary>
/// <param name="errors">Google's chat format.</param>
internal sealed class GeminiEmbedUpstream(ChatUpstream errors) : UnaryUpstreamOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.GeminiEmbed;

    public override void Write(EmbedRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var model = Encoding.UTF8.GetBytes("models/" + call.Model);
        var task = Encoding.UTF8.GetBytes(EmbedTasks.ToGoogle(request.Task));
        json.BeginObject();
        json.Name("requests"u8);
        json.BeginArray();
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var input = request.Inputs[i];
            if (input.IsTokens)
            {
                notes.Refuse($"input[{i}]", "this provider takes texts, not tokens");
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

            if (!input.Title.IsEmpty)
            {
                json.Name("title"u8);
                json.String(input.Title);
            }

            if (request.Dimensions is { } dimensions)
            {
                json.Name("outputDimensionality"u8);
                json.Number(dimensions);
            }

            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
        if (!request.User.IsEmpty)
        {
            notes.Lose("user", Loss.Setting, "Google takes no user");
        }
    }

    public override bool TryRead(JsonNode body, EmbedRequest request, EmbedAnswer into)
    {
        var usage = default(TokenUsage);
        if (UsageReader.TryRead(body["usageMetadata"u8].Raw.Span, Dialect.Gemini, ref usage))
        {
            into.Usage = usage;
        }

        foreach (var entry in body["embeddings"u8].Items)
        {
            if (!entry["values"u8].IsArray)
            {
                return false;
            }

            into.Vectors.Add(entry["values"u8].Raw);
        }

        return into.Vectors.Count == request.Inputs.Count;
    }
}
