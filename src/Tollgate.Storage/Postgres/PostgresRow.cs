using Npgsql;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>The row that a reader stands on.</summary>
internal sealed class PostgresRow(NpgsqlDataReader reader) : IRowSource
{
    public RecordId Id(int column) => PostgresIds.FromGuid(reader.GetGuid(column));

    public string Text(int column) => reader.GetString(column);

    public long Whole(int column) => reader.GetInt64(column);

    public bool Flag(int column) => reader.GetBoolean(column);
}
