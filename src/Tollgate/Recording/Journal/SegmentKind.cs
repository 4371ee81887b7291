namespace Tollgate.Recording.Journal;

/// <summary>What a segment is for. Contents are dropped first when room runs short, so they have files of their own.</summary>
internal enum SegmentKind : byte
{
    Records = 1,
    Contents = 2,
}
