using Tollgate.Recording;

namespace Tollgate.Storage.Rows;

/// <summary>Gives the columns of a row by their number: a PostgreSQL reader, or a JSON array from ClickHouse.</summary>
internal interface IRowSource
{
    RecordId Id(int column);

    string Text(int column);

    long Whole(int column);

    bool Flag(int column);
}
