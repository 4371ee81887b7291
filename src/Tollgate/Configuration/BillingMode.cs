namespace Tollgate.Configuration;

/// <summary>How a key pays.</summary>
public enum BillingMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>From a prepaid wallet; not available in this version.</summary>
    Wallet,
}
