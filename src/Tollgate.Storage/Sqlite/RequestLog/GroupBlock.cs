using System.Text;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// A rollup packed into some hundred kilobytes, column by column: reading one costs a fraction of reading the same rows from a table, so
/// that statistics over a year stay cheap.
/// </summary>
internal sealed class GroupBlock : GroupSource
{
    private const int Version = 1;

    private readonly string[] _texts;
    private readonly GroupRow[] _rows;

    private GroupBlock(string[] texts, GroupRow[] rows)
    {
        _texts = texts;
        _rows = rows;
    }

    /// <summary>Unpacks a block with the first so many of its sums.</summary>
    public static GroupBlock Unpack(byte[] block, int sums = Sums.Count)
    {
        using var reader = new BinaryReader(new MemoryStream(block), Encoding.UTF8);
        if (reader.Read7BitEncodedInt() != Version)
        {
            throw new InvalidDataException("The summary of a day is of an unknown version.");
        }

        var texts = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadString();
        }

        var rows = new GroupRow[reader.Read7BitEncodedInt()];
        var numbers = new PackedNumbers(block, (int)reader.BaseStream.Position);
        for (var i = 0; i < rows.Length; i++) { rows[i].Hour = (int)numbers.Next(); }
        for (var column = 0; column < Dims.Count; column++)
        {
            for (var i = 0; i < rows.Length; i++) { rows[i].Dims[column] = (int)numbers.Next(); }
        }

        for (var column = 0; column < sums; column++)
        {
            for (var i = 0; i < rows.Length; i++) { rows[i].Sums[column] = numbers.Next(); }
        }

        return new GroupBlock(texts, rows);
    }

    /// <summary>Packs rows whose texts are numbered by this list.</summary>
    public static byte[] Pack(IReadOnlyList<string> texts, IReadOnlyList<GroupRow> rows)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(Version);
        writer.Write7BitEncodedInt(texts.Count);
        foreach (var text in texts) { writer.Write(text); }
        writer.Write7BitEncodedInt(rows.Count);
        foreach (var row in rows) { writer.Write7BitEncodedInt64(row.Hour); }
        for (var column = 0; column < Dims.Count; column++)
        {
            foreach (var row in rows) { writer.Write7BitEncodedInt64(row.Dims[column]); }
        }

        for (var column = 0; column < Sums.Count; column++)
        {
            foreach (var row in rows) { writer.Write7BitEncodedInt64(row.Sums[column]); }
        }

        writer.Flush();
        return stream.ToArray();
    }

    public override string Text(int number) => _texts[number];

    public override int NumberOf(string text) => Array.IndexOf(_texts, text);

    public override void Read(int fromHour, int toHour, IGroupVisitor visitor)
    {
        foreach (ref readonly var row in _rows.AsSpan())
        {
            if (row.Hour >= fromHour && row.Hour < toHour)
            {
                visitor.Visit(in row);
            }
        }
    }
}
