using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>Reads an answer that lies complete in memory, which most do: the same figures as a <see cref="JsonTap"/> finds piecemeal, in half the time.</summary>
internal ref struct WholeAnswer(ReadOnlySpan<byte> json, Dialect dialect, ref TokenUsage usage)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Dialect _dialect = dialect;
    private readonly ref TokenUsage _usage = ref usage;
    private JsonScan _scan = new(json);

    /// <summary>Top-level <c>usage</c> or <c>usageMetadata</c> was read into the caller's record.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>Top-level <c>id</c>, between its quotes.</summary>
    public JsonRange Id { get; private set; }

    /// <summary>Top-level <c>error</c>, neither null nor false.</summary>
    public bool HasError { get; private set; }

    /// <summary>False where this is no single JSON object by the strict rules; the figures mean nothing then.</summary>
    public bool TryRead()
    {
        _scan.SkipWhite();
        if (_scan.TryEnterObject())
        {
            do
            {
                if (!_scan.TryReadKey(out var key))
                {
                    return false;
                }

                var start = _scan.Position;
                if (!_scan.SkipValue(1))
                {
                    return false;
                }

                ReadMember(key, new JsonRange(start, _scan.Position - start));
            }
            while (_scan.TryNextMember());
        }

        var isObject = _scan.Error == ScanErrorKind.None;
        _scan.SkipWhite();
        return isObject && _scan.Position == _json.Length;
    }

    /// <summary>Counts the text of an answer that <see cref="TryRead"/> has found whole.</summary>
    public readonly void CountText(ref TokenEstimator text)
    {
        var scan = new JsonScan(_json);
        scan.SkipWhite();
        if (!scan.TryEnterObject())
        {
            return;
        }

        do
        {
            if (!scan.TryReadKey(out var key))
            {
                return;
            }

            var start = scan.Position;
            var walk = new TextWalk(_json, start, ref text) { IsWhole = true };
            if (_json[start] is (byte)'{' or (byte)'[' && TextKeys.IsAnswer(key))
            {
                walk.TryCount(1);
            }
            else if (_json[start] == (byte)'"' && TextKeys.IsText(key))
            {
                walk.TryCountText(key, 1);
            }

            if (!scan.SkipValue(1))
            {
                return;
            }
        }
        while (scan.TryNextMember());
    }

    private void ReadMember(ReadOnlySpan<byte> key, JsonRange value)
    {
        var kind = _json[value.Start];
        switch (key.Length)
        {
            case 2 when kind == (byte)'"' && key.SequenceEqual("id"u8):
                Id = new JsonRange(value.Start + 1, value.Length - 2);
                break;
            case 5 when key.SequenceEqual("error"u8):
                HasError |= kind is not ((byte)'n' or (byte)'f');
                break;
            case 5 when kind == (byte)'{' && key.SequenceEqual("usage"u8):
            case 13 when kind == (byte)'{' && key.SequenceEqual("usageMetadata"u8):
                HasUsage |= UsageReader.TryRead(value.Of(_json), _dialect, ref _usage);
                break;
        }
    }
}
