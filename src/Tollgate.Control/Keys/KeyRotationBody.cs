namespace Tollgate.Control.Keys;

/// <summary>How to rotate a key.</summary>
internal sealed record KeyRotationBody
{
    /// <summary>Seconds in which the secret so far goes on working. Default 0, at most 31 days.</summary>
    public long OverlapSeconds { get; set; }
}
