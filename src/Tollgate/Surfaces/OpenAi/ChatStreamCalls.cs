using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>The calls of one choice of a stream: each begins with its name, its arguments follow in pieces.</summary>
/// <param name="choice">The choice.</param>
/// <param name="chunks">Where they go.</param>
/// <param name="isLegacy">The client declared functions the old way, which knows one call.</param>
/// <param name="customTools">Names of its custom tools; null for none.</param>
internal sealed class ChatStreamCalls(int choice, ChatChunks chunks, bool isLegacy, IReadOnlySet<string>? customTools)
{
    /// <summary>More calls than that in one answer are not believed.</summary>
    public const int MaxCalls = 1024;

    private List<bool>? _hasArguments;
    private Dictionary<int, CustomInput>? _inputs;

    /// <summary>Calls so far, those included that a client of the old way does not see.</summary>
    public int Count => _hasArguments?.Count ?? 0;

    /// <summary>A call begins.</summary>
    /// <param name="call">Its number; one that is not believed is passed over.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">The tool.</param>
    /// <param name="note">The provider's note right before it; null for none.</param>
    public void Begin(int call, JsonString id, JsonString name, OpaqueState? note)
    {
        if (call is < 0 or >= MaxCalls)
        {
            return;
        }

        _hasArguments ??= [];
        while (_hasArguments.Count <= call)
        {
            _hasArguments.Add(false);
        }

        if (!IsSeen(call))
        {
            return;
        }

        var json = chunks.Begin(choice);
        if (isLegacy)
        {
            json.Name("function_call"u8);
            ChatCalls.WriteFunction(json, name, default);
        }
        else
        {
            BeginCall(call, json);
            var isCustom = customTools is not null && customTools.Contains(name.ToString());
            ChatCalls.WriteHead(json, id, note, isCustom);
            if (isCustom)
            {
                (_inputs ??= [])[call] = new CustomInput();
                ChatCalls.WriteCustom(json, name, default);
            }
            else
            {
                json.Name("function"u8);
                ChatCalls.WriteFunction(json, name, default);
            }

            EndCall(json);
        }

        chunks.End();
    }

    /// <summary>A call's arguments come. False for a call that has not begun or that the client does not see.</summary>
    public bool Takes(int call)
    {
        if (call < 0 || call >= Count)
        {
            return false;
        }

        _hasArguments![call] = true;
        return IsSeen(call);
    }

    /// <summary>Writes a piece of the arguments of a call that <see cref="Takes"/> them.</summary>
    public void WriteArguments(int call, JsonString piece)
    {
        if (_inputs is not null && _inputs.TryGetValue(call, out var input))
        {
            WriteInput(call, input.Add(piece));
            return;
        }

        var json = chunks.Begin(choice);
        if (!isLegacy)
        {
            BeginCall(call, json);
        }

        json.Name(isLegacy ? "function_call"u8 : "function"u8);
        json.BeginObject();
        json.Name("arguments"u8);
        json.String(piece);
        json.EndObject();
        if (!isLegacy)
        {
            EndCall(json);
        }

        chunks.End();
    }

    /// <summary>The choice ends. Calls without arguments get an empty object: clients parse what they get.</summary>
    public void End()
    {
        for (var call = 0; call < Count; call++)
        {
            if (_inputs is not null && _inputs.TryGetValue(call, out var input))
            {
                WriteInput(call, input.End());
            }
            else if (!_hasArguments![call] && Takes(call))
            {
                WriteArguments(call, new JsonString("{}"u8.ToArray()));
            }
        }
    }

    /// <summary>A piece of a custom tool's free text.</summary>
    private void WriteInput(int call, JsonString piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        var json = chunks.Begin(choice);
        BeginCall(call, json);
        json.Name("custom"u8);
        json.BeginObject();
        json.Name("input"u8);
        json.String(piece);
        json.EndObject();
        EndCall(json);
        chunks.End();
    }

    private bool IsSeen(int call) => !isLegacy || call == 0;

    private static void BeginCall(int call, JsonOut json)
    {
        json.Name("tool_calls"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name("index"u8);
        json.Number(call);
    }

    private static void EndCall(JsonOut json)
    {
        json.EndObject();
        json.EndArray();
    }
}
