namespace Tollgate.Http1;

/// <summary>A byte range of a buffer, by offset, so that it outlives an await and a move of the bytes into another array.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    /// <summary>First offset behind the range.</summary>
    public int End => Start + Length;

    /// <summary>Absent and empty look the same; use <c>CountOf</c> where the difference matters.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The bytes themselves, from the buffer that was parsed (or a copy that begins at the same byte).</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> buffer) => buffer.Slice(Start, Length);
}
