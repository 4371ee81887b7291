namespace Tollgate.Admission.Shared;

/// <summary>Algorithms as the scripts number them.</summary>
internal enum SharedKind
{
    TokenBucket = 1,
    LeakyBucket = 2,
    SlidingWindow = 3,
    FixedWindow = 4,
    Concurrency = 5,
}
