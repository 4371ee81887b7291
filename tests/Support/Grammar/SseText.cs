using System.Text;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Reads a stream of server-sent events from its text, by the rules of the HTML standard.</summary>
public static class SseText
{
    /// <summary>Its events. Comments are passed over; a last event without its blank line counts only where <paramref name="lenient"/>.</summary>
    public static IReadOnlyList<SseEvent> Read(ReadOnlySpan<byte> stream, bool lenient = false)
    {
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(stream).TrimStart('\uFEFF');
        var events = new List<SseEvent>();
        var name = "";
        StringBuilder? data = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length == 0)
            {
                Dispatch();
                continue;
            }

            var colon = line.IndexOf(':');
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "data":
                    data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
                    break;
                case "event":
                    name = value;
                    break;
                default:
                    break;
            }
        }

        if (data is not null)
        {
            Must.Be(lenient, $"the stream ends inside an event: {data}");
            Dispatch();
        }

        return events;

        void Dispatch()
        {
            if (data is not null)
            {
                events.Add(new SseEvent(name, data.ToString()));
            }

            (name, data) = ("", null);
        }
    }
}
