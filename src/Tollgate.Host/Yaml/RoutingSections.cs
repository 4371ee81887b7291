using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads how a model's requests are shared out: the settings within an entry of <c>models</c>.</summary>
internal static class RoutingSections
{
    /// <summary>A weight that is left out counts nothing once any is given.</summary>
    public static BlendWeights? Blend(SectionReader model)
    {
        if (model.Find("blend") is null) { return null; }
        var section = model.Section("blend");
        var blend = new BlendWeights
        {
            Latency = section.Share("latency") ?? 0,
            Cost = section.Share("cost") ?? 0,
            Success = section.Share("success") ?? 0,
            Load = section.Share("load") ?? 0,
        };
        section.Done();
        return blend;
    }

    public static StickyConfig? Sticky(SectionReader model)
    {
        if (model.Find("sticky") is null) { return null; }
        var section = model.Section("sticky");
        var missing = new StickyConfig { By = StickySource.None };
        var sticky = new StickyConfig
        {
            By = Source(section, "by", StickySource.None),
            Ttl = section.Seconds("ttl_seconds", 0, 86_400) ?? missing.Ttl,
            PrefixBytes = section.Whole("prefix_bytes", missing.PrefixBytes, 64, 1_048_576),
        };
        section.Done();
        return sticky;
    }

    public static ExperimentConfig? Experiment(SectionReader model)
    {
        if (model.Find("experiment") is null) { return null; }
        var section = model.Section("experiment");
        var experiment = new ExperimentConfig
        {
            Name = section.RequiredText("name"),
            StickyBy = Source(section, "sticky_by", new StickySource(StickyKind.Key)),
            Arms = section.Each("arms", Arm),
        };
        section.Done();
        return experiment;
    }

    public static CanaryConfig? Canary(SectionReader model)
    {
        if (model.Find("canary") is null) { return null; }
        var section = model.Section("canary");
        var canary = new CanaryConfig
        {
            Percent = section.Percent("percent") ?? 0,
            StickyBy = Source(section, "sticky_by", StickySource.None),
            Targets = section.Each("targets", UpstreamSections.Target),
            Model = section.Text("model"),
        };
        section.Done();
        return canary;
    }

    public static ShadowConfig? Shadow(SectionReader model)
    {
        if (model.Find("shadow") is null) { return null; }
        var section = model.Section("shadow");
        var shadow = new ShadowConfig
        {
            Provider = section.RequiredText("provider"),
            Model = section.Text("model"),
            Percent = section.Percent("percent") ?? 1,
            MaxInFlight = section.Whole("max_in_flight", 10, 1, 1_000),
        };
        section.Done();
        return shadow;
    }

    public static CapabilityConfig Capabilities(SectionReader owner)
    {
        if (owner.Find("capabilities") is null) { return CapabilityConfig.Unknown; }
        var section = owner.Section("capabilities");
        var capabilities = new CapabilityConfig
        {
            Vision = section.Flag("vision"),
            Tools = section.Flag("tools"),
            JsonSchema = section.Flag("json_schema"),
            Audio = section.Flag("audio"),
            Prefill = section.Flag("prefill"),
            Context = section.Whole("context", 1, 1_000_000_000L),
            MaxOutput = section.Whole("max_output", 1, 1_000_000_000L),
        };
        section.Done();
        return capabilities;
    }

    private static ArmConfig Arm(SectionReader section) => new()
    {
        Name = section.RequiredText("name"),
        Weight = section.Whole("weight", 1, 0, 10_000),
        Targets = section.Each("targets", UpstreamSections.Target),
        Model = section.Text("model"),
    };

    private static StickySource Source(SectionReader section, string name, StickySource missing)
    {
        const string Header = "header:";
        if (section.Text(name) is { } text && text.StartsWith(Header, StringComparison.Ordinal))
        {
            return new StickySource(StickyKind.Header, text[Header.Length..].Trim().ToLowerInvariant());
        }

        return section.Choice(
            name,
            missing,
            ("conversation", new StickySource(StickyKind.Conversation)),
            ("user", new StickySource(StickyKind.User)),
            ("key", new StickySource(StickyKind.Key)),
            ("prefix", new StickySource(StickyKind.Prefix)),
            ("none", StickySource.None));
    }
}
