using System.Runtime.InteropServices;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>One row of a rollup.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct GroupRow
{
    /// <summary>Hour of the day; 0 in a rollup of whole days.</summary>
    public int Hour;

    public Dims Dims;

    public Sums Sums;
}
