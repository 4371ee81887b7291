using System.Buffers.Text;
using System.Text;

namespace Tollgate.Keys;

/// <summary>
/// Gathers the credential of one request from the places where clients put it: <c>Authorization: Bearer</c>, <c>x-api-key</c>,
/// <c>api-key</c>, <c>x-goog-api-key</c> and the query's <c>key</c>. Feed it each value as it is met; the order does not matter.
/// </summary>
/// <param name="scratch">Room for query keys that have escapes; as long as the raw query. The key may point into it.</param>
internal ref struct PresentedKey(Span<byte> scratch)
{
    private Span<byte> _scratch = scratch;
    private bool _conflict;
    private bool _malformed;
    private bool _otherScheme;

    /// <summary>The credential; empty unless <see cref="Status"/> is <see cref="PresentedKeyStatus.One"/> or a conflict.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>What has been presented so far.</summary>
    public readonly PresentedKeyStatus Status =>
        _conflict ? PresentedKeyStatus.Conflict
        : _malformed ? PresentedKeyStatus.Unusable
        : !Key.IsEmpty ? PresentedKeyStatus.One
        : _otherScheme ? PresentedKeyStatus.Unusable
        : PresentedKeyStatus.None;

    /// <summary>
    /// Value of an <c>Authorization</c> header. Another scheme than Bearer (a proxy's Basic, say) is not ours: it is refused only when
    /// no key comes elsewhere.
    /// </summary>
    public void AddAuthorization(ReadOnlySpan<byte> value)
    {
        value = Trim(value);
        var space = value.IndexOfAny((byte)' ', (byte)'\t');
        var scheme = space < 0 ? value : value[..space];
        if (!Ascii.EqualsIgnoreCase(scheme, "Bearer"u8))
        {
            _otherScheme |= !value.IsEmpty;
            return;
        }

        Add(space < 0 ? default : Trim(value[space..]));
    }

    /// <summary>Value of a header that holds the bare key: <c>x-api-key</c>, <c>api-key</c>, <c>x-goog-api-key</c>.</summary>
    public void AddHeader(ReadOnlySpan<byte> value) => Add(Trim(value));

    /// <summary>Value of the query's <c>key</c>, still percent-encoded. <c>+</c> stays itself: no key has a space in it.</summary>
    public void AddQuery(ReadOnlySpan<byte> encoded)
    {
        if (!encoded.Contains((byte)'%'))
        {
            Add(encoded);
            return;
        }

        if (!TryDecode(encoded, _scratch, out var length))
        {
            _malformed = true;
            return;
        }

        // A second escaped key must not overwrite the first before the two are compared.
        var key = _scratch[..length];
        _scratch = _scratch[length..];
        Add(key);
    }

    private void Add(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            return;
        }

        _malformed |= key.Length > KeyTable.MaxCredentialBytes;
        _conflict |= !Key.IsEmpty && !Key.SequenceEqual(key);
        Key = key;
    }

    private static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> destination, out int length)
    {
        length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var value = encoded[i];
            if (value is (byte)'%')
            {
                if (!Utf8Parser.TryParse(encoded.Slice(i + 1, Math.Min(2, encoded.Length - i - 1)), out value, out var digits, 'x') || digits != 2)
                {
                    return false;
                }

                i += 2;
            }

            if (length == destination.Length)
            {
                return false;
            }

            destination[length++] = value;
        }

        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.Trim(" \t"u8);
}
