using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.Control.Bridge;

/// <summary>
/// What a client is still sending when its answer is already out. Ending the stream at once would reset it, and clients are known that then throw
/// the answer away (curl before 8.0): the rest is read and dropped for a while, as the engine does on its own connections.
/// </summary>
internal static class UnreadBody
{
    private const long MaxBytes = 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static async Task DropAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return;
        }

        await context.Response.CompleteAsync();
        using var limit = new CancellationTokenSource(Limit);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        var reader = context.Request.BodyReader;
        try
        {
            for (long dropped = 0; dropped < MaxBytes;)
            {
                var result = await reader.ReadAsync(both.Token);
                dropped += result.Buffer.Length;
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Long enough; or it ended, or had been read.
        }
    }
}
