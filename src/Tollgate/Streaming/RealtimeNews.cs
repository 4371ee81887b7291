namespace Tollgate.Streaming;

/// <summary>What an event of a realtime session tells that the gateway needs to know.</summary>
internal enum RealtimeNews : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The session's model.</summary>
    Named,

    /// <summary>An answer begins.</summary>
    Began,

    /// <summary>A piece of an answer.</summary>
    Spoke,

    /// <summary>An answer is whole.</summary>
    Answered,

    /// <summary>What the client said has been transcribed.</summary>
    Transcribed,
}
