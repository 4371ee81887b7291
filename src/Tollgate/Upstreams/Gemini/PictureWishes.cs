using Tollgate.Exchange;
using Tollgate.Exchange.Images;

namespace Tollgate.Upstreams.Gemini;

/// <summary>What clients may ask of a picture and no model of Google's has a word for.</summary>
internal static class PictureWishes
{
    /// <summary>Notes what goes lost.</summary>
    public static void Lose(ImageRequest request, TranslationNotes notes)
    {
        LoseIf(!request.Quality.IsEmpty, "quality", "Google's models have one quality", notes);
        LoseIf(!request.Style.IsEmpty, "style", "Google's models take their style from the prompt", notes);
        LoseIf(request.IsTransparent, "background", "Google's models draw no transparent pictures", notes);
        LoseIf(!request.Moderation.IsEmpty, "moderation", "Google filters in its own way", notes);
        LoseIf(!request.User.IsEmpty, "user", "Google takes no user", notes);
    }

    /// <summary>Writes how pictures are to be encoded, where the client says so.</summary>
    /// <param name="request">What the client says.</param>
    /// <param name="name">The member that it goes into; empty where the provider has none.</param>
    /// <param name="notes">Where the loss is noted.</param>
    /// <param name="json">Where to.</param>
    public static void WriteEncoding(ImageRequest request, ReadOnlySpan<byte> name, TranslationNotes notes, JsonOut json)
    {
        var type = request.Format switch
        {
            PictureFormat.Png => "image/png"u8,
            PictureFormat.Jpeg => "image/jpeg"u8,
            _ => default,
        };
        var isSaid = !name.IsEmpty && !type.IsEmpty;
        var quality = request.Format == PictureFormat.Jpeg && isSaid ? request.Compression : null;
        LoseIf(request.Format != PictureFormat.Any && !isSaid, "output_format", "the model encodes its pictures as it likes", notes);
        LoseIf(request.Compression is not null && quality is null, "output_compression", "the model compresses JPEGs only, or as it likes", notes);
        if (!isSaid)
        {
            return;
        }

        json.Name(name);
        json.BeginObject();
        json.Name("mimeType"u8);
        json.Ascii(type);
        if (quality is { } percent)
        {
            json.Name("compressionQuality"u8);
            json.Number(percent);
        }

        json.EndObject();
    }

    private static void LoseIf(bool isLost, string field, string why, TranslationNotes notes)
    {
        if (isLost)
        {
            notes.Lose(field, Loss.Setting, why);
        }
    }
}
