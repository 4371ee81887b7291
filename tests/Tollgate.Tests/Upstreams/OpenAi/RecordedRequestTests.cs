using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.TestSupport;
using Tollgate.Tests.Surfaces.OpenAi;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>Recorded requests of chat clients, read and written again for a provider of the same format: they say the same.</summary>
public sealed class RecordedRequestTests
{
    public static IEnumerable<TheoryDataRow<string>> Recorded() =>
        from recording in Recordings.Where(api: "openai.chat", isReal: true)
        where recording.Status == 200 && recording.RequestBody.Length > 2 && recording.RequestBody[0] == (byte)'{'
        select new TheoryDataRow<string>(recording.Id);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recorded))]
    public void Requests_say_the_same_after_a_detour(string id)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(Recordings.Get(id).RequestBody)!.AsObject();
        var notes = new TranslationNotes { Policy = UnsupportedPolicy.Drop };
        var (request, read) = new ChatClient().Send(body.ToJsonString());
        read.RefusedField.ShouldBeNull();
        var written = ChatProvider.Receive(request, new ChatQuirks { TakesTopK = true, MaxStops = 9 }, (string?)body["model"] ?? "m", notes);
        notes.RefusedField.ShouldBeNull();

        notes.Warnings.ShouldBeEmpty();
        var expected = Normal(body);
        System.Text.Json.Nodes.JsonNode.DeepEquals(Normal(written), expected).ShouldBeTrue($"{written.ToJsonString()}\nis not\n{expected.ToJsonString()}");
    }

    /// <summary>What says the same is written the same; how reasoning is asked for has its own tests.</summary>
    private static JsonObject Normal(JsonObject request)
    {
        foreach (var name in new[] { "reasoning_effort", "thinking", "enable_thinking", "stream_options" })
        {
            request.Remove(name);
        }

        Rename(request, "max_completion_tokens", "max_tokens");
        Rename(request, "function_call", "tool_choice");
        if (request["functions"]?.DeepClone() is JsonArray functions)
        {
            request.Remove("functions");
            request["tools"] = new JsonArray([.. functions.Select(function => new JsonObject { ["type"] = "function", ["function"] = function!.DeepClone() })]);
        }

        foreach (var tool in request["tools"]?.AsArray() ?? [])
        {
            RemoveWhere(tool!["function"]!.AsObject(), "description", "\"\"");
        }

        RemoveWhere(request, "stream", "false");
        RemoveWhere(request, "n", "1");
        foreach (var message in request["messages"]!.AsArray().Select(message => message!.AsObject()))
        {
            if ((string?)message["role"] == "tool")
            {
                message.Remove("name");
            }

            RemoveWhere(message, "content", "null");
        }

        return request;
    }

    private static void Rename(JsonObject request, string from, string to)
    {
        if (request[from]?.DeepClone() is { } value)
        {
            request.Remove(from);
            request[to] = value;
        }
    }

    private static void RemoveWhere(JsonObject of, string name, string json)
    {
        if (of.TryGetPropertyValue(name, out var value) && (value?.ToJsonString() ?? "null") == json)
        {
            of.Remove(name);
        }
    }
}
