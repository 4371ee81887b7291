using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Tollgate.Control.Hosting;
using Tollgate.Faults;
using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Control.Http;

/// <summary>The outermost step: headers on every answer, a body for those that routing leaves empty, and nothing thrown gets past it.</summary>
internal sealed class RequestEdge(RequestDelegate next, EventLog log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Apply(context);
        try
        {
            await next(context);
            if (!context.Response.HasStarted && EmptyRefusal(context.Response) is { } fault)
            {
                await Answers.Fault(fault).ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away: nobody is left to answer.
        }
        catch (BadHttpRequestException refused)
        {
            await FailAsync(context, Fault.OfParserStatus(refused.StatusCode));
        }
        catch (Exception exception) when (exception is DbException or SinkException or IOException or TimeoutException or HttpRequestException)
        {
            // Who throws these here is a store: its failure is expected, and nothing of its text may reach a client.
            log.Warn(
                ControlEvents.StoreFault,
                "A store could not answer the control plane",
                ("path", context.Request.Path.Value ?? ""),
                ("exception", exception.ToString()));
            await FailAsync(context, FaultCode.StorageError);
        }
#pragma warning disable CA1031 // An edge: whatever it is, the server goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log.Error(
                ControlEvents.RequestFault,
                "A request of the control plane failed unexpectedly",
                ("path", context.Request.Path.Value ?? ""),
                ("exception", exception.ToString()));
            await FailAsync(context, FaultCode.InternalError);
        }
    }

    /// <summary>The fault of an answer that has a status and no body.</summary>
    private static GatewayFault? EmptyRefusal(HttpResponse response) => response.ContentLength is null && response.ContentType is null
        ? response.StatusCode switch
        {
            StatusCodes.Status404NotFound => FaultCode.NotFound,
            StatusCodes.Status405MethodNotAllowed => FaultCode.MethodNotAllowed,
            StatusCodes.Status415UnsupportedMediaType => FaultCode.UnsupportedMediaType,
            _ => null,
        }
        : null;

    private static async Task FailAsync(HttpContext context, GatewayFault fault)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // half an answer is out: only a cut tells that the rest will not come
            return;
        }

        context.Response.Clear();
        SecurityHeaders.Apply(context);
        await Answers.Fault(fault).ExecuteAsync(context);
    }
}
