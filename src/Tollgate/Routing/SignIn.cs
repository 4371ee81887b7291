namespace Tollgate.Routing;

/// <summary>How requests prove whose they are.</summary>
internal enum SignIn : byte
{
    /// <summary>By a header that is always the same.</summary>
    Key,

    /// <summary>By an access token of Google's, which is got with a service account and lasts an hour.</summary>
    Google,

    /// <summary>By Amazon's signature (version 4) over each request, or by a key.</summary>
    Amazon,
}
