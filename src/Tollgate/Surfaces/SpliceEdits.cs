using System.Runtime.CompilerServices;

namespace Tollgate.Surfaces;

/// <summary>
/// The edits of one request body, at most <see cref="Most"/>, in the order of their offsets and not overlapping. All bytes
/// between them go out as the client sent them.
/// </summary>
internal struct SpliceEdits
{
    /// <summary>Model, usage wish or the format's version, output cap, the beginning of an answer that is to be gone on with.</summary>
    public const int Most = 4;

    private EditBuffer _edits;

    /// <summary>Edits held.</summary>
    public int Count { get; private set; }

    /// <summary>The edit at this place, the lowest offset first.</summary>
    public readonly SpliceEdit this[int index] =>
        index < Count ? _edits[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Takes one more edit and keeps the order.</summary>
    public void Add(int start, int removed, byte[] replacement)
    {
        if (Count == Most)
        {
            throw new InvalidOperationException("A body has at most four edits.");
        }

        var place = Count;
        for (; place > 0 && _edits[place - 1].Start > start; place--)
        {
            _edits[place] = _edits[place - 1];
        }

        _edits[place] = new SpliceEdit(start, removed, replacement);
        Count++;
    }

    /// <summary>Length of the body after the edits, in bytes.</summary>
    public readonly int SplicedLength(int bodyLength) => bodyLength + Growth;

    /// <summary>How many bytes the edits make a body longer; negative for shorter.</summary>
    public readonly int Growth
    {
        get
        {
            var growth = 0;
            for (var i = 0; i < Count; i++)
            {
                growth += _edits[i].Replacement.Length - _edits[i].Removed;
            }

            return growth;
        }
    }

    /// <summary>Writes the edited body to the start of <paramref name="into"/>, which holds <see cref="SplicedLength"/> bytes at least.</summary>
    public readonly void Write(ReadOnlySpan<byte> body, Span<byte> into)
    {
        var from = 0;
        for (var i = 0; i < Count; i++)
        {
            var edit = _edits[i];
            body[from..edit.Start].CopyTo(into);
            into = into[(edit.Start - from)..];
            edit.Replacement.CopyTo(into);
            into = into[edit.Replacement.Length..];
            from = edit.End;
        }

        body[from..].CopyTo(into);
    }

    [InlineArray(Most)]
    private struct EditBuffer
    {
        private SpliceEdit _first;
    }
}
