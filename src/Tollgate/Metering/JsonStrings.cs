using Tollgate.Json;

namespace Tollgate.Metering;

/// <summary>Hands out every string in a JSON value, keys too, between the quotes and with escapes as they stand.</summary>
internal ref struct JsonStrings(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private JsonScan _scan = new(value);

    /// <summary>Reads the next string; false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> text)
    {
        var open = _value[_scan.Position..].IndexOf((byte)'"');
        var start = _scan.Position + open;
        _scan.Position = open < 0 ? _value.Length : start;
        if (open < 0 || !_scan.SkipValue(0))
        {
            text = default;
            return false;
        }

        text = _value[(start + 1)..(_scan.Position - 1)];
        return true;
    }
}
