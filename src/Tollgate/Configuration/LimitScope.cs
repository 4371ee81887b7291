namespace Tollgate.Configuration;

/// <summary>What a limit counts together.</summary>
public enum LimitScope
{
    /// <summary>A client key.</summary>
    Key,

    /// <summary>A user.</summary>
    User,

    /// <summary>A team.</summary>
    Team,

    /// <summary>An organisation.</summary>
    Org,

    /// <summary>An application, by its <c>App-Name</c>.</summary>
    App,

    /// <summary>A public model name.</summary>
    Model,

    /// <summary>A provider.</summary>
    Provider,

    /// <summary>An endpoint.</summary>
    Endpoint,

    /// <summary>A client address.</summary>
    Ip,

    /// <summary>The whole gateway.</summary>
    Global,
}
