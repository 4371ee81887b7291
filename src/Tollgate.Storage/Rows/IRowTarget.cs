using Tollgate.Recording;

namespace Tollgate.Storage.Rows;

/// <summary>Takes the columns of a row in their order: PostgreSQL's binary COPY, or JSON for ClickHouse.</summary>
internal interface IRowTarget
{
    void Id(RecordId id);

    void Time(long unixMilliseconds);

    void Text(string value);

    void Whole(long value);

    void Flag(bool value);
}
