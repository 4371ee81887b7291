namespace Tollgate.Listening;

/// <summary>Whether a listener serves the paths of administrators. The numbers stand in the PROXY header of a tunnel.</summary>
internal enum ControlVerdict : byte
{
    /// <summary>It does.</summary>
    Served = 0,

    /// <summary>They have addresses of their own: 404 here.</summary>
    Elsewhere = 1,

    /// <summary>Anybody could try them here, and nobody has set a key on purpose: 403.</summary>
    Unguarded = 2,
}
