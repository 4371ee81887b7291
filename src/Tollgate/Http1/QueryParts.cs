namespace Tollgate.Http1;

/// <summary>The parameters of a query, in order, as they stand.</summary>
internal ref struct QueryParts
{
    private ReadOnlySpan<byte> _rest;
    private bool _done;

    private QueryParts(ReadOnlySpan<byte> query)
    {
        _rest = query;
        _done = query.IsEmpty;
        Current = default;
    }

    public QueryPart Current { get; private set; }

    public static QueryParts Of(ReadOnlySpan<byte> query) => new(query);

    public readonly QueryParts GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_done)
        {
            return false;
        }

        var end = _rest.IndexOf((byte)'&');
        Current = new QueryPart(end < 0 ? _rest : _rest[..end]);
        _done = end < 0;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }
}
