namespace Tollgate.Metering;

/// <summary>Where token counts come from.</summary>
internal enum UsageSource : byte
{
    /// <summary>Nothing was counted: the call has no tokens, or it failed before any.</summary>
    None,

    /// <summary>The provider's own figures, exact.</summary>
    Reported,

    /// <summary>Counted here because the provider gave none; the record says so.</summary>
    Estimated,
}
