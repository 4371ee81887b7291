using Tollgate.Json;
using Tollgate.Listening;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// Whether a request's stream may be gone on with elsewhere when it breaks: one answer in plain text. What is half a tool call, half a
/// document of a schema or half a thought cannot be put into a prompt as the beginning of an answer.
/// </summary>
internal static class ContinuableRequest
{
    /// <summary>Looks at everything that is known before the first byte of the answer.</summary>
    public static bool Is(RequestContext request)
    {
        if (request.Route is not { Attempts.ContinueStream: true } || request.Translation is not null || request.Endpoint is not { Kind: EndpointKind.Understood } endpoint
            || endpoint.Shape is not (EndpointShape.ChatCompletions or EndpointShape.AnthropicMessages))
        {
            return false;
        }

        var fields = request.Fields;
        return request.Stream && request.Upload is null && request.Body.IsComplete && fields is { N: 1, Needs: RequestNeeds.None, Prompt.Exists: true }
            && HasHeir(request) && IsPlain(request.Body.Bytes);
    }

    /// <summary>Whether another candidate could be asked to go on.</summary>
    private static bool HasHeir(RequestContext request)
    {
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            if ((request.Tried & (1UL << i)) == 0 && request.Candidates[i].Prefill != PrefillStyle.None)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a body that was scanned asks for plain text, and does not end with the beginning of an answer of its own.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> body)
    {
        var scan = new JsonScan(body);
        scan.SkipWhite();
        if (!scan.TryEnterObject())
        {
            return false;
        }

        do
        {
            if (!scan.TryReadKey(out var key))
            {
                return false;
            }

            var start = scan.Position;
            if (!scan.SkipValue(1) || !Allows(key, body[start..scan.Position]))
            {
                return false;
            }
        }
        while (scan.TryNextMember());
        return scan.Error == ScanErrorKind.None;
    }

    private static bool Allows(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("messages"u8))
        {
            return !EndsWithAssistant(value);
        }

        if (key.SequenceEqual("response_format"u8))
        {
            return GivenValue.IsNothing(value) || value.IndexOf("\"json"u8) < 0;
        }

        if (key.SequenceEqual("output_config"u8))
        {
            return value.IndexOf("\"format\""u8) < 0;
        }

        if (key.SequenceEqual("thinking"u8))
        {
            return GivenValue.IsNothing(value) || value.IndexOf("\"disabled\""u8) >= 0;
        }

        return !IsSpecial(key) || GivenValue.IsNothing(value);
    }

    /// <summary>Fields of the vendors that ask for something else than text, or that say themselves how an answer begins.</summary>
    private static bool IsSpecial(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("tools"u8) || key.SequenceEqual("functions"u8) || key.SequenceEqual("mcp_servers"u8) || key.SequenceEqual("container"u8)
        || key.SequenceEqual("output_format"u8) || key.SequenceEqual("json_schema"u8) || key.SequenceEqual("grammar"u8) || key.SequenceEqual("regex"u8)
        || key.SequenceEqual("ebnf"u8) || key.StartsWith("guided_"u8) || key.StartsWith("structur"u8) || key.SequenceEqual("audio"u8)
        || key.SequenceEqual("prediction"u8) || key.SequenceEqual("echo"u8) || key.SequenceEqual("continue_final_message"u8)
        || key.SequenceEqual("add_generation_prompt"u8);

    /// <summary>Whether the last message is the assistant's: the client has begun the answer itself.</summary>
    private static bool EndsWithAssistant(ReadOnlySpan<byte> messages)
    {
        var scan = new JsonScan(messages);
        var start = 0;
        if (scan.TryEnterArray())
        {
            do
            {
                start = scan.Position;
                if (!scan.SkipValue(1))
                {
                    return true;
                }
            }
            while (scan.TryNextElement());
        }

        var last = new JsonScan(messages[start..]);
        if (!last.TryEnterObject())
        {
            return true;
        }

        do
        {
            if (!last.TryReadKey(out var key))
            {
                return true;
            }

            var from = start + last.Position;
            if (!last.SkipValue(1))
            {
                return true;
            }

            if (key.SequenceEqual("role"u8) && messages[from..(start + last.Position)].SequenceEqual("\"assistant\""u8))
            {
                return true;
            }
        }
        while (last.TryNextMember());
        return false;
    }
}
