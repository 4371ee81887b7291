using System.Text;
using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Reads errors in the shapes of OpenAI and its copies (providers.md part 3), as bodies and in the middle of streams.</summary>
internal static class OpenAiFailures
{
    private const int MaxMessage = 2000;
    private const int MaxCode = 120;

    /// <summary>Reads the body of an answer that is an error.</summary>
    public static UpstreamFailure Read(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (OfNode(JsonNode.Of(document, body), status) is { } failure)
            {
                return failure;
            }
        }
        catch (JsonException)
        {
            // Not JSON: a page of some proxy, or a line of text.
        }

        var text = body.Span.TrimStart(" \r\n\t"u8);
        var message = text.IsEmpty || text[0] is (byte)'<' or (byte)'{' or (byte)'[' ? string.Empty : Cut(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 400)]), MaxMessage);
        return new UpstreamFailure { Kind = FailureWords.KindOf(status, null, null, message), Message = message };
    }

    /// <summary>The error that a document is, or holds; null where it is none. A document of an answer that was no error by its status is given with status 200.</summary>
    public static UpstreamFailure? OfNode(JsonNode root, int status)
    {
        if (root[0] is { IsObject: true } first)
        {
            root = first; // Google gives a streamed error as an array
        }

        var error = root["error"u8];
        return error.IsObject ? OfError(error, status)
            : error.IsString && !error.Text.IsEmpty ? Of(status, error, default, root["code"u8], root["error_type"u8], default)
            : root["base_resp"u8]["status_code"u8].Whole is { } code and not 0 ? OfBaseResponse(code, root["base_resp"u8])
            : root["object"u8].Is("error"u8) ? OfError(root, status)
            : status >= 400 ? OfBareMessage(root, status)
            : null;
    }

    private static UpstreamFailure OfError(JsonNode error, int status)
    {
        var code = error["code"u8];
        var inner = error["innererror"u8]["code"u8];
        var raw = error["metadata"u8]["raw"u8];
        if (status < 400)
        {
            status = StatusIn(error["status_code"u8]) ?? StatusIn(error["status"u8]) ?? StatusIn(code) ?? 0;
        }

        return Of(status, error["message"u8], raw, inner.IsString ? inner : code, error["type"u8], error["param"u8]);
    }

    private static int? StatusIn(JsonNode number) => number.Whole is >= 400 and < 600 and var status ? (int)status : null;

    private static UpstreamFailure? OfBareMessage(JsonNode root, int status)
    {
        var detail = root["detail"u8];
        if (detail[0] is { IsObject: true } first)
        {
            return Of(status, first["msg"u8], default, root["code"u8], first["type"u8], default) with { Param = PathOf(first["loc"u8]) };
        }

        var message = root["message"u8] is { IsString: true } text ? text : root["error_msg"u8] is { IsString: true } other ? other : detail;
        return message.IsString ? Of(status, message, default, root["code"u8], root["type"u8], root["param"u8]) : null;
    }

    /// <summary>FastAPI's way to name a field: <c>["body", "messages", 0]</c>.</summary>
    private static string? PathOf(JsonNode location)
    {
        var path = string.Join('.', location.Items.Take(8).Select(step => step.IsString ? step.Text.ToString() : Encoding.UTF8.GetString(step.Raw.Span)));
        return path.Length == 0 ? null : Cut(path, MaxCode);
    }

    /// <summary>MiniMax answers with status 200 whatever happened.</summary>
    private static UpstreamFailure OfBaseResponse(long code, JsonNode baseResponse)
    {
        var kind = code switch
        {
            1001 => FailureKind.Timeout,
            1002 or 1039 or 2045 => FailureKind.RateLimit,
            1004 or 2049 => FailureKind.Authentication,
            1008 => FailureKind.Balance,
            1026 or 1027 => FailureKind.ContentFilter,
            2013 => FailureKind.BadRequest,
            _ => FailureKind.Server,
        };
        return new UpstreamFailure
        {
            Kind = kind,
            Message = Cut(baseResponse["status_msg"u8].Text.ToString(), MaxMessage),
            Code = code.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static UpstreamFailure Of(int status, JsonNode message, JsonNode raw, JsonNode code, JsonNode type, JsonNode param)
    {
        var words = Cut(message.IsString ? message.Text.ToString() : string.Empty, MaxMessage);
        if (raw.IsString)
        {
            words = Cut($"{words}: {raw.Text}", MaxMessage); // OpenRouter: what the provider behind it said
        }

        var codeWord = code.IsString ? code.Text.ToString() : code.IsNumber ? Encoding.UTF8.GetString(code.Raw.Span) : null;
        var typeWord = type.IsString ? type.Text.ToString() : null;
        return new UpstreamFailure
        {
            Kind = FailureWords.KindOf(status, codeWord, typeWord, words),
            Message = words,
            Code = string.IsNullOrEmpty(codeWord) ? CutOrNull(typeWord) : CutOrNull(codeWord),
            Param = param.IsString ? CutOrNull(param.Text.ToString()) : null,
            RetryAfterSeconds = RetryHint.SecondsIn(words),
        };
    }

    private static string? CutOrNull(string? text) => string.IsNullOrEmpty(text) ? null : Cut(text, MaxCode);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
