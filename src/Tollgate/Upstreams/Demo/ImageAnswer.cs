using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's images: a small picture, whatever was asked for.</summary>
internal static class ImageAnswer
{
    private const int MaxImages = 10;

    /// <summary>A PNG of 16 by 16 pixels.</summary>
    public const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAcklEQVR42pXKkRZCAQAFwYthGD5cDMMwfBiG0Z4wDMMwDMMwDMMwDMM+oW+4wxMMTnCKMxwQnOMCl7jC"
        + "Ede4wS3ucN9tPKTaeEy18ZRq4znVxkuqjddUG2+pNt5TbXyk2vhMtfGVauM71cZPqo3fVBt/f7E2DhAdrc4WAAAAAElFTkSuQmCC";

    public static void Write(DemoRequest request, DemoReply reply, JsonElement root)
    {
        request.TakeModel(root.Text("model") ?? string.Empty);
        if (root.Text("prompt") is not { } prompt)
        {
            DemoErrors.Write(reply, DemoEndpoint.Images, 400, "Missing required parameter: 'prompt'.");
            return;
        }

        Write(reply, prompt, Math.Clamp(root.Number("n") ?? 1, 1, MaxImages), asUrl: root.Text("response_format") is "url");
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
        var tokens = DemoWords.Tokens(prompt);
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
