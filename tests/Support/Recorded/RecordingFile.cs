using System.Text;
using System.Text.Json;

namespace Tollgate.TestSupport;

/// <summary>Reads one file of the recordings.</summary>
internal static class RecordingFile
{
    public static Recording Read(string folder, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
        var root = document.RootElement;
        var request = root.GetProperty("request");
        var response = root.GetProperty("response");
        return new Recording
        {
            File = file,
            Id = Text(root, "id"),
            Provider = Text(root, "provider"),
            Api = Text(root, "api"),
            Model = Text(root, "model"),
            Features = root.TryGetProperty("features", out var features) ? [.. features.EnumerateArray().Select(item => item.GetString()!)] : [],
            Fidelity = Text(root, "fidelity"),
            Method = Text(request, "method"),
            Path = Text(request, "path"),
            RequestHeaders = Headers(request),
            RequestBody = Body(request),
            Status = response.GetProperty("status").GetInt32(),
            ResponseHeaders = Headers(response),
            ResponseBody = Body(response),
            ChunkLengths = response.TryGetProperty("chunk_lengths", out var lengths) && lengths.ValueKind is JsonValueKind.Array
                ? [.. lengths.EnumerateArray().Select(length => length.GetInt32())]
                : null,
        };
    }

    private static string Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private static WireHeader[] Headers(JsonElement message) =>
        message.TryGetProperty("headers", out var headers) && headers.ValueKind is JsonValueKind.Object
            ? [.. headers.EnumerateObject().Select(line => new WireHeader(line.Name, line.Value.GetString() ?? ""))]
            : [];

    /// <summary>One of <c>body</c> (text of an answer, JSON value of a request), <c>body_text</c>, <c>body_base64</c>.</summary>
    private static byte[] Body(JsonElement message)
    {
        if (message.TryGetProperty("body_base64", out var base64))
        {
            return base64.GetBytesFromBase64();
        }

        if (message.TryGetProperty("body_text", out var text))
        {
            return Encoding.UTF8.GetBytes(text.GetString()!);
        }

        if (!message.TryGetProperty("body", out var body) || body.ValueKind is JsonValueKind.Null)
        {
            return [];
        }

        return body.ValueKind is JsonValueKind.String
            ? Encoding.UTF8.GetBytes(body.GetString()!)
            : Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body));
    }
}
