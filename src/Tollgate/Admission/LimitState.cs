namespace Tollgate.Admission;

/// <summary>How a limit stands right after a request was admitted or refused: what the limit headers tell.</summary>
/// <param name="Admitted">The request may start.</param>
/// <param name="Limit">Requests per window.</param>
/// <param name="Remaining">Requests that would be admitted now.</param>
/// <param name="ResetMilliseconds">Until the bucket is full again and the caller has its whole burst, rounded up; 0 when it is full.</param>
/// <param name="RetryAfterMilliseconds">Until one request is admitted again, rounded up; 0 when one would be admitted now.</param>
internal readonly record struct LimitState(bool Admitted, long Limit, long Remaining, long ResetMilliseconds, long RetryAfterMilliseconds)
{
    /// <summary>Value of <c>Retry-After</c>: whole seconds, rounded up, at least 1.</summary>
    public int RetryAfterSeconds => (int)Math.Clamp((RetryAfterMilliseconds + 999) / 1000, 1, int.MaxValue);
}
