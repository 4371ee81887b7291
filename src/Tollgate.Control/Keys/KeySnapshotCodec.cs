using System.Collections.ObjectModel;
using Tollgate.Keys;

namespace Tollgate.Control.Keys;

/// <summary>A key as bytes of the snapshot. What is read was sealed by us, so it is whole; texts that many keys share are kept once.</summary>
internal sealed class KeySnapshotCodec
{
    private const int NoLimit = 0;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _models = new(StringComparer.Ordinal);

    public static void Write(BinaryWriter writer, StoredCaller key)
    {
        Span<byte> hash = stackalloc byte[KeyHash.Bytes];
        writer.Write(key.Id);
        writer.Write(key.Name);
        writer.Write(key.Org);
        writer.Write(key.Team);
        writer.Write(key.User);
        key.Hash.Write(hash);
        writer.Write(hash);
        writer.Write(key.PreviousHash is not null);
        if (key.PreviousHash is { } previous)
        {
            previous.Write(hash);
            writer.Write(hash);
        }

        WriteTime(writer, key.PreviousUntil);
        WriteTime(writer, key.ExpiresAt);
        writer.Write(string.Join('\n', key.Models)); // no model name has a line break
        writer.Write(key.RequestsPerMinute ?? NoLimit);
        writer.Write(key.Enabled);
        writer.Write(key.Passthrough);
        writer.Write(key.CaptureContent);
        writer.Write(key.Labels.Count);
        foreach (var (name, value) in key.Labels)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    public StoredCaller Read(BinaryReader reader)
    {
        var (id, name) = (reader.ReadString(), reader.ReadString());
        var (org, team, user) = (Shared(reader), Shared(reader), Shared(reader));
        var hash = KeyHash.Read(reader.ReadBytes(KeyHash.Bytes));
        KeyHash? previous = reader.ReadBoolean() ? KeyHash.Read(reader.ReadBytes(KeyHash.Bytes)) : null;
        var (previousUntil, expires) = (ReadTime(reader), ReadTime(reader));
        var models = Models(reader.ReadString());
        var limit = reader.ReadInt32();
        return new StoredCaller
        {
            Id = id,
            Name = name,
            Org = org,
            Team = team,
            User = user,
            Hash = hash,
            PreviousHash = previous,
            PreviousUntil = previousUntil,
            ExpiresAt = expires,
            Models = models,
            RequestsPerMinute = limit == NoLimit ? null : limit,
            Enabled = reader.ReadBoolean(),
            Passthrough = reader.ReadBoolean(),
            CaptureContent = reader.ReadBoolean(),
            Labels = Labels(reader),
        };
    }

    private static void WriteTime(BinaryWriter writer, DateTimeOffset? at) => writer.Write(at?.ToUnixTimeMilliseconds() ?? long.MinValue);

    private static DateTimeOffset? ReadTime(BinaryReader reader) =>
        reader.ReadInt64() is var at && at != long.MinValue ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    private static IReadOnlyDictionary<string, string> Labels(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var labels = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            labels[reader.ReadString()] = reader.ReadString();
        }

        return labels;
    }

    private IReadOnlyList<string> Models(string joined)
    {
        if (!_models.TryGetValue(joined, out var models))
        {
            _models.Add(joined, models = joined.Length == 0 ? [] : joined.Split('\n'));
        }

        return models;
    }

    private string Shared(BinaryReader reader)
    {
        var text = reader.ReadString();
        if (!_texts.TryGetValue(text, out var shared))
        {
            _texts.Add(text, shared = text);
        }

        return shared;
    }
}
