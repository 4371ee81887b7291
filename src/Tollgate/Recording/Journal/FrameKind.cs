namespace Tollgate.Recording.Journal;

/// <summary>What a frame holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>A finished request.</summary>
    Request = 1,

    /// <summary>Captured content of a request.</summary>
    Content = 2,

    /// <summary>The segment was closed in order; nothing follows.</summary>
    End = 255,
}
