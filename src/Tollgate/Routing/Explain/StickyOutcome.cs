namespace Tollgate.Routing.Explain;

/// <summary>What stickiness did for a request. The numbers stand in the journal: append only.</summary>
internal enum StickyOutcome : byte
{
    /// <summary>The route does not stick, or the request has nothing to stick by.</summary>
    None,

    /// <summary>It went where requests like it go.</summary>
    Hit,

    /// <summary>That target could not be asked; it went elsewhere.</summary>
    Miss,

    /// <summary>It went to the target that had made the response from which it goes on.</summary>
    Owner,
}
