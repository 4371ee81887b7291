using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>Gemini's generateContent of models that draw or speak: the same picture and tone as OpenAI's calls give.</summary>
internal static class GenerateMediaAnswer
{
    private const string Sound = "audio/L16;codec=pcm;rate=24000";

    /// <summary>Answers, where the request asks for a picture or for sound. False where it asks for neither.</summary>
    public static bool TryWrite(DemoRequest request, DemoReply reply, JsonElement root)
    {
        var wanted = Wanted(root.Member("generationConfig"));
        if (wanted is null)
        {
            return false;
        }

        var prompt = DemoPrompt.Read(root, request.Target, out var problem);
        if (prompt is null)
        {
            DemoErrors.Write(reply, request.Target.Endpoint, 400, problem);
            return true;
        }

        request.TakeModel(prompt.Model);
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        json.WriteStartObject("inlineData"u8);
        var isSound = wanted == "AUDIO";
        json.WriteString("mimeType"u8, isSound ? Sound : "image/png");
        if (isSound)
        {
            json.WriteBase64String("data"u8, SpeechAnswer.MakeSamples());
        }
        else
        {
            json.WriteString("data"u8, ImageAnswer.Png);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        json.WriteString("finishReason"u8, "STOP"u8);
        json.WriteNumber("index"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, prompt.InputTokens);
        json.WriteNumber("candidatesTokenCount"u8, 1);
        json.WriteNumber("totalTokenCount"u8, prompt.InputTokens + 1);
        json.WriteStartArray("candidatesTokensDetails"u8);
        json.WriteStartObject();
        json.WriteString("modality"u8, wanted);
        json.WriteNumber("tokenCount"u8, 1);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("modelVersion"u8, prompt.Model);
        json.WriteEndObject();
        return true;
    }

    private static string? Wanted(JsonElement config)
    {
        foreach (var modality in config.Items("responseModalities"))
        {
            if (modality.ValueKind == JsonValueKind.String && modality.GetString() is "IMAGE" or "AUDIO")
            {
                return modality.GetString();
            }
        }

        return null;
    }
}
