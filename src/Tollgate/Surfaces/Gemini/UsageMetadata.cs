using Tollgate.Exchange;
using Tollgate.Metering;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Writes <c>usageMetadata</c>: Google counts thoughts beside the answer, cached tokens within the prompt.</summary>
internal static class UsageMetadata
{
    public static void Write(TokenUsage usage, JsonOut json)
    {
        json.Name("usageMetadata"u8);
        json.BeginObject();
        json.Name("promptTokenCount"u8);
        json.Number(usage.Input);
        json.Name("candidatesTokenCount"u8);
        json.Number(Math.Max(0, usage.Output - usage.Reasoning));
        json.Name("totalTokenCount"u8);
        json.Number(usage.Input + usage.Output);
        if (usage.CachedInput > 0)
        {
            json.Name("cachedContentTokenCount"u8);
            json.Number(usage.CachedInput);
        }

        if (usage.Reasoning > 0)
        {
            json.Name("thoughtsTokenCount"u8);
            json.Number(usage.Reasoning);
        }

        WriteDetails(json, "promptTokensDetails"u8, usage.Input, usage.AudioInput, usage.ImageInput);
        WriteDetails(json, "candidatesTokensDetails"u8, usage.Output - usage.Reasoning, usage.AudioOutput, usage.ImageOutput);
        json.EndObject();
    }

    private static void WriteDetails(JsonOut json, ReadOnlySpan<byte> name, long all, long audio, long image)
    {
        if (audio <= 0 && image <= 0)
        {
            return;
        }

        json.Name(name);
        json.BeginArray();
        WriteDetail(json, "TEXT"u8, all - audio - image);
        WriteDetail(json, "AUDIO"u8, audio);
        WriteDetail(json, "IMAGE"u8, image);
        json.EndArray();
    }

    private static void WriteDetail(JsonOut json, ReadOnlySpan<byte> modality, long tokens)
    {
        if (tokens <= 0)
        {
            return;
        }

        json.BeginObject();
        json.Name("modality"u8);
        json.Ascii(modality);
        json.Name("tokenCount"u8);
        json.Number(tokens);
        json.EndObject();
    }
}
