namespace Tollgate.Control.Telemetry;

/// <summary>What spans and metrics have in common on the wire: attributes, and who is speaking.</summary>
internal static class OtlpWriting
{
    /// <summary>Name of the instrumentation scope.</summary>
    private const string Scope = "tollgate";

    /// <summary>An attribute; an empty one is left out.</summary>
    public static void Attribute(this ProtoWriter proto, int field, string name, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        var pair = proto.Begin(field);
        proto.Text(1, name);
        var any = proto.Begin(2);
        proto.Text(1, value);
        proto.End(any);
        proto.End(pair);
    }

    /// <summary>An attribute that is a number.</summary>
    public static void Attribute(this ProtoWriter proto, int field, string name, long value)
    {
        var pair = proto.Begin(field);
        proto.Text(1, name);
        var any = proto.Begin(2);
        proto.Whole(3, value);
        proto.End(any);
        proto.End(pair);
    }

    /// <summary>An attribute that is true; one that is not is left out.</summary>
    public static void Flag(this ProtoWriter proto, int field, string name, bool value)
    {
        if (!value)
        {
            return;
        }

        var pair = proto.Begin(field);
        proto.Text(1, name);
        var any = proto.Begin(2);
        proto.Whole(2, 1);
        proto.End(any);
        proto.End(pair);
    }

    /// <summary>The resource: this process.</summary>
    public static void Resource(this ProtoWriter proto, OtlpIdentity identity)
    {
        var resource = proto.Begin(1);
        proto.Attribute(1, "service.name", identity.Service);
        proto.Attribute(1, "service.version", identity.Version);
        proto.Attribute(1, "service.instance.id", identity.Instance);
        proto.End(resource);
    }

    /// <summary>The instrumentation scope.</summary>
    public static void InstrumentationScope(this ProtoWriter proto, OtlpIdentity identity)
    {
        var scope = proto.Begin(1);
        proto.Text(1, Scope);
        proto.Text(2, identity.Version);
        proto.End(scope);
    }
}
