using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's images: a small picture, whatever was asked for.</summary>
internal static class ImageAnswer
{
    private const int MaxImages = 10;

    /// <summary>A PNG of 16 by 16 pixels.</summary>
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAcklEQVR42pXKkRZCAQAFwYthGD5cDMMwfBiG0Z4wDMMwDMMwDMMwDMM+oW+4wxMMTnCKMxwQnOMCl7jC"
        + "Ede4wS3ucN9tPKTaeEy18ZRq4znVxkuqjddUG2+pNt5TbXyk2vhMtfGVauM71cZPqo3fVBt/f7E2DhAdrc4WAAAAAElFTkSuQmCC";

    public static void Write(DemoRequest request, DemoReply reply, JsonElement root)
    {
        var isObject = root.ValueKind == JsonValueKind.Object;
        if (isObject && root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String)
        {
            request.TakeModel(model.GetString()!);
        }

        var prompt = isObject && root.TryGetProperty("prompt", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : null;
        if (prompt is null)
        {
            DemoErrors.Write(reply, DemoEndpoint.Images, 400, "Missing required parameter: 'prompt'.");
            return;
        }

        var count = root.TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var wanted) ? wanted : 1;
        var asUrl = root.TryGetProperty("response_format", out var format) && format.ValueKind == JsonValueKind.String && format.ValueEquals("url"u8);
        Write(reply, prompt, Math.Clamp(count, 1, MaxImages), asUrl);
    }

    public static void Write(DemoReply reply, string prompt, int count, bool asUrl)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteNumber("created"u8, reply.Created);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteString(asUrl ? "url"u8 : "b64_json"u8, asUrl ? "data:image/png;base64," + Png : Png);
            json.WriteString("revised_prompt"u8, prompt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var tokens = DemoWords.Tokens(prompt.Length);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, tokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("text_tokens"u8, tokens);
        json.WriteNumber("image_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, count);
        json.WriteNumber("total_tokens"u8, tokens + count);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
