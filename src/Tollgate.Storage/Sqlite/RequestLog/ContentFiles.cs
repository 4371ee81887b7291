using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Captured content: a file per day beside the day's requests, because it goes earlier.</summary>
internal sealed class ContentFiles(string folder)
{
    private const string Extension = ".content.db";

    public string PathOf(int day) => Path.Combine(folder, LogDay.Name(day) + Extension);

    /// <summary>Days with content, oldest first.</summary>
    public IEnumerable<int> Days() =>
        Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(file => LogDay.TryParse(Path.GetFileName(file).AsSpan()[..^Extension.Length], out var day) ? day : -1)
            .Where(day => day >= 0).Order();

    /// <summary>Writes content of one day; what is there stays as it is.</summary>
    public void Write(int day, IEnumerable<CapturedContent> contents)
    {
        using var database = RawDatabase.Open(PathOf(day), readOnly: false);
        database.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        LogMigrations.Apply(database, LogMigrations.Content);
        database.Run("BEGIN IMMEDIATE");
        var insert = database.Prepare("INSERT INTO contents (id, request, response, chunks, truncated) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING");
        foreach (var content in contents)
        {
            insert.Bind(1, content.Id.ToArray());
            insert.Bind(2, content.Request);
            insert.Bind(3, content.Response);
            insert.Bind(4, JsonTexts.Write(content.Chunks));
            insert.Bind(5, content.Truncated ? 1 : 0);
            insert.Execute();
        }

        database.Run("COMMIT");
    }

    public CapturedContent? Find(RecordId id)
    {
        var path = PathOf(LogDay.Of(id));
        if (!File.Exists(path))
        {
            return null;
        }

        using var database = RawDatabase.Open(path, readOnly: true);
        var select = database.Prepare("SELECT request, response, chunks, truncated FROM contents WHERE id = ?1");
        select.Bind(1, id.ToArray());
        return select.Step() ? new CapturedContent(id, select.Text(0), select.Text(1), JsonTexts.Read(select.Bytes(2)), select.Int(3) != 0) : null;
    }
}
