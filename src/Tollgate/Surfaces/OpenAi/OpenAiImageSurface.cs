using System.Globalization;
using Tollgate.Exchange;
using Tollgate.Exchange.Images;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/images/generations</c>.</summary>
/// <param name="errors">OpenAI's chat format.</param>
internal sealed class OpenAiImageSurface(ChatSurface? errors) : UnarySurfaceOf<ImageRequest, ImageAnswer>(errors)
{
    /// <summary>Most pictures that OpenAI's API can be asked for at once.</summary>
    private const int MaxCount = 10;

    /// <summary>More than any model draws; nine digits would overflow what is done with them.</summary>
    private const int MaxSide = 99_999;

    public override WireFormat Format => WireFormat.OpenAiImages;

    public override void Read(JsonNode body, ImageRequest into, TranslationNotes notes)
    {
        into.Prompt = body["prompt"u8].Text;
        if (into.Prompt.IsEmpty)
        {
            notes.Refuse("prompt", "it must be a text that is not empty");
        }

        if (body["stream"u8].IsTrue)
        {
            notes.Refuse("stream", "this provider's pictures come whole");
        }

        ReadCount(body["n"u8], into, notes);
        ReadSize(body["size"u8], into, notes);
        ReadDelivery(body["response_format"u8], notes);
        ReadEncoding(body, into, notes);
        into.Quality = Unusual(body["quality"u8], "auto"u8, "standard"u8);
        into.Moderation = Unusual(body["moderation"u8], "auto"u8, "auto"u8);
        into.IsTransparent = body["background"u8].Is("transparent"u8);
        into.Style = body["style"u8].Text;
        into.User = body["user"u8].Text;
    }

    public override void Write(ImageRequest request, ImageAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        json.BeginObject();
        json.Name("created"u8);
        json.Number(context.UnixSeconds);
        json.Name("data"u8);
        json.BeginArray();
        foreach (var picture in answer.Pictures)
        {
            json.BeginObject();
            json.Name("b64_json"u8);
            json.String(picture.Base64);
            if (!picture.Prompt.IsEmpty)
            {
                json.Name("revised_prompt"u8);
                json.String(picture.Prompt);
            }

            json.EndObject();
        }

        json.EndArray();
        if (WordOf(answer) is { IsEmpty: false } word)
        {
            json.Name("output_format"u8);
            json.Ascii(word);
        }

        if (answer.Usage is { Source: UsageSource.Reported } usage)
        {
            WriteUsage(usage, json);
        }

        json.EndObject();
    }

    private static void ReadCount(JsonNode count, ImageRequest into, TranslationNotes notes)
    {
        if (!count.Exists)
        {
            return;
        }

        if (count.Whole is >= 1 and <= MaxCount and var whole)
        {
            into.Count = (int)whole;
        }
        else
        {
            notes.Refuse("n", "it must be a whole number from 1 to 10");
        }
    }

    private static void ReadSize(JsonNode size, ImageRequest into, TranslationNotes notes)
    {
        if (!size.Exists || size.Is("auto"u8))
        {
            return;
        }

        var text = size.Text.ToString();
        var by = text.IndexOf('x', StringComparison.Ordinal);
        if (by > 0 && TrySide(text.AsSpan(0, by), out var width) && TrySide(text.AsSpan(by + 1), out var height))
        {
            into.Size = new PictureSize(width, height);
        }
        else
        {
            notes.Refuse("size", "it must be auto, or a width and a height such as 1024x1024");
        }
    }

    private static bool TrySide(ReadOnlySpan<char> text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is > 0 and <= MaxSide;

    /// <summary>Left out it means base64, as it does for OpenAI's newer models, which know nothing else.</summary>
    private static void ReadDelivery(JsonNode delivery, TranslationNotes notes)
    {
        if (delivery.Is("url"u8))
        {
            notes.Lose("response_format", Loss.Content, "this provider keeps no pictures to be fetched: they come as b64_json");
        }
        else if (delivery.Exists && !delivery.Is("b64_json"u8))
        {
            notes.Refuse("response_format", "it must be b64_json");
        }
    }

    private static void ReadEncoding(JsonNode body, ImageRequest into, TranslationNotes notes)
    {
        var format = body["output_format"u8];
        into.Format = format.Is("png"u8) ? PictureFormat.Png
            : format.Is("jpeg"u8) ? PictureFormat.Jpeg
            : format.Is("webp"u8) ? PictureFormat.Webp
            : PictureFormat.Any;
        if (format.Exists && into.Format == PictureFormat.Any)
        {
            notes.Refuse("output_format", "it must be png, jpeg or webp");
        }

        var compression = body["output_compression"u8];
        into.Compression = compression.Whole is >= 0 and <= 100 and var percent ? (int)percent : null;
        if (compression.Exists && into.Compression is null)
        {
            notes.Refuse("output_compression", "it must be a whole number from 0 to 100");
        }
    }

    private static JsonString Unusual(JsonNode word, ReadOnlySpan<byte> usual, ReadOnlySpan<byte> olderUsual) =>
        word.Is(usual) || word.Is(olderUsual) ? default : word.Text;

    /// <summary>What the first picture is; empty where the provider does not say, or something that OpenAI's API has no word for.</summary>
    private static ReadOnlySpan<byte> WordOf(ImageAnswer answer)
    {
        var type = answer.Pictures.Count > 0 ? answer.Pictures[0].MediaType : default;
        return type.Is("image/png"u8) ? "png"u8
            : type.Is("image/jpeg"u8) ? "jpeg"u8
            : type.Is("image/webp"u8) ? "webp"u8
            : default;
    }

    private static void WriteUsage(TokenUsage usage, JsonOut json)
    {
        json.Name("usage"u8);
        json.BeginObject();
        json.Name("total_tokens"u8);
        json.Number(usage.Input + usage.Output);
        json.Name("input_tokens"u8);
        json.Number(usage.Input);
        json.Name("output_tokens"u8);
        json.Number(usage.Output);
        WriteDetails("input_tokens_details"u8, usage.Input, usage.ImageInput, json);
        WriteDetails("output_tokens_details"u8, usage.Output, usage.ImageOutput, json);
        json.EndObject();
    }

    private static void WriteDetails(ReadOnlySpan<byte> name, long all, long ofPictures, JsonOut json)
    {
        json.Name(name);
        json.BeginObject();
        json.Name("text_tokens"u8);
        json.Number(Math.Max(0, all - ofPictures));
        json.Name("image_tokens"u8);
        json.Number(Math.Min(all, ofPictures));
        json.EndObject();
    }
}
