using BenchmarkDotNet.Attributes;
using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Benchmarks.Recording;

/// <summary>A record on its way into the journal: encoding alone, and with checksum and copy into fresh pages of a mapped segment, page faults included.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int Records = 50_000;

    private readonly RequestRecord _record = SampleRecord.Create();
    private readonly byte[] _frame = new byte[RecordCodec.MaxBytes];
    private string _folder = "";
    private SegmentWriter? _segment;

    [IterationSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("tollgate-bench-").FullName;
        _segment = SegmentWriter.Create(
            SegmentFile.PathOf(_folder, SegmentKind.Records, 1), new SegmentHeader(SegmentKind.Records, 0, 1, 0, "bench"), Records * 512L);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Encode()
    {
        var length = 0;
        for (var i = 0; i < Records; i++)
        {
            length = RecordCodec.Write(_record, default, 0, _frame);
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public void EncodeAndAppend()
    {
        for (var i = 0; i < Records; i++)
        {
            _segment!.Append(_frame.AsSpan(0, RecordCodec.Write(_record, default, 0, _frame)));
        }
    }

    [IterationCleanup]
    public void Close()
    {
        _segment!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
