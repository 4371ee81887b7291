namespace Tollgate.Configuration;

/// <summary>What a provider's models, or one target, can do (<c>capabilities</c>). What is not said is taken to be possible.</summary>
public sealed record CapabilityConfig
{
    /// <summary>Nothing said.</summary>
    public static CapabilityConfig Unknown { get; } = new();

    /// <summary>Takes pictures.</summary>
    public bool? Vision { get; init; }

    /// <summary>Calls tools.</summary>
    public bool? Tools { get; init; }

    /// <summary>Answers by a JSON schema.</summary>
    public bool? JsonSchema { get; init; }

    /// <summary>Takes sound.</summary>
    public bool? Audio { get; init; }

    /// <summary>Goes on from the beginning of an answer. What is not said is known by the provider's kind.</summary>
    public bool? Prefill { get; init; }

    /// <summary>Longest prompt in tokens.</summary>
    public long? Context { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>These, and where they say nothing the others.</summary>
    public CapabilityConfig Over(CapabilityConfig others) => new()
    {
        Vision = Vision ?? others.Vision,
        Tools = Tools ?? others.Tools,
        JsonSchema = JsonSchema ?? others.JsonSchema,
        Audio = Audio ?? others.Audio,
        Prefill = Prefill ?? others.Prefill,
        Context = Context ?? others.Context,
        MaxOutput = MaxOutput ?? others.MaxOutput,
    };
}
