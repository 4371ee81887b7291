using System.Text;
using System.Text.Json;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>What the client must get of a recorded answer, by rule. Written without regard for speed, apart from the product's code.</summary>
/// <param name="Body">The bytes, or those before the error event of a stream that was cut.</param>
/// <param name="IsRefused">A success on an understood path that is no answer: 502.</param>
/// <param name="IsCut">The stream ends within an event: an error event follows.</param>
internal sealed record ExpectedAnswer(byte[] Body, bool IsRefused, bool IsCut)
{
    public static ExpectedAnswer Of(RecordedCall call)
    {
        var recording = call.Recording;
        var body = recording.ResponseBody;
        var type = recording.ResponseHeader("content-type") ?? "";
        var isStream = type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) || (type.Length == 0 && body.AsSpan().StartsWith("data:"u8));
        if (!isStream)
        {
            var isJson = type.Length == 0 || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
            return new ExpectedAnswer(body, call.IsUnderstood && recording.Status is >= 200 and < 300 && !(isJson && IsJson(body)), IsCut: false);
        }

        var events = Events(body).ToList();
        var cut = events.Count > 0 && !EndsWhole(events[^1]);
        var kept = cut ? events.Take(events.Count - 1) : events;
        return new ExpectedAnswer(
            [.. (UsageIsOurWish(call) ? kept.Where(item => !IsUsageOnly(item)) : kept).SelectMany(item => item)], IsRefused: false, cut);
    }

    /// <summary>A streamed chat or completion whose client did not ask for usage.</summary>
    public static bool UsageIsOurWish(RecordedCall call)
    {
        if (call.Path is not ("/v1/chat/completions" or "/v1/completions"))
        {
            return false;
        }

        using var document = JsonDocument.Parse(call.Recording.RequestBody);
        var root = document.RootElement;
        return root.TryGetProperty("model", out _)
            && root.TryGetProperty("stream", out var stream) && stream.ValueKind is JsonValueKind.True
            && !(root.TryGetProperty("stream_options", out var options) && options.ValueKind is JsonValueKind.Object
                && options.TryGetProperty("include_usage", out var include) && include.ValueKind is JsonValueKind.True);
    }

    /// <summary>Events with their empty lines; the last one may lack it.</summary>
    public static IEnumerable<byte[]> Events(byte[] body)
    {
        var start = 0;
        var line = 0;
        for (var at = 0; at < body.Length; at++)
        {
            if (body[at] is not ((byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            var isEmpty = at == line;
            at += body[at] == '\r' && at + 1 < body.Length && body[at + 1] == '\n' ? 1 : 0;
            line = at + 1;
            if (isEmpty)
            {
                yield return body[start..line];
                start = line;
            }
        }

        if (start < body.Length)
        {
            yield return body[start..];
        }
    }

    /// <summary>Payload of an event's data lines.</summary>
    public static string Data(byte[] item) => string.Join('\n', Encoding.UTF8.GetString(item).TrimStart('\uFEFF').Split('\n', '\r')
        .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
        .Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line[5..]));

    private static bool EndsWhole(byte[] item)
    {
        var text = Encoding.UTF8.GetString(item);
        return text.EndsWith("\n\n", StringComparison.Ordinal) || text.EndsWith("\r\r", StringComparison.Ordinal)
            || text.EndsWith("\r\n\r\n", StringComparison.Ordinal) || text.Trim('\r', '\n').Length == 0
            || Data(item) is "[DONE]" || IsJson(Encoding.UTF8.GetBytes(Data(item)));
    }

    private static bool IsUsageOnly(byte[] item)
    {
        if (!IsJson(Encoding.UTF8.GetBytes(Data(item))))
        {
            return false;
        }

        using var document = JsonDocument.Parse(Data(item));
        return document.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind is JsonValueKind.Array && choices.GetArrayLength() == 0
            && document.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind is JsonValueKind.Object;
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
