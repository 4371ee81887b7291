using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;
using Tollgate.Exchange.Unary;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/embeddings</c>.</summary>
/// <param name="errors">OpenAI's chat format.</param>
internal sealed class OpenAiEmbedSurface(ChatSurface? errors) : UnarySurfaceOf<EmbedRequest, EmbedAnswer>(errors)
{
    public override WireFormat Format => WireFormat.OpenAiEmbeddings;

    public override void Read(JsonNode body, EmbedRequest into, TranslationNotes notes)
    {
        into.Model = body["model"u8].Text;
        into.User = body["user"u8].Text;
        into.Dimensions = body["dimensions"u8].Whole;
        if (body["dimensions"u8].Exists && into.Dimensions is null or <= 0)
        {
            notes.Refuse("dimensions", "it must be a whole number above 0");
        }

        ReadEncoding(body["encoding_format"u8], into, notes);
        ReadTask(body["input_type"u8], into, notes);
        ReadInputs(body["input"u8], into, notes);
    }

    public override void Write(EmbedRequest request, EmbedAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("object"u8);
        json.Ascii("list"u8);
        json.Name("data"u8);
        json.BeginArray();
        for (var i = 0; i < answer.Vectors.Count; i++)
        {
            json.BeginObject();
            json.Name("object"u8);
            json.Ascii("embedding"u8);
            json.Name("index"u8);
            json.Number(i);
            json.Name("embedding"u8);
            if (request.AsBase64)
            {
                EmbedVector.WriteBase64(answer.Vectors[i].Span, json);
            }
            else
            {
                EmbedVector.WriteNumbers(answer.Vectors[i].Span, json);
            }

            json.EndObject();
        }

        json.EndArray();
        json.Name("model"u8);
        json.String(context.Model);
        json.Name("usage"u8);
        json.BeginObject();
        json.Name("prompt_tokens"u8);
        json.Number(answer.InputOr(context.EstimatedInput));
        json.Name("total_tokens"u8);
        json.Number(answer.InputOr(context.EstimatedInput));
        json.EndObject();
        json.EndObject();
    }

    private static void ReadEncoding(JsonNode encoding, EmbedRequest into, TranslationNotes notes)
    {
        into.AsBase64 = encoding.Is("base64"u8);
        if (encoding.Exists && !into.AsBase64 && !encoding.Is("float"u8))
        {
            notes.Refuse("encoding_format", "it must be float or base64");
        }
    }

    /// <summary>Not OpenAI's own, but what its copies take for models that make different vectors for questions and documents.</summary>
    private static void ReadTask(JsonNode type, EmbedRequest into, TranslationNotes notes)
    {
        if (type.Exists)
        {
            into.Task = EmbedTasks.FromInputType(type.Text) ?? EmbedTask.None;
            if (into.Task == EmbedTask.None)
            {
                notes.Lose("input_type", Loss.Setting, "this word is not known");
            }
        }
    }

    private static void ReadInputs(JsonNode input, EmbedRequest into, TranslationNotes notes)
    {
        if (input.IsString)
        {
            into.Inputs.Add(new EmbedInput(input.Text, default));
            return;
        }

        if (input[0].IsNumber)
        {
            into.Inputs.Add(new EmbedInput(default, input.Raw));
            return;
        }

        foreach (var item in input.Items)
        {
            if (item.IsString)
            {
                into.Inputs.Add(new EmbedInput(item.Text, default));
            }
            else if (item[0].IsNumber)
            {
                into.Inputs.Add(new EmbedInput(default, item.Raw));
            }
            else
            {
                notes.Refuse($"input[{into.Inputs.Count}]", "it must be a text or an array of tokens");
                return;
            }
        }

        if (into.Inputs.Count == 0)
        {
            notes.Refuse("input", "it must be a text, tokens, or a list of either");
        }
    }
}
