using System.Globalization;
using System.Text;
using Tollgate.Listening;
using Tollgate.Routing;
using Tollgate.Streaming;

namespace Tollgate.Attempts;

/// <summary>The body that asks for the rest of an answer: the client's, and behind its messages the text so far.</summary>
internal static class ContinuationBody
{
    /// <summary>Adds what is needed to the edits of the candidate whose turn it is.</summary>
    public static void AddTo(RequestContext request, Continuation continuation)
    {
        var prefill = continuation.Prefill;
        if (prefill.IsEmpty)
        {
            return; // nothing was said yet: the request as it was asks for all of it
        }

        var fields = request.Fields;
        var edits = request.Edits;
        edits.Add(fields.Prompt.End - 1, 1, Message(prefill, request.Deployment!.Prefill));
        if (fields is { MaxTokensValue.Exists: true, MaxTokens: { } most })
        {
            var left = Math.Max(1, most - continuation.EarlierOutput);
            edits.Add(fields.MaxTokensValue.Start, fields.MaxTokensValue.Length, Encoding.UTF8.GetBytes(left.ToString(CultureInfo.InvariantCulture)));
        }

        request.Edit(edits);
    }

    /// <summary>Stands in for the bracket that ends the messages.</summary>
    private static byte[] Message(ReadOnlySpan<byte> text, PrefillStyle style) => style == PrefillStyle.ContinueFinalMessage
        ? [.. ",{\"role\":\"assistant\",\"content\":\""u8, .. text, .. "\"}],\"continue_final_message\":true,\"add_generation_prompt\":false"u8]
        : [.. ",{\"role\":\"assistant\",\"content\":\""u8, .. text, .. "\"}]"u8];
}
