using System.Globalization;
using System.Text;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.ClickHouse;

/// <summary>A statement put together from fixed pieces; every value is a parameter, bound by the server.</summary>
internal sealed class ClickHouseQuery
{
    private readonly StringBuilder _sql = new();
    private readonly StringBuilder _values = new();
    private int _count;

    /// <summary>The statement.</summary>
    public string Sql => _sql.ToString();

    /// <summary>The parameters, as they stand in the address of the call.</summary>
    public string Values => _values.ToString();

    public ClickHouseQuery Add(string piece)
    {
        _sql.Append(piece).Append('\n');
        return this;
    }

    /// <summary>Puts a value in place of the question mark of a piece.</summary>
    public ClickHouseQuery Add(string piece, object value)
    {
        var (type, text) = value switch
        {
            RecordId id => ("FixedString(32)", id.ToString()),
            string plain => ("String", Escape(plain)),
            IFormattable number => ("Int64", number.ToString(format: null, CultureInfo.InvariantCulture)),
            _ => throw new ArgumentException("Not a value that a statement can hold.", nameof(value)),
        };
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_count++}");
        _values.Append("&param_").Append(name).Append('=').Append(Uri.EscapeDataString(text));
        return Add(piece.Replace("?", $"{{{name}:{type}}}", StringComparison.Ordinal));
    }

    /// <summary>Conditions, joined with AND.</summary>
    public ClickHouseQuery And(IEnumerable<FilterTerm> terms)
    {
        foreach (var term in terms) { Add($"AND {term.Column} {term.Operator} ?", term.Value); }
        return this;
    }

    /// <summary>Condition for ids of a range; the time says which days need not be opened.</summary>
    public ClickHouseQuery AndIds(IdRange range) => this
        .Add("AND id >= ?", range.From).Add("AND id < ?", range.To)
        .Add("AND time >= fromUnixTimestamp64Milli(?)", range.From.UnixMilliseconds)
        .Add("AND time <= fromUnixTimestamp64Milli(?)", Math.Min(range.To.UnixMilliseconds, MaxMilliseconds));

    /// <summary>Condition for the beginning of a record id or of a request id.</summary>
    public ClickHouseQuery AndPrefix(string? prefix) =>
        prefix is null ? this : Add("AND (startsWith(id, ?)", prefix).Add("OR startsWith(request_id, ?))", prefix);

    /// <summary>The end of the year 2299, where DateTime64 ends.</summary>
    private const long MaxMilliseconds = 10_413_791_999_999;

    /// <summary>Parameters are read as fields of tab-separated text ("Escaped" in ClickHouse's terms).</summary>
    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\0", "\\0", StringComparison.Ordinal);
}
