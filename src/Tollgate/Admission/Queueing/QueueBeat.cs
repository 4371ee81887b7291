using System.Globalization;
using System.Text;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Admission.Queueing;

/// <summary>
/// Keeps a waiting stream alive: the answer is opened before anybody was asked, and comments say where the request stands. Nothing here waits:
/// a client that does not take its comments must not keep its queue from moving.
/// </summary>
internal sealed class QueueBeat
{
    /// <summary>Positions beyond are not counted: a client learns that there are more.</summary>
    public const int MaxPosition = 1000;

    private readonly LoopSignal _quiet = new();
    private bool _sending;

    /// <summary>
    /// Whether the client asked for a stream of events and takes one. Official SDKs ask for <c>application/json</c> even where they stream,
    /// so that counts as well.
    /// </summary>
    public static bool IsWanted(RequestContext request)
    {
        if (!request.Stream || request.Endpoint.Kind != EndpointKind.Understood || request.Verb == HttpVerb.Head)
        {
            return false;
        }

        var bytes = request.Client.In.Unread;
        if (request.Endpoint.Dialect == Dialect.Gemini && request.Head.Query.Of(bytes).IndexOf("alt=sse"u8) < 0)
        {
            return false; // an array in pieces, in which no comment has a place
        }

        var accept = request.Head.ValueOf(KnownField.Accept).Of(bytes);
        return accept.IsEmpty || Names(accept, "text/event-stream"u8) || Names(accept, "*/*"u8) || Names(accept, "text/*"u8)
            || Names(accept, "application/json"u8);
    }

    /// <summary>Says where the request stands, unless the comment before is still on its way. The first one opens the answer.</summary>
    public void Send(RequestContext request, int position)
    {
        if (!_sending)
        {
            _sending = true;
            SendAsync(request, position).Forget();
        }
    }

    /// <summary>Completes when no comment is on its way.</summary>
    public LoopTask QuietAsync() => _sending ? _quiet.WaitAsync() : LoopTask.Completed;

    private static bool Names(ReadOnlySpan<byte> accept, ReadOnlySpan<byte> type)
    {
        foreach (var range in accept.Split((byte)','))
        {
            var name = accept[range];
            var end = name.IndexOf((byte)';');
            name = end < 0 ? name : name[..end];
            if (Ascii.EqualsIgnoreCase(name[Ascii.Trim(name)], type))
            {
                return true;
            }
        }

        return false;
    }

    private async LoopTask SendAsync(RequestContext request, int position)
    {
        var bytes = SendBuffer.Rent(request.Services.Loop);
        EarlyHead.WriteOnce(bytes, request);
        WriteComment(bytes, request, position);
        var sent = await request.Client.SendAsync(bytes.Memory);
        bytes.Return();
        _sending = false;
        if (!sent)
        {
            request.Waiting?.Abort(AbortReason.PeerGone);
        }

        _quiet.Set();
    }

    private static void WriteComment(SendBuffer bytes, RequestContext request, int position)
    {
        Span<byte> comment = stackalloc byte[64];
        ": queued, position "u8.CopyTo(comment);
        var length = ": queued, position "u8.Length;
        position.TryFormat(comment[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        var end = position >= MaxPosition ? "+\n\n"u8 : "\n\n"u8;
        end.CopyTo(comment[length..]);
        length += end.Length;
        if (request.Http10)
        {
            bytes.Write(comment[..length]);
        }
        else
        {
            AnswerWriter.WriteChunk(bytes, comment[..length]);
        }
    }
}
