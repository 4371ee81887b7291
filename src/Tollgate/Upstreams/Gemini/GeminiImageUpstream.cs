using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Images;
using Tollgate.Exchange.Unary;
using Tollgate.Routing;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Google's pictures: <c>:generateContent</c> of Gemini's models, <c>:predict</c> of Imagen's.</summary>
/// <param name="errors">Google's chat format.</param>
internal sealed class GeminiImageUpstream(ChatUpstream errors) : UnaryUpstreamOf<ImageRequest, ImageAnswer>(errors)
{
    private const string Vertex = "vertex";

    /// <summary>From this version on (times ten) a model can be asked for pictures without text; before, that is an error.</summary>
    private const int PicturesAlone = 25;

    /// <summary>From this version on (times ten) a model draws in three sizes.</summary>
    private const int Sizes = 30;

    public override WireFormat Format => WireFormat.GeminiImages;

    public override void Write(ImageRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        PictureWishes.Lose(request, notes);
        if (GoogleModels.IsImagen(call.Model))
        {
            ImagenBody.Write(request, call.Model, notes, json);
            return;
        }

        if (request.Count > 1)
        {
            notes.Lose("n", Loss.Setting, "Gemini draws one picture at once");
        }

        var version = GeminiModel.Of(call.Model).Version;
        json.BeginObject();
        GeminiTurn.Begin(json);
        json.BeginObject();
        json.Name("text"u8);
        json.String(request.Prompt);
        json.EndObject();
        GeminiTurn.End(json);
        json.Name("generationConfig"u8);
        json.BeginObject();
        json.Name("responseModalities"u8);
        json.Raw(version is > 0 and < PicturesAlone ? "[\"TEXT\",\"IMAGE\"]"u8 : "[\"IMAGE\"]"u8);
        WriteConfig(request, version, call.Preset.Kind == Vertex, notes, json);
        json.EndObject();
        json.EndObject();
    }

    public override bool TryRead(JsonNode body, ImageRequest request, ImageAnswer into)
    {
        if (!GeminiMade.Is(body))
        {
            return ImagenBody.TryRead(body, into);
        }

        foreach (var candidate in body["candidates"u8].Each)
        {
            foreach (var part in candidate["content"u8]["parts"u8].Each)
            {
                // Drafts that a model makes while it thinks are not the picture.
                if (part["inlineData"u8]["data"u8].Text is { IsEmpty: false } data && !part["thought"u8].IsTrue)
                {
                    into.Pictures.Add(new Picture(data, part["inlineData"u8]["mimeType"u8].Text));
                }
            }
        }

        GeminiMade.ReadUsage(body, into, shows: into.Pictures.Count > 0);
        into.Failure = into.Pictures.Count == 0 ? GeminiMade.WhyNone(body, "picture") : null;
        return true;
    }

    /// <summary>AI Studio has no word for how a picture is encoded; Vertex AI has.</summary>
    private static void WriteConfig(ImageRequest request, int version, bool isVertex, TranslationNotes notes, JsonOut json)
    {
        if (!request.Size.IsGiven && request.Format == PictureFormat.Any && request.Compression is null)
        {
            return;
        }

        json.Name("imageConfig"u8);
        json.BeginObject();
        if (request.Size.IsGiven)
        {
            var shape = PictureShape.Of(request.Size, isImagen: false, version >= Sizes ? 3 : 1, notes);
            json.Name("aspectRatio"u8);
            json.Text(Encoding.ASCII.GetBytes(shape.Ratio));
            if (shape.Class.Length > 0)
            {
                json.Name("imageSize"u8);
                json.Text(Encoding.ASCII.GetBytes(shape.Class));
            }
        }

        PictureWishes.WriteEncoding(request, isVertex ? "imageOutputOptions"u8 : default, notes, json);
        json.EndObject();
    }
}
