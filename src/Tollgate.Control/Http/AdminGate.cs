using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Control.Hosting;

namespace Tollgate.Control.Http;

/// <summary>Lets nobody past without the admin key, except to what is marked public. What matches no endpoint passes: it ends as 404.</summary>
internal sealed class AdminGate(RequestDelegate next, AdminAuth auth, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var operation = context.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>();
        if (context.GetEndpoint() is null || operation is { Public: true })
        {
            await next(context);
            return;
        }

        if (operation?.Own?.Invoke(context) is { } itself)
        {
            context.Features.Set(itself);
            await next(context);
            return;
        }

        var address = context.Features.Get<PeerFacts>()?.Address ?? context.Connection.RemoteIpAddress ?? IPAddress.None;
        var verdict = auth.Judge(context.Request.Headers, address);
        if (verdict.Caller is { } caller)
        {
            context.Features.Set(caller);
            await next(context);
            return;
        }

        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, time, context.RequestAborted);
        }

        await Answers.Fault(verdict.Fault).ExecuteAsync(context);
    }
}
