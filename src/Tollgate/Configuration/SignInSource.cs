namespace Tollgate.Configuration;

/// <summary>Where a provider's access tokens come from (<c>providers[].sign_in</c>).</summary>
public enum SignInSource
{
    /// <summary>From what the settings name: a key, an account, a token.</summary>
    Credentials,

    /// <summary>From the metadata server of the machine that the gateway runs on: Google's clouds (GCE, GKE, Cloud Run) only.</summary>
    Metadata,
}
