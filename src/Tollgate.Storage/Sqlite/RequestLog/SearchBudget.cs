namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>How long a question may take, and whether anyone still waits for its answer.</summary>
internal sealed class SearchBudget(TimeProvider time, TimeSpan length, CancellationToken stop)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>The time is over: come back with what there is.</summary>
    public bool IsOver => stop.IsCancellationRequested || time.GetElapsedTime(_start) > length;

    /// <summary>The time is over twice: even a single statement that has found nothing yet is stopped.</summary>
    public bool MayGoOn() => !stop.IsCancellationRequested && time.GetElapsedTime(_start) <= length * 2;

    public void ThrowIfNobodyWaits() => stop.ThrowIfCancellationRequested();
}
