using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Google's <c>:embedContent</c> and <c>:batchEmbedContents</c>, told apart by their bodies.</summary>
/// <param name="errors">Google's chat format.</param>
internal sealed class GeminiEmbedSurface(ChatSurface? errors) : UnarySurfaceOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.GeminiEmbed;

    public override void Read(JsonNode body, EmbedRequest into, TranslationNotes notes)
    {
        var requests = body["requests"u8];
        into.IsSingle = !requests.Exists;
        if (into.IsSingle)
        {
            ReadOne(body, string.Empty, into, notes);
            return;
        }

        foreach (var request in requests.Items)
        {
            ReadOne(request, $"requests[{into.Inputs.Count}].", into, notes);
            if (notes.RefusedField is not null)
            {
                return;
            }
        }

        if (into.Inputs.Count == 0)
        {
            notes.Refuse("requests", "it must be a list with at least one request");
        }
    }

    public override void Write(EmbedRequest request, EmbedAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        if (request.IsSingle)
        {
            json.Name("embedding"u8);
            WriteVector(answer.Vectors.Count > 0 ? answer.Vectors[0].Span : "[]"u8, json);
        }
        else
        {
            json.Name("embeddings"u8);
            json.BeginArray();
            foreach (var vector in answer.Vectors)
            {
                WriteVector(vector.Span, json);
            }

            json.EndArray();
        }

        json.Name("usageMetadata"u8);
        json.BeginObject();
        json.Name("promptTokenCount"u8);
        json.Number(answer.InputOr(context.EstimatedInput));
        json.EndObject();
        json.EndObject();
    }

    private static void WriteVector(ReadOnlySpan<byte> vector, JsonOut json)
    {
        json.BeginObject();
        json.Name("values"u8);
        EmbedVector.WriteNumbers(vector, json);
        json.EndObject();
    }

    private static void ReadOne(JsonNode request, string path, EmbedRequest into, TranslationNotes notes)
    {
        into.Model = request["model"u8].Text;
        ReadSettings(request, path, into, notes);
        var parts = request["content"u8]["parts"u8];
        if (TextOf(parts, path, notes) is not { IsEmpty: false } text)
        {
            notes.Refuse(path + "content.parts", "there must be a part with text");
            return;
        }

        into.Inputs.Add(new EmbedInput(text, default, request["title"u8].Text));
    }

    /// <summary>Every request of a batch has its own settings; other vendors have them once, so they must not differ.</summary>
    private static void ReadSettings(JsonNode request, string path, EmbedRequest into, TranslationNotes notes)
    {
        var dimensions = request["outputDimensionality"u8].Whole;
        var type = request["taskType"u8];
        var task = type.Exists ? EmbedTasks.FromGoogle(type.Text) : EmbedTask.None;
        if (task is null)
        {
            notes.Refuse(path + "taskType", "this word is not known");
        }
        else if (into.Inputs.Count > 0 && (dimensions != into.Dimensions || task != into.Task))
        {
            notes.Refuse(path + "taskType", "requests of one batch must have the same taskType and outputDimensionality");
        }

        into.Dimensions = dimensions;
        into.Task = task ?? EmbedTask.None;
    }

    /// <summary>The text of all parts in one.</summary>
    private static JsonString TextOf(JsonNode parts, string path, TranslationNotes notes)
    {
        JsonString text = default;
        var at = 0;
        foreach (var part in parts.Items)
        {
            var piece = part["text"u8];
            if (!piece.IsString)
            {
                notes.Lose($"{path}content.parts[{at}]", Loss.Content, "only text can become a vector there");
            }
            else
            {
                text = text.IsEmpty ? piece.Text : new JsonString((byte[])[.. text.Span, .. piece.Text.Span]);
            }

            at++;
        }

        return text;
    }
}
