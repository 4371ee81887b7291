using Tollgate.Keys;
using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Tests.Listening;

/// <summary>What key tables publish to, without loops and sockets.</summary>
internal sealed class KeyTablesRig : IDisposable
{
    private readonly MemoryStream _lines = new();
    private readonly LogWriter _writer;

    public KeyTablesRig()
    {
        _writer = new LogWriter(_lines);
        Tables = new KeyTables(new EventLog(_writer, TimeProvider.System), keys => Keys = keys);
        _writer.Start();
    }

    /// <summary>The table published last.</summary>
    public KeyTable Keys { get; private set; } = KeyTable.Empty;

    public KeyTables Tables { get; }

    /// <summary>Everything logged so far; ends the log.</summary>
    public string Log()
    {
        _writer.Stop(TimeSpan.FromSeconds(5));
        return System.Text.Encoding.UTF8.GetString(_lines.ToArray());
    }

    public void Dispose()
    {
        _writer.Dispose();
        _lines.Dispose();
    }
}
