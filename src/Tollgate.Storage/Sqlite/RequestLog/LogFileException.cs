using SQLitePCL;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A file of the request log could not be read or written.</summary>
internal sealed class LogFileException(string path, int code, string message)
    : IOException($"{System.IO.Path.GetFileName(path)}: {message} (SQLite error {code})")
{
    public string FilePath => path;

    /// <summary>What the file holds is no sound database: nothing will mend it.</summary>
    public bool IsCorrupt => (code & 0xff) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>The statement was stopped because its time was over.</summary>
    public bool IsInterrupted => (code & 0xff) == raw.SQLITE_INTERRUPT;

    /// <summary>The file is not there (any more).</summary>
    public bool CannotOpen => (code & 0xff) == raw.SQLITE_CANTOPEN;
}
