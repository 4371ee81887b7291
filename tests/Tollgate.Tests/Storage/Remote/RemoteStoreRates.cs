using System.Diagnostics;
using Shouldly;
using Tollgate.Recording.Journal;
using Tollgate.Storage;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>Records a second that a store takes, in batches as the journal gives them. The bound is a tenth of what a busy machine does.</summary>
internal static class RemoteStoreRates
{
    private const int Batches = 20;
    private const int BatchSize = 2500;
    private const double Least = 1000;

    public static async Task MeasureAsync(IRemoteStore store)
    {
        var from = DateTimeOffset.UtcNow.AddHours(-20);
        var batches = Enumerable.Range(0, Batches)
            .Select(i => new RecordBatch(SampleEntries.Many(BatchSize, from.AddHours(i), TimeSpan.FromMinutes(59), seed: i), []))
            .ToArray();
        await store.WriteAsync(new RecordBatch(batches[0].Entries.Take(1).ToList(), []), CancellationToken.None);
        var start = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
        {
            await store.WriteAsync(batch, CancellationToken.None);
        }

        var rate = Batches * BatchSize / Stopwatch.GetElapsedTime(start).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{store.Kind}: {rate:0} records/s");
        rate.ShouldBeGreaterThan(Least);
    }
}
