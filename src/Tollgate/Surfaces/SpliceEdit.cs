namespace Tollgate.Surfaces;

/// <summary>One edit of a body: <see cref="Removed"/> bytes at <see cref="Start"/> of the original give way to <see cref="Replacement"/>.</summary>
internal readonly record struct SpliceEdit(int Start, int Removed, byte[] Replacement)
{
    /// <summary>Offset in the original after the removed bytes.</summary>
    public int End => Start + Removed;
}
