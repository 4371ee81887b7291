using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Whom a limit or a budget is for, as files name it.</summary>
internal static class ScopeNames
{
    private static readonly (string Name, LimitScope Scope)[] Names =
    [
        ("key", LimitScope.Key), ("user", LimitScope.User), ("team", LimitScope.Team), ("org", LimitScope.Org), ("app", LimitScope.App),
        ("model", LimitScope.Model), ("provider", LimitScope.Provider), ("endpoint", LimitScope.Endpoint), ("ip", LimitScope.Ip),
        ("global", LimitScope.Global),
    ];

    /// <summary>Reads <c>scope</c>.</summary>
    public static LimitScope Read(SectionReader section) => section.Choice("scope", LimitScope.Key, Names);

    /// <summary>Reads <c>scope</c> of what is spent: a client's, or a model's.</summary>
    public static LimitScope ReadSpender(SectionReader section) =>
        section.Choice("scope", LimitScope.Key, Array.FindAll(Names, name => name.Scope is not (LimitScope.Provider or LimitScope.Endpoint or LimitScope.Ip)));
}
