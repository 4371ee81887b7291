namespace Tollgate.Configuration;

/// <summary>A static client key (an entry of <c>keys:</c>).</summary>
public sealed record KeyConfig
{
    /// <summary>Its name in logs and limits; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The secret that clients send, at least 8 characters.</summary>
    public required Secret Key { get; init; }

    /// <summary>Organisation that owns it. Default <c>default</c>.</summary>
    public string Org { get; init; } = "default";

    /// <summary>Model names that it may use; <c>*</c> = all, <c>gpt-*</c> = by beginning. Default all.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["*"];

    /// <summary>How it pays. Default none.</summary>
    public BillingMode Billing { get; init; } = BillingMode.None;

    /// <summary>Whether it may use forwarded calls that name no model. Default true.</summary>
    public bool Passthrough { get; init; } = true;

    /// <summary>Whether it is accepted. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it stops being accepted. Default never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Requests per minute that it may make, as a token bucket. Null (default) = no bound of its own.</summary>
    public int? RequestsPerMinute { get; init; }
}
