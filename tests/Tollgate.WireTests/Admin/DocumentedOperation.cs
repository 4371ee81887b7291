using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.WireTests.Admin;

/// <summary>One operation of an OpenAPI document, ready to be called.</summary>
internal sealed partial record DocumentedOperation(string Method, string Path, JsonElement Description)
{
    /// <summary>The first of its tags.</summary>
    public string Tag => Description.GetProperty("tags")[0].GetString()!;

    /// <summary>Says that it needs no key.</summary>
    public bool IsPublic => Description.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;

    /// <summary>Names something in its path.</summary>
    public bool HasId => Path.Contains('{', StringComparison.Ordinal);

    /// <summary>An example of its JSON body; null when it takes none.</summary>
    public string? Body =>
        Description.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? json.TryGetProperty("example", out var example) ? example.GetRawText() : "{}"
            : null;

    /// <summary>All operations of a document.</summary>
    public static IReadOnlyList<DocumentedOperation> Read(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        return
        [
            .. from path in parsed.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select new DocumentedOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value.Clone()),
        ];
    }

    /// <summary>A request for it.</summary>
    /// <param name="key">Credential; null for none.</param>
    /// <param name="from">Address to come from, where the gateway believes in forwarded addresses.</param>
    /// <param name="id">Stands for everything in braces.</param>
    /// <param name="query">With its question mark.</param>
    /// <param name="body">JSON in place of the example.</param>
    public HttpRequestMessage Request(string? key, string from, string id = "00000000000000000000000000000000", string query = "", string? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(Braces().Replace(Path, id) + query, UriKind.Relative));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        request.Headers.Add("X-Forwarded-For", from);
        if ((body ?? Body) is { } json)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return request;
    }

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1000)]
    private static partial Regex Braces();
}
