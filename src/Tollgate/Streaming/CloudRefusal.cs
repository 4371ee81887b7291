using Tollgate.Exchange;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Routing;

namespace Tollgate.Streaming;

/// <summary>
/// A cloud that takes the client's format as it is refuses in two languages: the model's vendor in the client's, the cloud itself (sign-in, quota,
/// no such model) in its own. The second is translated.
/// </summary>
internal static class CloudRefusal
{
    /// <summary>Gets a refusal of such a cloud ready to be translated.</summary>
    public static void Prepare(RequestContext request)
    {
        if (request.Translation is null && request.Endpoint.Format is WireFormat.AnthropicMessages or WireFormat.AnthropicCount
            && request is { Answer.Status: >= 400, Upstream: Provider { Preset.BodyVersion: not null }, Deployment: { } deployment })
        {
            request.Translation = request.Services.RentTranslation();
            request.Translation.PrepareRefusal(request, deployment);
        }
    }

    /// <summary>The body is in the client's own format: it passes as it is.</summary>
    public static bool IsOwn(RequestContext request, ReadOnlySpan<byte> body) =>
        request is { HeadIsOut: false, Translation.IsRefusalOnly: true, Reader.AtEnd: true } && body.TrimStart(" \r\n\t"u8).StartsWith("{\"type\":\"error\""u8);

    /// <summary>Tells the client of a refusal in the provider's own words.</summary>
    public static async LoopTask<RelayOutcome> SendAsync(RequestContext request, int status, byte[] retryAfter, ReadOnlyMemory<byte> body)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop, body.Length + 1024);
        request.IsSettled = true; // an error costs nothing
        TranslatedAnswer.WriteRefusal(bytes, request, status, retryAfter, body.Span);
        RecordingStage.Commit(request);
        var sent = await AnswerWriter.SendAsync(request, bytes.Memory);
        bytes.Return();
        return sent ? RelayOutcome.Complete : RelayOutcome.ClientGone;
    }
}
