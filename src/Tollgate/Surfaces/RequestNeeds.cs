namespace Tollgate.Surfaces;

/// <summary>What a request asks of a model beyond plain text.</summary>
[Flags]
internal enum RequestNeeds : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It offers tools.</summary>
    Tools = 1,

    /// <summary>It prescribes a JSON schema for the answer.</summary>
    JsonSchema = 2,

    /// <summary>It holds pictures.</summary>
    Vision = 4,

    /// <summary>It holds sound.</summary>
    Audio = 8,
}
