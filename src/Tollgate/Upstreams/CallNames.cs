using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams;

/// <summary>The names of a conversation's tool calls by their ids, for formats whose results name the tool. Built when first asked.</summary>
internal sealed class CallNames(ChatRequest request)
{
    private Dictionary<string, JsonString>? _names;

    /// <summary>The name of the tool that a result answers; empty where no call has its id.</summary>
    public JsonString Of(ToolResultPart result)
    {
        if (!result.Name.IsEmpty)
        {
            return result.Name;
        }

        _names ??= Gather(request);
        return _names.GetValueOrDefault(Key(result.CallId));
    }

    private static Dictionary<string, JsonString> Gather(ChatRequest request)
    {
        var names = new Dictionary<string, JsonString>(StringComparer.Ordinal);
        foreach (var turn in request.Turns)
        {
            foreach (var part in turn.Parts)
            {
                if (part is ToolCallPart call)
                {
                    names[Key(call.Id)] = call.Name;
                }
            }
        }

        return names;
    }

    private static string Key(JsonString id) => Encoding.UTF8.GetString(id.Span);
}
