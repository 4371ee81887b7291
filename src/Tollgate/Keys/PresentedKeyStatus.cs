namespace Tollgate.Keys;

/// <summary>What a request presents as its credential.</summary>
internal enum PresentedKeyStatus : byte
{
    /// <summary>Nothing: 401 <c>AUTH_MISSING_TOKEN</c>.</summary>
    None,

    /// <summary>One key, perhaps in several places.</summary>
    One,

    /// <summary>Something that is no key: another scheme, a bad escape, too long. 401 <c>AUTH_INVALID_TOKEN</c>.</summary>
    Unusable,

    /// <summary>Two different keys: 400 <c>VALIDATION_ERROR</c>. Which one counts must not depend on who reads the request.</summary>
    Conflict,
}
