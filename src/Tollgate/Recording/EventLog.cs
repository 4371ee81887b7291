using Tollgate.Json;

namespace Tollgate.Recording;

/// <summary>
/// The application's own log: one line of JSON per event, through the same thread as the access log. Any thread may call it, loops
/// too: it never waits for the sink, and a full ring drops and counts. Events are rare; what happens per request is the access log's.
/// </summary>
internal sealed class EventLog
{
    /// <summary>Ring size for all threads together: several hundred lines at least.</summary>
    public const int RingBytes = 256 * 1024;

    /// <summary>Longest line; a longer text is cut.</summary>
    private const int MaxLineBytes = 4096;

    private const int MaxMessageBytes = 1024;
    private const int MaxTextBytes = 512;
    private const int MaxNameBytes = 64;

    private readonly ByteRing _ring;
    private readonly TimeProvider _time;
    private volatile LogSeverity _level;
    private SpinLock _gate = new(enableThreadOwnerTracking: false);
    private UtcStamp _stamp = new();

    /// <summary>A log that writes into its own ring of this writer.</summary>
    public EventLog(LogWriter writer, TimeProvider time, LogSeverity level = LogSeverity.Info)
    {
        _ring = writer.AddRing(RingBytes);
        _time = time;
        _level = level;
    }

    /// <summary>Least severity that is written. Any thread may change it; the next event goes by it.</summary>
    public LogSeverity Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>Writes an event of the normal course.</summary>
    /// <param name="id">A number out of the folder's range, see <see cref="EventRange"/>.</param>
    /// <param name="message">Constant text; what varies is in the fields.</param>
    /// <param name="fields">What varies.</param>
    public void Info(int id, string message, params ReadOnlySpan<LogField> fields) => Write(LogSeverity.Info, id, message, fields);

    /// <summary>Writes a failure that was dealt with.</summary>
    public void Warn(int id, string message, params ReadOnlySpan<LogField> fields) => Write(LogSeverity.Warn, id, message, fields);

    /// <summary>Writes a failure that somebody should look at.</summary>
    public void Error(int id, string message, params ReadOnlySpan<LogField> fields) => Write(LogSeverity.Error, id, message, fields);

    /// <summary>Writes an event if its severity is wanted.</summary>
    public void Write(LogSeverity severity, int id, string message, params ReadOnlySpan<LogField> fields)
    {
        if (severity < _level)
        {
            return;
        }

        Span<byte> line = stackalloc byte[MaxLineBytes];
        var json = new JsonSpanWriter(line[..^2]);
        json.Raw("{\"time\":\""u8);
        var stamp = json.Take(UtcStamp.Bytes);
        json.Raw(Opening(severity));
        json.Number(id);
        json.Raw(",\"message\":\""u8);
        json.Text(message, MaxMessageBytes);
        json.Raw("\""u8);
        foreach (var field in fields)
        {
            WriteField(ref json, field);
        }

        var length = json.Written;
        "}\n"u8.CopyTo(line[length..]);
        Hand(line[..(length + 2)], stamp);
    }

    /// <summary>A field that does not fit as a whole is left out: a line is always valid JSON.</summary>
    private static void WriteField(ref JsonSpanWriter json, LogField field)
    {
        if (json.Remaining < MaxNameBytes + MaxTextBytes + 8)
        {
            return;
        }

        json.Raw(",\""u8);
        json.Text(field.Name, MaxNameBytes);
        json.Raw("\":"u8);
        if (field.Text is null)
        {
            json.Number(field.Number);
            return;
        }

        json.Raw("\""u8);
        json.Text(field.Text, MaxTextBytes);
        json.Raw("\""u8);
    }

    private static ReadOnlySpan<byte> Opening(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => "\",\"type\":\"event\",\"level\":\"debug\",\"event\":"u8,
        LogSeverity.Info => "\",\"type\":\"event\",\"level\":\"info\",\"event\":"u8,
        LogSeverity.Warn => "\",\"type\":\"event\",\"level\":\"warn\",\"event\":"u8,
        _ => "\",\"type\":\"event\",\"level\":\"error\",\"event\":"u8,
    };

    /// <summary>The ring has one producer at a time: whoever holds the spin-lock, for as long as it takes to copy a line.</summary>
    private void Hand(ReadOnlySpan<byte> line, Span<byte> stamp)
    {
        var taken = false;
        try
        {
            _gate.Enter(ref taken);
            _stamp.Write(_time.GetUtcNow().ToUnixTimeMilliseconds(), stamp);
            if (_ring.TryReserve(line.Length, out var room))
            {
                line.CopyTo(room);
                _ring.Commit(line.Length);
            }
        }
        finally
        {
            if (taken)
            {
                _gate.Exit();
            }
        }
    }
}
