using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>An exchange for every operation of the published API description, made of its schemas.</summary>
internal static class OpenAiSpec
{
    private const string Boundary = "----form-7f3a";

    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    public static IReadOnlyList<Taken> All()
    {
        if (Locate() is not { } file)
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var schemas = new SchemaExample(document.RootElement);
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Where(operation => Methods.Contains(operation.Name)).SelectMany(operation => Operation(schemas, path.Name, operation)))];
    }

    private static IEnumerable<Taken> Operation(SchemaExample schemas, string path, JsonProperty operation)
    {
        var method = operation.Name.ToUpperInvariant();
        var target = Target(path);
        foreach (var (requestType, request) in Requests(schemas, operation.Value))
        {
            foreach (var response in operation.Value.GetProperty("responses").EnumerateObject())
            {
                var status = int.TryParse(response.Name, out var number) ? number : 200;
                foreach (var (answerType, answer) in Answers(schemas, response.Value))
                {
                    yield return Exchanges.Make(method, target, request, answer, status, answerType, requestType);
                }
            }
        }
    }

    private static string Target(string path) => path
        .Replace("{model}", "ft:gpt-4o-mini:acme::B7R9VjQd", StringComparison.Ordinal)
        .Replace("{", "", StringComparison.Ordinal)
        .Replace("}", "-abc%20123", StringComparison.Ordinal);

    private static IEnumerable<(string? Type, byte[] Body)> Requests(SchemaExample schemas, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body) || !body.TryGetProperty("content", out var content))
        {
            yield return (null, []);
            yield break;
        }

        foreach (var kind in content.EnumerateObject())
        {
            var example = schemas.Of(kind.Value.GetProperty("schema"));
            yield return kind.Name == "multipart/form-data"
                ? ($"multipart/form-data; boundary={Boundary}", Form(example as JsonObject ?? []))
                : (kind.Name, Bytes(example));
        }
    }

    private static IEnumerable<(string? Type, byte[] Body)> Answers(SchemaExample schemas, JsonElement response)
    {
        if (!response.TryGetProperty("content", out var content))
        {
            yield return (null, []);
            yield break;
        }

        foreach (var kind in content.EnumerateObject())
        {
            var example = kind.Value.TryGetProperty("schema", out var schema) ? schemas.Of(schema) : null;
            yield return (kind.Name, kind.Name switch
            {
                "application/json" => Bytes(example),
                "text/event-stream" => [.. "event: some.thing\ndata: "u8, .. Bytes(example), .. "\n\ndata: [DONE]\n\n"u8],
                _ => [0, 1, 2, 253, 254, 255, .. Bytes(example)],
            });
        }
    }

    private static byte[] Form(JsonObject fields)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            var isFile = name is "file" or "image" or "mask" or "data" or "recording" or "audio_sample";
            form.Append($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{(isFile ? "; filename=\"ä b.bin\"\r\nContent-Type: application/octet-stream" : "")}\r\n\r\n");
            form.Append(isFile ? "\0\u0001--\r\n--" : value?.ToString()).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(form.Append($"--{Boundary}--\r\n").ToString());
    }

    private static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString(SchemaExample.Indented) ?? "null");

    private static string? Locate()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "specs", "openai.openapi.json");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
