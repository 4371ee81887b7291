using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Bridge;

/// <summary>The body of an HTTP/2 request on its way to the engine, as it comes.</summary>
internal sealed class DataPlaneBody(HttpRequest request) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            foreach (var block in result.Buffer)
            {
                await stream.WriteAsync(block, cancellationToken);
            }

            var any = !result.Buffer.IsEmpty;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }

            if (any)
            {
                await stream.FlushAsync(cancellationToken); // what a client sends slowly shall not wait here for more
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }
}
