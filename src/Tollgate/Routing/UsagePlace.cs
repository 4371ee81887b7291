namespace Tollgate.Routing;

/// <summary>Where a kind of provider puts the usage of a stream.</summary>
internal enum UsagePlace : byte
{
    /// <summary>In a last chunk of its own, where <c>stream_options.include_usage</c> asks for it.</summary>
    WhenAsked,

    /// <summary>In the last chunk, always.</summary>
    LastChunk,

    /// <summary>In each chunk; the last one counts.</summary>
    EveryChunk,

    /// <summary>In the first event and, growing, in those before the end.</summary>
    StartAndEnd,

    /// <summary>In an event of its own behind the answer.</summary>
    OwnEvent,

    /// <summary>Nowhere: it is counted by the gateway.</summary>
    Nowhere,
}
