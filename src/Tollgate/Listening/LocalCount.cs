using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Faults;
using Tollgate.Loops;
using Tollgate.Metering.Bpe;
using Tollgate.Surfaces.Anthropic;
using Tollgate.Surfaces.Gemini;

namespace Tollgate.Listening;

/// <summary>Counts the tokens of a chat here, for models whose providers have no call for that. A header says that it is an estimate.</summary>
internal static class LocalCount
{
    private static readonly ReadOnlyMemory<byte> Estimated = "x-tollgate-estimated: true\r\n"u8.ToArray();

    /// <summary>Whether routing found a model that may be used, and nobody among its providers who counts.</summary>
    public static bool Takes(RequestContext request, in GatewayFault unrouted) =>
        unrouted.Code == FaultCode.NotImplemented && WireFormats.OperationOf(request.Endpoint.Format) == Operation.Count;

    /// <summary>Answers a call that <see cref="Takes"/> was true for.</summary>
    public static async LoopTask<GatewayFault> AnswerAsync(RequestContext request)
    {
        var body = request.Body.Memory;
        var vocabulary = LocalTokens.VocabularyOf(request);
        var tokens = LocalTokens.HasLongPrompt(request) ? await request.Services.Loop.Await(Task.Run(() => Count(body, vocabulary))) : Count(body, vocabulary);
        var json = new JsonOut();
        var bytes = SendBuffer.Rent(request.Services.Loop, 64);
        json.Begin(bytes);
        if (request.Endpoint.Format == WireFormat.AnthropicCount)
        {
            AnthropicCountSurface.Write(tokens, json);
        }
        else
        {
            GeminiCountSurface.Write(tokens, json);
        }

        await Operations.SendAsync(request, 200, Operations.JsonType, bytes.Memory, Estimated);
        bytes.Return();
        return default;
    }

    /// <summary>Google's clients may put the whole request into a field of its own.</summary>
    private static long Count(ReadOnlyMemory<byte> body, BpeVocabulary? vocabulary)
    {
        using var document = JsonDocument.Parse(body);
        var inner = GeminiField.Get(JsonNode.Of(document, body), "generateContentRequest"u8);
        return LocalTokens.Count(inner.IsObject ? inner.Raw.Span : body.Span, vocabulary);
    }
}
