using System.Globalization;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Forms;
using Tollgate.Exchange.Transcripts;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/audio/transcriptions</c> and <c>/v1/audio/translations</c>: forms with a recording in them.</summary>
/// <param name="errors">OpenAI's chat format.</param>
/// <param name="format">Which of the two.</param>
internal sealed class OpenAiTranscriptSurface(ChatSurface? errors, WireFormat format) : UnarySurfaceOf<TranscriptRequest, TranscriptAnswer>(errors)
{
    public override WireFormat Format => format;

    public override ReadOnlySpan<byte> ContentTypeOf(TranscriptRequest request) =>
        request.AsText ? "text/plain; charset=utf-8"u8 : "application/json"u8;

    public override void Read(JsonNode body, TranscriptRequest into, TranslationNotes notes) =>
        notes.Refuse("file", "it must come in a form (multipart/form-data)");

    public override void Read(FormParts form, TranscriptRequest into, TranslationNotes notes)
    {
        into.IntoEnglish = format == WireFormat.OpenAiTranslations;
        ReadFile(form.Find("file"u8), into, notes);
        into.Language = JsonString.Of(form.Text("language"u8) ?? string.Empty);
        into.Prompt = JsonString.Of(form.Text("prompt"u8) ?? string.Empty);
        ReadFormat(form.Text("response_format"u8), into, notes);
        ReadTemperature(form.Text("temperature"u8), into, notes);
        if (form.Text("stream"u8) is "true" or "True" or "1")
        {
            notes.Refuse("stream", "this provider's transcripts come whole");
        }

        foreach (var part in form.Parts)
        {
            var name = Encoding.UTF8.GetString(part.Name.Span);
            if (name is not ("file" or "model" or "language" or "prompt" or "response_format" or "temperature" or "stream"))
            {
                notes.Lose(name, Loss.Setting, "it is not taken with this model's transcripts");
            }
        }
    }

    public override void Write(TranscriptRequest request, TranscriptAnswer answer, AnswerContext context)
    {
        var json = context.Out;
        if (request.AsText)
        {
            foreach (var piece in answer.Pieces)
            {
                json.Bytes.Write(piece.Decode().Span);
            }

            json.Bytes.Write("\n"u8);
            return;
        }

        json.BeginObject();
        json.Name("text"u8);
        json.BeginText();
        foreach (var piece in answer.Pieces)
        {
            json.Piece(piece);
        }

        json.EndText();
        if (!request.IntoEnglish && answer.Usage is { Source: UsageSource.Reported } usage)
        {
            WriteUsage(usage, json);
        }

        json.EndObject();
    }

    private static void ReadFile(FormPart file, TranscriptRequest into, TranslationNotes notes)
    {
        into.Sound = file.Content;
        into.MediaType = SoundTypes.Of(file) ?? string.Empty;
        if (file.Content.IsEmpty)
        {
            notes.Refuse("file", "it must be a recording that is not empty");
        }
        else if (into.MediaType.Length == 0)
        {
            notes.Refuse("file", "neither its type nor the end of its name says what it is");
        }
    }

    private static void ReadFormat(string? format, TranscriptRequest into, TranslationNotes notes)
    {
        into.AsText = format is "text";
        if (format is not (null or "json" or "text"))
        {
            notes.Refuse("response_format", "this provider gives words without their times: it must be json or text");
        }
    }

    private static void ReadTemperature(string? temperature, TranscriptRequest into, TranslationNotes notes)
    {
        if (temperature is null)
        {
            return;
        }

        if (double.TryParse(temperature, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
        {
            into.Temperature = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            notes.Refuse("temperature", "it must be a number from 0 to 1");
        }
    }

    private static void WriteUsage(TokenUsage usage, JsonOut json)
    {
        json.Name("usage"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("tokens"u8);
        json.Name("input_tokens"u8);
        json.Number(usage.Input);
        json.Name("input_token_details"u8);
        json.BeginObject();
        json.Name("text_tokens"u8);
        json.Number(Math.Max(0, usage.Input - usage.AudioInput));
        json.Name("audio_tokens"u8);
        json.Number(Math.Min(usage.Input, usage.AudioInput));
        json.EndObject();
        json.Name("output_tokens"u8);
        json.Number(usage.Output);
        json.Name("total_tokens"u8);
        json.Number(usage.Input + usage.Output);
        json.EndObject();
    }
}
