using System.Globalization;
using System.Text;
using Npgsql;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>A statement put together from fixed pieces; every value is a parameter.</summary>
internal sealed class PostgresQuery
{
    private readonly StringBuilder _sql = new();
    private readonly List<NpgsqlParameter> _values = [];

    public PostgresQuery Add(string piece)
    {
        _sql.Append(piece).Append('\n');
        return this;
    }

    /// <summary>Puts a value in place of the question mark of a piece.</summary>
    public PostgresQuery Add(string piece, object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_values.Count}");
        _values.Add(new NpgsqlParameter(name[1..], value is RecordId id ? PostgresIds.ToGuid(id) : value));
        return Add(piece.Replace("?", name, StringComparison.Ordinal));
    }

    /// <summary>Conditions, joined with AND.</summary>
    public PostgresQuery And(IEnumerable<FilterTerm> terms)
    {
        foreach (var term in terms)
        {
            // What clients may invent can be counted under "(other)" in totals, but rows always hold their own value.
            Add($"AND {term.Column} {term.Operator} ?", PostgresValue(term.Value));
        }

        return this;
    }

    /// <summary>Conditions on groups that may hold a matching row.</summary>
    public PostgresQuery AndPossibly(IEnumerable<FilterTerm> terms)
    {
        foreach (var term in terms)
        {
            var piece = term.Column is "app" or "user_name" or "model"
                ? $"AND ({term.Column} {term.Operator} ? OR {term.Column} = '{RequestGroup.Other}')"
                : $"AND {term.Column} {term.Operator} ?";
            Add(piece, PostgresValue(term.Value));
        }

        return this;
    }

    public async Task<List<T>> RunAsync<T>(NpgsqlDataSource connections, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        await using var command = connections.CreateCommand(_sql.ToString());
        foreach (var value in _values) { command.Parameters.Add(value); }
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop)) { rows.Add(read(reader)); }
        return rows;
    }

    private static object PostgresValue(object value) => value is string text ? PostgresText.Clean(text) : value;
}
