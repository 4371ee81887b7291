using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams;

/// <summary>The names and the order of a conversation's tool calls by their ids, for formats whose results name the tool or stand in the calls' order. Built when first asked.</summary>
internal sealed class CallNames(ChatRequest request)
{
    private Dictionary<string, (JsonString Name, int Place)>? _calls;

    /// <summary>The name of the tool that a result answers; empty where no call has its id.</summary>
    public JsonString Of(ToolResultPart result)
    {
        if (!result.Name.IsEmpty)
        {
            return result.Name;
        }

        _calls ??= Gather(request);
        return _calls.GetValueOrDefault(Key(result.CallId)).Name;
    }

    /// <summary>Where the call that a result answers stands among all calls; that of no call is last.</summary>
    public int PlaceOf(ToolResultPart result)
    {
        _calls ??= Gather(request);
        return _calls.TryGetValue(Key(result.CallId), out var call) ? call.Place : int.MaxValue;
    }

    /// <summary>The names of all tools that were called, each once.</summary>
    public static List<JsonString> DistinctIn(ChatRequest request)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<JsonString>();
        foreach (var turn in request.Turns)
        {
            foreach (var part in turn.Parts)
            {
                if (part is ToolCallPart call && known.Add(call.Name.ToString()))
                {
                    names.Add(call.Name);
                }
            }
        }

        return names;
    }

    private static Dictionary<string, (JsonString Name, int Place)> Gather(ChatRequest request)
    {
        var calls = new Dictionary<string, (JsonString Name, int Place)>(StringComparer.Ordinal);
        foreach (var turn in request.Turns)
        {
            foreach (var part in turn.Parts)
            {
                if (part is ToolCallPart call)
                {
                    calls[Key(call.Id)] = (call.Name, calls.Count);
                }
            }
        }

        return calls;
    }

    private static string Key(JsonString id) => Encoding.UTF8.GetString(id.Span);
}
