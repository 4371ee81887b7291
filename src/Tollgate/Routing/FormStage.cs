using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>
/// A form names its model in a field that may stand behind the file: it is buffered, in place, until that field has come, and the rest
/// goes on as it arrives. A form without the field is a call without a model.
/// </summary>
internal static class FormStage
{
    /// <summary>Whether the request is a form that must be looked into. Files and uploads stream: they name no model.</summary>
    public static bool Applies(RequestContext request) =>
        request.Endpoint.Kind == EndpointKind.Forwarded
        && request.Verb == HttpVerb.Post
        && request.Head.HasBody
        && MultipartBoundary.IsFormData(ContentTypeOf(request))
        && request.Head.ValueOf(KnownField.ContentEncoding).IsEmpty
        && !TakesFiles(request.Path);

    public static async LoopTask<GatewayFault> ReadAsync(RequestContext request)
    {
        var scan = request.Services.RentFormScan();
        var fault = scan.TryReset(ContentTypeOf(request))
            ? await FindModelAsync(request, scan)
            : new GatewayFault(FaultCode.ValidationError, "The form's boundary is missing, or not one of at most 70 bytes that RFC 2046 allows.", "content-type");
        if (fault.Code == FaultCode.None)
        {
            fault = Take(request, scan);
        }

        request.Services.Return(scan);
        return fault;
    }

    /// <summary>Whether somebody may have to be told in another format what the form says.</summary>
    public static bool MustBeWhole(RequestContext request)
    {
        if (request.Body.IsComplete)
        {
            return false;
        }

        foreach (var candidate in request.Candidates)
        {
            if (!FormatTable.Passes(request, candidate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the rest of the form.</summary>
    public static async LoopTask<GatewayFault> CompleteAsync(RequestContext request)
    {
        var limit = request.Services.Shared.Server.MaxBodyBytes;
        if (request.Head.ContentLength > limit)
        {
            return BodyStage.FaultOf(request, BodyStatus.TooLarge, limit);
        }

        request.Client.Transport.SetDeadline(BodyStage.PatienceMs(request));
        var status = BodyStatus.More;
        while (status == BodyStatus.More)
        {
            status = await request.Body.ReadMoreAsync(limit);
        }

        request.Client.Transport.ClearDeadline();
        return BodyStage.FaultOf(request, status, limit);
    }

    private static async LoopTask<GatewayFault> FindModelAsync(RequestContext request, MultipartModelScan scan)
    {
        if (!await BodyStage.InviteAsync(request))
        {
            return FaultCode.ClientCancel;
        }

        var limit = request.Services.Shared.Server.MaxBodyBytes;
        var body = request.Body;
        request.Client.Transport.SetDeadline(BodyStage.PatienceMs(request));
        var status = body.IsComplete ? BodyStatus.Complete : BodyStatus.More;
        var fed = 0;
        while (true)
        {
            scan.Feed(body.Bytes[fed..]);
            fed = body.Length;
            if (status != BodyStatus.More || IsEnough(request, scan))
            {
                break;
            }

            status = await body.ReadMoreAsync(limit, whole: false);
        }

        request.Client.Transport.ClearDeadline();
        return BodyStage.FaultOf(request, status, limit);
    }

    /// <summary>A key that may not use every model needs the whole form: a second name behind the first could be the one that counts.</summary>
    private static bool IsEnough(RequestContext request, MultipartModelScan scan) =>
        scan.State != MultipartState.Reading || (scan.HasModel && request.Caller!.Models.AllowsAll);

    private static GatewayFault Take(RequestContext request, MultipartModelScan scan)
    {
        switch (scan.State)
        {
            case MultipartState.Duplicate:
                return new GatewayFault(FaultCode.ValidationError, "The form gives a field twice that may be given once.", "model");
            case MultipartState.TooLarge:
                return new GatewayFault(FaultCode.ValidationError, "A head or the model field of the form is too long.", "model");

            // A form that cannot be read is the provider's to judge, unless an allow-list hangs on what it says.
            case MultipartState.Malformed when !request.Caller!.Models.AllowsAll:
                return new GatewayFault(FaultCode.ValidationError, "The form is malformed.");
            case MultipartState.Malformed:
                return default;
        }

        request.FormModel = new Slice((int)scan.ModelStart, scan.ModelLength);
        request.Stream = scan.Stream;
        request.Record.Streamed = scan.Stream;
        return default;
    }

    private static ReadOnlySpan<byte> ContentTypeOf(RequestContext request) =>
        request.Head.ValueOf(KnownField.ContentType).Of(request.Client.In.Unread);

    /// <summary><c>…/files</c>, and everything below <c>/uploads</c>.</summary>
    private static bool TakesFiles(ReadOnlySpan<byte> path) =>
        path.EndsWith("/files"u8) || path.EndsWith("/uploads"u8) || path.IndexOf("/uploads/"u8) >= 0;
}
