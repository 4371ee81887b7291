using Tollgate.Listening;

namespace Tollgate.Attempts;

/// <summary>
/// The time that all attempts of a request have together, its answer included: the provider's <c>timeout_seconds</c> and the model's, from
/// the moment when the first attempt began. Waiting for a place, a name or a connection counts.
/// </summary>
internal static class Deadline
{
    /// <summary>Milliseconds that are left, never more than <see cref="int.MaxValue"/>; 0 or less when the time is over.</summary>
    public static long LeftMs(RequestContext request)
    {
        if (request.IsRaw)
        {
            return int.MaxValue;
        }

        var total = Math.Min(request.Upstream.Deadlines.Total, request.Route?.Attempts.TotalMs ?? int.MaxValue);
        return request.AttemptsBeganMs + total - request.Services.Loop.NowMs;
    }

    /// <summary>How long the upstream has for the first byte.</summary>
    public static int FirstByteMs(RequestContext request) =>
        request.Stream || request.IsRaw ? request.Upstream.Deadlines.FirstByteStream : request.Upstream.Deadlines.FirstByte;
}
