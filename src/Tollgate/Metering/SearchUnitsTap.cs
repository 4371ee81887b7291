namespace Tollgate.Metering;

/// <summary>
/// Finds the last <c>"search_units": n</c> of a JSON answer in pieces of any size: what Cohere bills a rerank by. Inside a string a quote has a
/// backslash before it, so that text cannot look like a key.
/// </summary>
internal sealed class SearchUnitsTap
{
    /// <summary>More are not believed: a request of the largest size has far fewer documents.</summary>
    private const long Most = 1_000_000_000;

    private int _matched;
    private bool _afterBackslash;
    private bool _afterColon;
    private bool _inNumber;
    private long _number;

    /// <summary>What was found; 0 for nothing.</summary>
    public long Units => _number;

    private static ReadOnlySpan<byte> Key => "\"search_units\""u8;

    /// <summary>Looks at the next bytes.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (_matched == Key.Length)
            {
                Follow(b);
            }
            else
            {
                var isMatch = b == Key[_matched] && !(_matched == 0 && _afterBackslash);
                _matched = isMatch ? _matched + 1 : b == (byte)'"' && !_afterBackslash ? 1 : 0;
            }

            _afterBackslash = b == (byte)'\\' && !_afterBackslash;
        }
    }

    /// <summary>Behind the key: a colon, and a number.</summary>
    private void Follow(byte b)
    {
        if (!_inNumber && b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            return;
        }

        if (!_afterColon && b == (byte)':')
        {
            _afterColon = true;
        }
        else if (_afterColon && b is >= (byte)'0' and <= (byte)'9')
        {
            _number = Math.Min(Most, ((_inNumber ? _number : 0) * 10) + (b - '0'));
            _inNumber = true;
        }
        else
        {
            (_matched, _afterColon, _inNumber) = (b == (byte)'"' ? 1 : 0, false, false);
        }
    }
}
