using System.Text;
using System.Text.Json;
using Tollgate.Surfaces;

namespace Tollgate.Tests.Metering;

/// <summary>One exchange of the recordings beside the repository, as far as metering sees it.</summary>
public sealed record RecordedExchange(string Id, string Provider, string Api, int Status, bool IsStream, byte[] Body, string Request)
{
    internal Dialect Dialect => Api switch
    {
        "anthropic.messages" => Dialect.Anthropic,
        "gemini.generateContent" => Dialect.Gemini,
        "mistral.chat" or "minimax.chat" => Dialect.OpenAi,
        _ when Api.StartsWith("openai.", StringComparison.Ordinal) => Dialect.OpenAi,
        _ => Dialect.None,
    };

    public override string ToString() => Id;

    /// <summary>All exchanges with a text body in a dialect that is metered; none where the recordings are not there.</summary>
    public static IReadOnlyList<RecordedExchange> All()
    {
        var folder = Folder();
        return folder is null
            ? []
            : [.. new[] { "real", "constructed" }
                .SelectMany(kind => Directory.EnumerateFiles(Path.Combine(folder, kind), "*.json").Order(StringComparer.Ordinal))
                .Select(Read)
                .OfType<RecordedExchange>()
                .Where(exchange => exchange.Dialect != Dialect.None)];
    }

    private static string? Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "recordings");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static RecordedExchange? Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        var response = root.GetProperty("response");
        if (!response.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = body.GetString()!;
        var isStream = text.Contains("data:", StringComparison.Ordinal) && !text.TrimStart().StartsWith('{') && !text.TrimStart().StartsWith('[');
        return new RecordedExchange(
            root.GetProperty("id").GetString()!,
            root.GetProperty("provider").GetString()!,
            root.GetProperty("api").GetString()!,
            response.GetProperty("status").GetInt32(),
            isStream,
            Encoding.UTF8.GetBytes(text),
            root.GetProperty("request").TryGetProperty("body", out var request) ? request.GetRawText() : "");
    }
}
