using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Exchange;

/// <summary>The elements of an array, one after another. A struct: nothing is allocated for a loop over it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct JsonElements
{
    private readonly ReadOnlyMemory<byte> _source;
    private JsonElement.ArrayEnumerator _at;

    internal JsonElements(JsonElement array, ReadOnlyMemory<byte> source)
    {
        _source = source;
        _at = array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : default;
    }

    /// <summary>The element that <see cref="MoveNext"/> came to.</summary>
    public readonly JsonNode Current => new(_at.Current, _source);

    public bool MoveNext() => _at.MoveNext();

    public readonly JsonElements GetEnumerator() => this;
}
