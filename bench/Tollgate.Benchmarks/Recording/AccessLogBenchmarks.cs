using BenchmarkDotNet.Attributes;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recording;

/// <summary>An access-log line: filling the record, formatting it into the ring, and the whole way to a file.</summary>
[MemoryDiagnoser]
public class AccessLogBenchmarks : IDisposable
{
    private readonly RequestRecord _record = SampleRecord.Create();
    private readonly RequestRecord _filled = new();
    private readonly byte[] _line = new byte[AccessLogLine.MaxBytes];
    private readonly byte[] _id = new byte[RequestIdSource.Bytes];
    private readonly RequestIdSource _ids = new();
    private readonly FileStream _file = File.OpenWrite(Path.GetTempFileName());
    private readonly LogWriter _writer;
    private readonly AccessLog _log;
    private UtcStamp _stamp = new();
    private int _lines;

    public AccessLogBenchmarks()
    {
        _writer = new LogWriter(_file);
        _log = new AccessLog(_writer.AddRing(AccessLog.RingBytes));
    }

    [Benchmark]
    public void FillRecord()
    {
        _filled.Reset();
        SampleRecord.Fill(_filled);
    }

    [Benchmark]
    public int FormatLine() => AccessLogLine.Write(_record, ref _stamp, _line);

    /// <summary>Both threads' work on one thread: the total CPU of a line, kernel included.</summary>
    [Benchmark]
    public void LineToFile()
    {
        _log.Write(_record);
        if (++_lines % 500 == 0)
        {
            _writer.Pump();
            _file.Position = 0;
        }
    }

    [Benchmark]
    public int MakeRequestId() => _ids.Write(_id);

    [GlobalCleanup]
    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
        File.Delete(_file.Name);
        GC.SuppressFinalize(this);
    }
}
