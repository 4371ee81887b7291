namespace Tollgate.Recording.Capture;

/// <summary>A place in a text that must not be kept.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Marker">What takes its place.</param>
internal readonly record struct Redaction(int Start, int Length, string Marker)
{
    /// <summary>The character behind it.</summary>
    public int End => Start + Length;
}
