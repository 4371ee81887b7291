using Tollgate.Http1;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Listening;

/// <summary>What a request's head tells its record: when, what, from where, under which id and trace.</summary>
internal static class EntryRecord
{
    /// <summary>Copies what the record keeps of the head, which is gone before the record is written.</summary>
    public static void Write(RequestContext request)
    {
        var bytes = request.Client.In.Unread;
        request.Record.StartedUnixMilliseconds = request.Services.UnixMilliseconds;
        request.Record.Surface = request.Endpoint.Name;
        request.Record.Set(RecordText.Method, request.Head.Method.Of(bytes));
        request.Record.Set(RecordText.Path, request.Path);
        WriteClient(request, bytes);
        var id = request.Head.ValueOf(KnownField.XRequestId).Of(bytes);
        if (RequestId.IsAcceptable(id))
        {
            request.Record.Set(RecordText.RequestId, id);
        }
        else
        {
            Span<byte> made = stackalloc byte[RequestIdSource.Bytes];
            request.Services.RequestIds.Write(made);
            request.Record.Set(RecordText.RequestId, made);
        }

        var app = request.Head.ValueOf(KnownField.AppName);
        if (!app.IsEmpty)
        {
            request.Record.Set(RecordText.App, app.Of(bytes));
        }

        WriteTrace(request, request.Head.ValueOf(KnownField.TraceParent).Of(bytes));
    }

    private static void WriteClient(RequestContext request, ReadOnlySpan<byte> bytes)
    {
        if (!request.Client.IsTrustedProxy && !request.Client.Listener.IsInternal)
        {
            request.Record.Set(RecordText.ClientAddress, request.Client.Address);
            return;
        }

        Span<byte> text = stackalloc byte[ClientAddress.MaxTextBytes];
        var peer = request.Client.Listener.IsInternal ? InternalPeer.Find(request.Head, bytes) : request.Client.Peer;
        var clients = request.Services.Shared.Clients;
        _ = (clients.Trusts(peer) ? clients.Find(request.Head, bytes, peer) : peer).TryFormat(text, out var length);
        request.Record.Set(RecordText.ClientAddress, text[..length]);
    }

    private static void WriteTrace(RequestContext request, ReadOnlySpan<byte> header)
    {
        var trace = request.Services.Traces.Begin(header);
        if (trace.Exists)
        {
            Span<byte> text = stackalloc byte[TraceContext.TraceIdLength];
            trace.WriteTraceId(text);
            request.Record.Trace = trace;
            request.Record.Set(RecordText.TraceId, text);
        }
    }
}
