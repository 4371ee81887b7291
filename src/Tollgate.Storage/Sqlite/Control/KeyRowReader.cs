using System.Collections.ObjectModel;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tollgate.Control.Keys;
using Tollgate.Keys;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>Makes keys of rows. A hundred thousand of them share most of their texts, so each is read, and kept, once.</summary>
internal sealed class KeyRowReader
{
    public const string Columns =
        "id, revision, name, org, team, user, hash, previous_hash, previous_until, hint, models, labels, expires_at, enabled,"
        + " requests_per_minute, passthrough, capture_content, created_at, rotated_at, changed_at, revoked_at";

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _models = new(StringComparer.Ordinal);
    private readonly byte[] _hash = new byte[KeyHash.Bytes];

    public StoredKey Read(SqliteDataReader row) => new()
    {
        Caller = new StoredCaller
        {
            Id = row.GetString(0),
            Name = row.GetString(2),
            Org = Shared(row.GetString(3)),
            Team = Shared(row.GetString(4)),
            User = Shared(row.GetString(5)),
            Hash = Hash(row, 6),
            PreviousHash = row.IsDBNull(7) ? null : Hash(row, 7),
            PreviousUntil = row.TimeOrNull(8),
            Models = Models(row.GetString(10)),
            Labels = Labels(row.GetString(11)),
            ExpiresAt = row.TimeOrNull(12),
            Enabled = row.GetInt64(13) == 1,
            RequestsPerMinute = row.IsDBNull(14) ? null : row.GetInt32(14),
            Passthrough = row.GetInt64(15) == 1,
            CaptureContent = row.GetInt64(16) == 1,
        },
        Revision = row.GetInt64(1),
        Hint = row.GetString(9),
        CreatedAt = row.Time(17),
        RotatedAt = row.TimeOrNull(18),
        ChangedAt = row.Time(19),
        RevokedAt = row.TimeOrNull(20),
    };

    private static ReadOnlyDictionary<string, string> Labels(string json) => json == "{}"
        ? ReadOnlyDictionary<string, string>.Empty
        : new(JsonSerializer.Deserialize(json, KeyColumnsJson.Default.DictionaryStringString)!);

    private KeyHash Hash(SqliteDataReader row, int column)
    {
        row.GetBytes(column, 0, _hash, 0, _hash.Length);
        return KeyHash.Read(_hash);
    }

    private IReadOnlyList<string> Models(string json)
    {
        if (!_models.TryGetValue(json, out var models))
        {
            _models.Add(json, models = JsonSerializer.Deserialize(json, KeyColumnsJson.Default.StringArray)!);
        }

        return models;
    }

    private string Shared(string text)
    {
        if (!_texts.TryGetValue(text, out var shared))
        {
            _texts.Add(text, shared = text);
        }

        return shared;
    }
}
