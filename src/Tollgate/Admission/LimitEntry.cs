using Tollgate.Admission.Shared;

namespace Tollgate.Admission;

/// <summary>What a request takes of one cell.</summary>
internal struct LimitEntry
{
    public LimitCell Cell;

    /// <summary>To be taken; once it was, what stands charged.</summary>
    public long Amount;

    /// <summary>What <see cref="LimitCell.Take"/> said.</summary>
    public long Stamp;

    /// <summary>The candidate that it is taken for, where it is a provider's limit: an attempt that came to nothing gives it back. Else null.</summary>
    public object? Attempt;

    /// <summary>Something is left to do when the request ends.</summary>
    public bool IsHeld;

    /// <summary>Where it was taken for all replicas, and what is told of corrections; null where it was taken in this process alone.</summary>
    public SharedLimits? Shared;

    /// <summary>The store's stamp; of a place, the request's number; of an amount that is being asked for, what was planned in advance of it.</summary>
    public long SharedStamp;

    /// <summary>How far taking it has come.</summary>
    public SharedStep Step;
}
