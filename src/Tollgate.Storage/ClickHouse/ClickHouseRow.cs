using System.Text.Json;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.ClickHouse;

/// <summary>One row of an answer: a JSON array.</summary>
internal sealed class ClickHouseRow(JsonElement row) : IRowSource
{
    public RecordId Id(int column) =>
        RecordId.TryParse(row[column].GetString(), out var id) ? id : throw new FormatException("Not a record id.");

    public string Text(int column) => row[column].GetString() ?? "";

    public long Whole(int column) => row[column].GetInt64();

    public bool Flag(int column) => row[column].GetBoolean();
}
