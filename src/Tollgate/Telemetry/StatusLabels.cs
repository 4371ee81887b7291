using System.Globalization;

namespace Tollgate.Telemetry;

/// <summary>HTTP statuses as a closed set of label values: those that occur by name, the rest by class.</summary>
internal static class StatusLabels
{
    private const int Highest = 599;

    private static readonly int[] Known =
    [
        101, 200, 201, 202, 204, 206, 301, 302, 304, 307, 308,
        400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 414, 415, 416, 417, 422, 424, 429, 431, 499,
        500, 501, 502, 503, 504, 505, 529,
    ];

    private static readonly string[] Names = [.. Known.Select(status => status.ToString(CultureInfo.InvariantCulture)), "1xx", "2xx", "3xx", "4xx", "5xx", "other"];

    private static readonly byte[] IndexByStatus = [.. Enumerable.Range(0, Highest + 1).Select(Index)];

    /// <summary>Number of label values.</summary>
    public static int Count => Names.Length;

    /// <summary>The label value at an index.</summary>
    public static string Name(int index) => Names[index];

    /// <summary>The index of a status; any number is allowed.</summary>
    public static int IndexOf(int status) => IndexByStatus[(uint)status <= Highest ? status : 0];

    private static byte Index(int status)
    {
        var known = Array.IndexOf(Known, status);
        return (byte)(known >= 0 ? known : status < 100 ? Names.Length - 1 : Known.Length + (status / 100) - 1);
    }
}
