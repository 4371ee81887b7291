using System.Text;
using SQLitePCL;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A prepared statement. Parameters count from 1, columns from 0, as SQLite has it.</summary>
internal sealed class RawStatement(RawDatabase database, sqlite3_stmt handle) : IDisposable
{
    private byte[] _utf8 = new byte[256];

    public void Bind(int parameter, long value) => database.Check(raw.sqlite3_bind_int64(handle, parameter, value));

    public void BindNull(int parameter) => database.Check(raw.sqlite3_bind_null(handle, parameter));

    public void Bind(int parameter, string text)
    {
        if (text.Length == 0)
        {
            database.Check(raw.sqlite3_bind_text(handle, parameter, "")); // An empty span would be NULL.
            return;
        }

        if (_utf8.Length < text.Length * 3)
        {
            _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        }

        var length = Encoding.UTF8.GetBytes(text, _utf8);
        database.Check(raw.sqlite3_bind_text(handle, parameter, _utf8.AsSpan(0, length)));
    }

    public void Bind(int parameter, ReadOnlySpan<byte> blob) =>
        database.Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, blob));

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            _ = raw.sqlite3_reset(handle);
            database.Check(code);
        }

        return false;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for the next.</summary>
    public void Execute()
    {
        Step();
        Reset();
    }

    /// <summary>Ends a run; its error, if any, was thrown by <see cref="Step"/>.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    public bool IsNumber(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_INTEGER;

    public bool IsText(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_TEXT;

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>Bytes of a text or blob; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => handle.manual_close();
}
