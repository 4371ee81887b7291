using Tollgate.Exchange;
using Tollgate.Exchange.Images;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Imagen's <c>:predict</c>, at AI Studio and at Vertex AI.</summary>
internal static class ImagenBody
{
    /// <summary>Most pictures that it draws at once.</summary>
    private const int MaxCount = 4;

    public static void Write(ImageRequest request, string model, TranslationNotes notes, JsonOut json)
    {
        if (request.Count > MaxCount)
        {
            notes.Lose("n", Loss.Setting, "Imagen draws four pictures at once");
        }

        json.BeginObject();
        json.Name("instances"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name("prompt"u8);
        json.String(request.Prompt);
        json.EndObject();
        json.EndArray();
        json.Name("parameters"u8);
        json.BeginObject();
        json.Name("sampleCount"u8);
        json.Number(Math.Min(request.Count, MaxCount));
        json.Name("includeRaiReason"u8);
        json.Bool(value: true); // else what is filtered out is missing without a word
        if (request.Size.IsGiven)
        {
            var shape = PictureShape.Of(request.Size, isImagen: true, HasLarge(model) ? 2 : 1, notes);
            json.Name("aspectRatio"u8);
            json.Text(System.Text.Encoding.ASCII.GetBytes(shape.Ratio));
            if (shape.Class.Length > 0)
            {
                json.Name("sampleImageSize"u8);
                json.Text(System.Text.Encoding.ASCII.GetBytes(shape.Class));
            }
        }

        PictureWishes.WriteEncoding(request, "outputOptions"u8, notes, json);
        json.EndObject();
        json.EndObject();
    }

    /// <summary>False where it is no such answer.</summary>
    public static bool TryRead(JsonNode body, ImageAnswer into)
    {
        var predictions = body["predictions"u8];
        if (!body.IsObject || (!predictions.IsArray && body.Members.Any()))
        {
            return false;
        }

        var reason = default(JsonNode);
        foreach (var prediction in predictions.Each)
        {
            if (prediction["bytesBase64Encoded"u8].Text is { IsEmpty: false } picture)
            {
                into.Pictures.Add(new Picture(picture, prediction["mimeType"u8].Text, prediction["prompt"u8].Text));
            }
            else if (prediction["raiFilteredReason"u8].IsString)
            {
                reason = prediction["raiFilteredReason"u8];
            }
        }

        if (into.Pictures.Count == 0)
        {
            // Nothing at all is what it answers where it filtered everything.
            into.Failure = new UpstreamFailure
            {
                Kind = FailureKind.ContentFilter,
                Message = reason.IsString ? FailureText.Of(reason.Text) : "The provider's filter left no picture.",
            };
        }

        return true;
    }

    /// <summary>The fourth generation draws twice as large, but for its fast model.</summary>
    private static bool HasLarge(string model) =>
        model.Contains("imagen-4", StringComparison.OrdinalIgnoreCase) && !model.Contains("fast", StringComparison.OrdinalIgnoreCase);
}
